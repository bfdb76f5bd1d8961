import { isSameUpload } from './file-upload.js';

/**
 * What the page keeps over a reload. The owner key stays with this tab only (`sessionStorage`); the upload token and
 * the list of unfinished files outlive the tab (`localStorage`), so that a restarted computer can go on.
 *
 * A browser that forbids storage makes the page forgetful, not broken.
 */

const keyName = 'slipway.owner-key';
const tokenName = 'slipway.upload-token';
const unfinishedName = 'slipway.unfinished';
/** The server removes uploads that nobody continued for this long. */
const forgetAfterMs = 7 * 86_400_000;

/**
 * @typedef {import('./file-upload.js').UploadFile & { lastModified: number, addedAt: number }} UnfinishedFile
 */

/** @returns {string} */
export function recallOwnerKey() {
  return read('sessionStorage', keyName) ?? '';
}

/** @param {string} key */
export function rememberOwnerKey(key) {
  write('sessionStorage', keyName, key);
}

/** @returns {import('./api.js').UploadToken | null} null when there is none, or it has expired */
export function recallToken() {
  const token = parse(read('localStorage', tokenName));
  return typeof token?.secret === 'string' && token.validUntil > Date.now() ? token : null;
}

/** @param {import('./api.js').UploadToken | null} token */
export function rememberToken(token) {
  write('localStorage', tokenName, JSON.stringify(token));
}

/** @returns {UnfinishedFile[]} */
export function recallUnfinished() {
  const list = parse(read('localStorage', unfinishedName));
  if (!Array.isArray(list)) return [];
  return list.filter(
    (entry) => typeof entry?.identifier === 'string' && entry.addedAt > Date.now() - forgetAfterMs,
  );
}

/** @param {Omit<UnfinishedFile, 'addedAt'>[]} files */
export function rememberUnfinished(files) {
  const others = recallUnfinished().filter((entry) => !files.some((file) => isSameUpload(entry, file)));
  saveUnfinished([...others, ...files.map((file) => ({ ...file, addedAt: Date.now() }))]);
}

/** @param {import('./file-upload.js').UploadFile} details */
export function forgetUnfinished(details) {
  saveUnfinished(recallUnfinished().filter((other) => !isSameUpload(other, details)));
}

/** @param {UnfinishedFile[]} list */
function saveUnfinished(list) {
  write('localStorage', unfinishedName, JSON.stringify(list));
}

/** @param {string | null} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** @param {'sessionStorage' | 'localStorage'} store @param {string} name @returns {string | null} */
function read(store, name) {
  try {
    return window[store].getItem(name);
  } catch {
    return null;
  }
}

/** @param {'sessionStorage' | 'localStorage'} store @param {string} name @param {string} value */
function write(store, name, value) {
  try {
    window[store].setItem(name, value);
  } catch {
    // Storage is forbidden or full: uploads work, only continuing after a reload does not.
  }
}
