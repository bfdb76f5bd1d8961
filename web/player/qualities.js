import { HLS, needsHelp, playAdaptively, stopAdaptive } from './adaptive.js';

/**
 * One form of a film.
 *
 * @typedef {object} Quality
 * @property {string} url
 * @property {number} lines shorter side in pixels
 * @property {number} width
 * @property {number} height
 * @property {number} bitRate
 * @property {boolean} isAdaptive
 */

/** As the menu wants each of them. @typedef {{ id: string, width: number, height: number, bitrate: number }} Rendition */

/**
 * The qualities that the page itself offers.
 *
 * @param {HTMLMediaElement} media
 * @returns {Quality[]}
 */
export function readQualities(media) {
  return [...media.querySelectorAll('source')].map(({ src, type, dataset }) => ({
    url: src,
    lines: Number(dataset['lines']),
    width: Number(dataset['width']),
    height: Number(dataset['height']),
    bitRate: Number(dataset['bitRate']),
    isAdaptive: type === HLS,
  }));
}

/** What the menu of qualities reads and chooses from; its shape is that of media-chrome's `videoRenditions`. */
class RenditionList extends EventTarget {
  /** @type {Rendition[]} */
  #items = [];
  #selectedIndex = -1;

  /** @param {(index: number) => void} onChosen */
  constructor(onChosen) {
    super();
    this.onChosen = onChosen;
  }

  /** @param {readonly Rendition[]} items */
  replace(items) {
    for (let index = 0; index < this.#items.length; index += 1) Reflect.deleteProperty(this, index);
    this.#items = [...items];
    for (const [index, item] of items.entries())
      Object.defineProperty(this, index, { value: item, configurable: true });
    this.dispatchEvent(new Event('addrendition'));
  }

  get length() {
    return this.#items.length;
  }

  get selectedIndex() {
    return this.#selectedIndex;
  }

  set selectedIndex(index) {
    if (index === this.#selectedIndex) return;
    this.#selectedIndex = index;
    this.dispatchEvent(new Event('change'));
    this.onChosen(index);
  }

  [Symbol.iterator]() {
    return this.#items.values();
  }
}

/**
 * Offers the qualities of a film in the menu. Choosing one goes on at the same moment.
 *
 * @param {HTMLMediaElement} media
 * @param {readonly Quality[]} first
 */
export function createQualities(media, first) {
  /** @type {readonly Quality[]} */
  let offered = [];
  const list = new RenditionList((index) => {
    const chosen = index === -1 ? first[0] : offered[index];
    if (chosen) change(media, chosen);
  });
  /** @param {readonly Quality[]} qualities */
  const offer = (qualities) => {
    // Two of the same size would look the same in the menu; the page names the better choice first.
    const fixed = qualities.filter(
      ({ isAdaptive, lines }, index) =>
        !isAdaptive && lines > 0 && qualities.findIndex((other) => other.lines === lines) === index,
    );
    if (fixed.map(({ url }) => url).join() === offered.map(({ url }) => url).join()) return;
    offered = fixed;
    // With one form there is nothing to choose.
    const shown = qualities.length > 1 ? fixed : [];
    list.replace(
      shown.map(({ url, width, height, bitRate }) => ({ id: url, width, height, bitrate: bitRate })),
    );
  };
  Object.defineProperty(media, 'videoRenditions', { value: list });
  offer(first);
  return { offer };
}

/**
 * @param {HTMLMediaElement} media
 * @param {Quality} quality
 */
function change(media, quality) {
  const { currentTime, paused, playbackRate } = media;
  media.addEventListener(
    'loadedmetadata',
    () => {
      media.currentTime = currentTime;
      media.playbackRate = playbackRate;
      if (!paused) void media.play().catch(() => {});
    },
    { once: true },
  );
  load(media, quality);
}

/**
 * @param {HTMLMediaElement} media
 * @param {Quality} quality
 */
function load(media, { url, isAdaptive }) {
  stopAdaptive(media);
  const [address = url] = url.split('#', 1);
  if (isAdaptive && needsHelp(media)) void playAdaptively(media, address, () => playOthers(media));
  else media.src = address;
}

/**
 * Begins with the adaptive form, if the page has one and the browser needs our help for it.
 *
 * @param {HTMLMediaElement} media
 * @param {readonly Quality[]} qualities
 */
export function beginAdaptively(media, qualities) {
  const adaptive = qualities.find(({ isAdaptive }) => isAdaptive);
  if (adaptive && needsHelp(media)) void playAdaptively(media, adaptive.url, () => playOthers(media));
}

/**
 * The forms that the browser plays itself.
 *
 * @param {HTMLMediaElement} media
 */
function playOthers(media) {
  media.querySelector(`source[type="${HLS}"]`)?.remove();
  media.removeAttribute('src');
  media.load();
}
