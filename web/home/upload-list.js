import { part, partOf, setText } from './element.js';
import { createFileRow } from './file-row.js';
import { formatBytes, formatCount, formatDuration, formatPercent } from './format.js';

/**
 * @typedef {import('./file-upload.js').FileUpload} FileUpload
 * @typedef {import('./upload-queue.js').UploadQueue} UploadQueue
 */

/**
 * Draws the list of files and its total.
 *
 * @param {ParentNode} root
 * @param {UploadQueue} queue
 * @param {{ onEmptied: () => void }} options called when the row that had the focus was the last one
 */
export function createUploadList(root, queue, { onEmptied }) {
  const list = part(root, 'files');
  const pauseAll = partOf(root, 'pause-all', HTMLButtonElement);
  /** @type {Map<FileUpload, ReturnType<typeof createFileRow>>} */
  const rows = new Map();
  const siteTitle = document.title;

  /** @param {FileUpload} upload */
  function removeRow(upload) {
    const element = rows.get(upload)?.element;
    if (element === undefined) return;
    const neighbour = element.nextElementSibling ?? element.previousElementSibling;
    const hadFocus = element.contains(document.activeElement);
    element.remove();
    rows.delete(upload);
    queue.remove(upload);
    updateTotal();
    if (!hadFocus) return;
    const next = neighbour?.querySelector('button:not([hidden]), a:not([hidden])');
    if (next instanceof HTMLElement) next.focus();
    else onEmptied();
  }

  function updateTotal() {
    const total = summarise(queue.uploads);
    part(root, 'total').hidden = total.files === 0;
    setText(part(root, 'total-count'), `${total.done} of ${formatCount(total.files, 'file')}`);
    setText(part(root, 'total-facts'), describe(total));
    const bar = partOf(root, 'total-bar', HTMLProgressElement);
    bar.value = total.progress;
    pauseAll.hidden = !total.canPause && !total.canResume;
    setText(pauseAll, total.canPause ? 'Pause all' : 'Resume all');
    document.title = total.isActive ? `${formatPercent(total.progress)} · ${siteTitle}` : siteTitle;
  }

  pauseAll.addEventListener('click', () => {
    if (summarise(queue.uploads).canPause) queue.pauseAll();
    else queue.resumeAll();
  });

  return {
    /** @param {FileUpload[]} uploads */
    add(uploads) {
      const added = uploads.map((upload) => {
        const row = createFileRow(upload, { remove: () => removeRow(upload) });
        rows.set(upload, row);
        return row.element;
      });
      list.append(...added);
      updateTotal();
    },
    /** @param {FileUpload} upload */
    update(upload) {
      rows.get(upload)?.update();
      updateTotal();
    },
    updateActive() {
      for (const [upload, row] of rows) {
        if (upload.isActive) row.update();
      }
      updateTotal();
    },
    remove: removeRow,
  };
}

/** @typedef {ReturnType<typeof summarise>} Total */

/** Failed and cancelled files do not count: they would keep the total from ever being complete. @param {readonly FileUpload[]} uploads */
function summarise(uploads) {
  const counted = uploads.filter((upload) => upload.isUnfinished || upload.state === 'done');
  const size = counted.reduce((sum, upload) => sum + upload.details.size, 0);
  const sent = counted.reduce((sum, upload) => sum + upload.progress * upload.details.size, 0);
  return {
    files: counted.length,
    done: counted.filter((upload) => upload.state === 'done').length,
    size,
    sent,
    progress: size === 0 ? 0 : sent / size,
    speed: counted.reduce((sum, upload) => sum + (upload.isActive ? upload.speed.bytesPerSecond() : 0), 0),
    isActive: counted.some((upload) => upload.isActive),
    canPause: counted.some((upload) => upload.isUnfinished && upload.state !== 'paused'),
    canResume: counted.some((upload) => upload.state === 'paused'),
  };
}

/** @param {Total} total */
function describe({ files, done, size, sent, speed }) {
  if (done === files) return `done · ${formatBytes(size)}`;
  const facts = [`done · ${formatBytes(sent)} of ${formatBytes(size)}`];
  if (speed > 0) facts.push(`${formatBytes(speed)}/s`, `${formatDuration((size - sent) / speed)} left`);
  return facts.join(' · ');
}
