/**
 * Numbers as people read them. Units are decimal (1 MB = 1,000,000 bytes), as file managers show them.
 */

const sizeUnits = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** @param {number} bytes @returns {string} `3.2 MB`, `812 kB`, `17 bytes` */
export function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 1 && value < 99.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${sizeUnits[unit]}`;
}

/** @param {number} seconds @returns {string} `12 s`, `3 min`, `1 h 20 min` */
export function formatDuration(seconds) {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/**
 * Rounded down, so that 100 % is shown only when everything has arrived.
 *
 * @param {number} fraction @returns {string}
 */
export function formatPercent(fraction) {
  return `${Math.floor(Math.min(1, fraction) * 100)}%`;
}

/** @param {number} count @param {string} noun @returns {string} `1 file`, `3 files` */
export function formatCount(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param {number} epochMs @returns {string} the time of day, with the date when it is not today */
export function formatMoment(epochMs) {
  const moment = new Date(epochMs);
  const isToday = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(
    undefined,
    isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}

/**
 * A file's name as it may be shown: characters that reverse the direction of text, and control characters,
 * could make `gpj.exe` look like a picture.
 *
 * @param {string} name @returns {string}
 */
export function formatName(name) {
  return name.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
