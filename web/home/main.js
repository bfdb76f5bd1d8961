import { admitFiles } from './admission.js';
import { createAnnouncer } from './announcer.js';
import { watchConnection } from './connection.js';
import { setUpDropZone } from './drop-zone.js';
import { copyTemplate, part, setText } from './element.js';
import { cancelUpload, isSameUpload } from './file-upload.js';
import { formatBytes, formatCount, formatName } from './format.js';
import {
  forgetUnfinished,
  recallToken,
  recallUnfinished,
  rememberToken,
  rememberUnfinished,
} from './remembered.js';
import { showStatus } from './status-line.js';
import { setUpTokenCard } from './token-card.js';
import { setUpTokenForm } from './token-form.js';
import { createUploadList } from './upload-list.js';
import { createUploadQueue } from './upload-queue.js';

/** @typedef {import('./file-upload.js').FileUpload} FileUpload */

const announcer = createAnnouncer(document);
const queue = createUploadQueue({ onChange: handleChange, onTick: () => list.updateActive() });
const dropZone = setUpDropZone(document, addFiles);
const list = createUploadList(document, queue, { onEmptied: dropZone.focus });
const showToken = setUpTokenCard(document, announcer);

/** The token for new files. */
let token = recallToken();
/** Files from before a reload that were not chosen again yet. */
let leftOver = recallUnfinished();
/** Uploads that a reload would list as not finished. @type {Set<FileUpload>} */
const remembered = new Set();

showToken(token);
showLeftOver();
void showStatus(document);

setUpTokenForm(document, (made) => {
  token = made;
  rememberToken(made);
  showToken(made);
  showLeftOver();
  announcer.say('The upload token is made. You can choose files now.');
  dropZone.focus();
});

watchConnection((isConnected) => {
  part(document, 'offline').hidden = isConnected;
  queue.setConnected(isConnected);
  if (isConnected) announcer.say('You are online again.');
  else announcer.alarm('You are offline. Your upload continues when the connection is back.');
});

addEventListener('beforeunload', (event) => {
  if (queue.uploads.some((upload) => upload.isActive)) event.preventDefault();
});

/** @param {import('./dropped-files.js').GivenFile[]} files */
function addFiles(files) {
  const live = queue.uploads.filter((upload) => upload.state !== 'failed');
  const admitted = admitFiles(files, { token, unfinished: leftOver, uploads: live });
  for (const failed of queue.uploads.filter((upload) => upload.state === 'failed')) {
    if (admitted.some(({ details }) => isSameUpload(details, failed.details))) list.remove(failed);
  }
  const added = admitted.map(({ file, details, refusal }) => {
    const upload = queue.add(file, details);
    if (refusal !== '') upload.refuse(refusal);
    return upload;
  });
  list.add(added);
  leftOver = leftOver.filter((entry) => !admitted.some(({ details }) => isSameUpload(details, entry)));
  showLeftOver();
  const accepted = added.filter((upload) => upload.isUnfinished);
  remember(accepted);
  if (accepted.length > 0) announcer.say(`Uploading ${formatCount(accepted.length, 'file')}.`);
  showSkipped(files.length - admitted.length);
}

/** @param {number} count files that were given and are on the list already */
function showSkipped(count) {
  const note = part(document, 'drop-note');
  note.hidden = count === 0;
  if (count === 0) return;
  setText(note, `${count === 1 ? 'One file is' : `${count} files are`} on the list already.`);
  announcer.say(note.textContent);
}

/** @param {FileUpload} upload */
function handleChange(upload) {
  list.update(upload);
  const name = formatName(upload.details.name);
  if (upload.isUnfinished && !remembered.has(upload)) remember([upload]);
  if (!upload.isUnfinished && remembered.delete(upload)) forgetUnfinished(upload.details);
  if (upload.state === 'failed') announcer.alarm(`${name} failed. ${upload.reason}`);
  if (upload.state === 'paused') announcer.say(`${name} is paused.`);
  if (upload.state === 'done') {
    const done = queue.uploads.filter((other) => other.state === 'done').length;
    announcer.say(`${name} is done, ${done} of ${formatCount(queue.uploads.length, 'file')}.`);
  }
}

/** @param {FileUpload[]} uploads */
function remember(uploads) {
  for (const upload of uploads) remembered.add(upload);
  rememberUnfinished(uploads.map(({ file, details }) => ({ ...details, lastModified: file.lastModified })));
}

function showLeftOver() {
  dropZone.setOpen(token !== null || leftOver.length > 0);
  part(document, 'unfinished').hidden = leftOver.length === 0;
  setText(
    part(document, 'unfinished-text'),
    leftOver.length === 1
      ? 'This file was not finished: choose it again to continue.'
      : 'These files were not finished: choose them again to continue.',
  );
  part(document, 'unfinished-list').replaceChildren(...leftOver.map(createLeftOverItem));
}

/** @param {import('./remembered.js').UnfinishedFile} entry */
function createLeftOverItem(entry) {
  const item = copyTemplate('unfinished-file');
  setText(part(item, 'name'), formatName(entry.name));
  setText(part(item, 'size'), formatBytes(entry.size));
  const discard = part(item, 'discard');
  discard.setAttribute('aria-label', `Discard ${formatName(entry.name)}`);
  discard.addEventListener('click', () => {
    cancelUpload(entry);
    forgetUnfinished(entry);
    leftOver = leftOver.filter((other) => other !== entry);
    showLeftOver();
    dropZone.focus();
  });
  return item;
}
