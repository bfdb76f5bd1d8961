import { copyTemplate, part, partOf, setIcon, setText } from './element.js';
import { formatBytes, formatDuration, formatName, formatPercent } from './format.js';

/**
 * @typedef {import('./file-upload.js').FileUpload} FileUpload
 * @typedef {import('./file-upload.js').UploadState} UploadState
 */

/** @type {Record<UploadState, string>} */
const stateWords = {
  waiting: 'Waiting',
  sending: 'Sending',
  retrying: 'Trying again',
  paused: 'Paused',
  offline: 'Waiting for the connection',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** Pictures larger than this are not decoded just to be shown small. */
const largestThumbnail = 30e6;

/**
 * One file on the list.
 *
 * @param {FileUpload} upload
 * @param {{ remove: () => void }} actions
 * @returns {{ element: HTMLElement, update: () => void }}
 */
export function createFileRow(upload, { remove }) {
  const row = copyTemplate('file-row');
  const name = formatName(upload.details.name);
  const pause = part(row, 'pause');
  const bar = partOf(row, 'bar', HTMLProgressElement);
  setText(part(row, 'name'), name);
  part(row, 'name').title = formatName(upload.details.relativePath);
  bar.setAttribute('aria-label', name);
  showThumbnail(part(row, 'thumb'), upload.file);
  label(part(row, 'retry'), `Try again: ${name}`);
  label(part(row, 'open'), `Open ${name}`);
  label(part(row, 'preview'), `Preview ${name}`);
  setUpPreview(row, upload);

  pause.addEventListener('click', () => (upload.state === 'paused' ? upload.queue() : upload.pause()));
  part(row, 'retry').addEventListener('click', () => {
    upload.retry();
    pause.focus();
  });
  part(row, 'cancel').addEventListener('click', () => {
    upload.cancel();
    remove();
  });

  function update() {
    const { state } = upload;
    row.dataset.state = state;
    setText(part(row, 'state'), stateWords[state]);
    setText(part(row, 'facts'), describe(upload));
    setText(part(row, 'percent'), upload.isUnfinished ? formatPercent(upload.progress) : '');
    bar.value = upload.progress;
    bar.hidden = !upload.isUnfinished;
    part(row, 'reason').hidden = upload.reason === '';
    setText(part(row, 'reason'), upload.reason);

    const isPaused = state === 'paused';
    pause.hidden = !upload.isUnfinished;
    setIcon(pause, isPaused ? 'resume' : 'pause');
    label(pause, `${isPaused ? 'Resume' : 'Pause'} ${name}`);
    part(row, 'retry').hidden = state !== 'failed' || !upload.canRetry;
    part(row, 'cancel').hidden = state === 'done';
    label(part(row, 'cancel'), `${state === 'failed' ? 'Remove' : 'Cancel'} ${name}`);
    showResult(row, upload);
  }
  update();
  return { element: row, update };
}

/** @param {HTMLElement} element @param {string} text for screen readers and as a hint */
function label(element, text) {
  if (element.getAttribute('aria-label') === text) return;
  element.setAttribute('aria-label', text);
  element.title = text;
}

/** @param {FileUpload} upload */
function describe(upload) {
  const size = formatBytes(upload.details.size);
  if (!upload.isUnfinished || upload.progress === 0) return ` · ${size}`;
  const facts = [`${formatBytes(upload.progress * upload.details.size)} of ${size}`];
  const speed = upload.speed.bytesPerSecond();
  if (upload.isActive && speed > 0) {
    facts.push(`${formatBytes(speed)}/s`);
    facts.push(`${formatDuration(((1 - upload.progress) * upload.details.size) / speed)} left`);
  }
  return ` · ${facts.join(' · ')}`;
}

/** @param {HTMLElement} row @param {FileUpload} upload */
function showResult(row, { state, stored, file }) {
  const open = partOf(row, 'open', HTMLAnchorElement);
  const hasPlace = state === 'done' && stored !== null;
  open.hidden = !hasPlace;
  part(row, 'preview').hidden = !hasPlace || previewKind(file) === null;
  if (hasPlace) open.setAttribute('href', sourceAddress(stored));
}

/** @param {import('./transfer.js').StoredFile} stored */
function sourceAddress({ treeId, photoId, token }) {
  return `/${treeId}/${photoId}/${encodeURIComponent(token)}/source`;
}

/** @param {File} file @returns {'img' | 'video' | 'audio' | null} how it can be shown in the page */
function previewKind(file) {
  if (file.type.startsWith('image/')) return 'img';
  if (file.type.startsWith('video/')) return 'video';
  return file.type.startsWith('audio/') ? 'audio' : null;
}

/** @param {HTMLElement} row @param {FileUpload} upload */
function setUpPreview(row, upload) {
  const button = part(row, 'preview');
  const box = part(row, 'preview-box');
  button.addEventListener('click', () => {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
    box.hidden = isOpen;
    // An emptied box also stops what plays in it.
    box.replaceChildren();
    if (!isOpen) showPreview(box, upload);
  });
}

/**
 * Shows the stored file itself, not the one on this computer: seeing it proves that it arrived.
 *
 * @param {HTMLElement} box @param {FileUpload} upload
 */
function showPreview(box, { stored, file, details }) {
  const kind = previewKind(file);
  if (stored === null || kind === null) return;
  const element = document.createElement(kind);
  if (element instanceof HTMLImageElement) element.alt = formatName(details.name);
  if (element instanceof HTMLMediaElement) {
    element.controls = true;
    element.preload = 'metadata';
    element.setAttribute('aria-label', formatName(details.name));
  }
  element.addEventListener('error', () => {
    box.textContent = 'This browser cannot show this kind of file. It is stored all the same.';
  });
  element.src = sourceAddress(stored);
  box.append(element);
}

/** @param {HTMLElement} thumb @param {File} file */
function showThumbnail(thumb, file) {
  const family = file.type.split('/')[0] ?? '';
  setIcon(thumb, ['video', 'image', 'audio'].includes(family) ? family : 'file');
  if (family !== 'image' || file.size > largestThumbnail) return;
  const image = new Image();
  image.alt = '';
  image.decoding = 'async';
  const address = URL.createObjectURL(file);
  image.addEventListener('load', () => {
    thumb.replaceChildren(image);
    URL.revokeObjectURL(address);
  });
  image.addEventListener('error', () => URL.revokeObjectURL(address));
  image.src = address;
}
