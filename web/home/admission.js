import { isSameUpload } from './file-upload.js';
import { formatBytes, formatCount } from './format.js';
import { identifyFile } from './identifier.js';

/**
 * @typedef {import('./dropped-files.js').GivenFile} GivenFile
 * @typedef {import('./file-upload.js').FileUpload} FileUpload
 * @typedef {import('./remembered.js').UnfinishedFile} UnfinishedFile
 *
 * @typedef {object} Admitted
 * @property {File} file
 * @property {import('./file-upload.js').UploadFile} details
 * @property {string} refusal empty when the file may be sent
 */

/**
 * Decides about every file that was given on its own, so that one that cannot be sent never keeps the others back.
 * Files that are on the list already are left out.
 *
 * The type is not judged here: only the server, which looks inside, knows it.
 *
 * @param {GivenFile[]} given
 * @param {object} circumstances
 * @param {import('./api.js').UploadToken | null} circumstances.token
 * @param {UnfinishedFile[]} circumstances.unfinished left over from before a reload
 * @param {readonly FileUpload[]} circumstances.uploads the list
 * @returns {Admitted[]}
 */
export function admitFiles(given, { token, unfinished, uploads }) {
  /** @type {Admitted[]} */
  const admitted = [];
  let room = token === null ? 0 : token.maxUploads - countTaken(token, uploads, unfinished);
  for (const { file, relativePath } of given) {
    const started = findUnfinished(file, relativePath, unfinished);
    const details = started ?? describe(file, relativePath, token);
    if (isListed(details, uploads) || isListed(details, admitted)) continue;
    let refusal = '';
    if (started === undefined) {
      refusal = judge(file, token, room);
      if (refusal === '') room -= 1;
    }
    admitted.push({ file, details, refusal });
  }
  return admitted;
}

/** @param {import('./api.js').UploadToken} token @param {readonly FileUpload[]} uploads @param {UnfinishedFile[]} unfinished */
function countTaken(token, uploads, unfinished) {
  const isOfToken = (/** @type {{ token: string }} */ details) => details.token === token.secret;
  const listed = uploads.filter(
    (upload) => isOfToken(upload.details) && (upload.isUnfinished || upload.state === 'done'),
  );
  const waiting = unfinished.filter((entry) => isOfToken(entry) && !isListed(entry, uploads));
  return listed.length + waiting.length;
}

/** @param {File} file @param {string} relativePath @param {import('./api.js').UploadToken | null} token */
function describe(file, relativePath, token) {
  const identifier = identifyFile(file, relativePath);
  return { token: token?.secret ?? '', identifier, name: file.name, size: file.size, relativePath };
}

/**
 * @param {File} file
 * @param {import('./api.js').UploadToken | null} token
 * @param {number} room
 * @returns {string} why it cannot be sent; empty when it can
 */
function judge(file, token, room) {
  if (token === null) return 'There is no upload token for this file. Make one first.';
  if (file.size === 0) return 'The file is empty. Choose a file with something in it.';
  if (token.maxFileSize !== null && file.size > token.maxFileSize) {
    return `The file is too large: ${formatBytes(file.size)}. This token allows ${formatBytes(token.maxFileSize)}.`;
  }
  if (room <= 0)
    return `This token allows ${formatCount(token.maxUploads, 'file')}. Make another token for more.`;
  return '';
}

/**
 * The upload that a file chosen again continues: the same path if possible, else the same name, size and date, because
 * a file first dropped with its folder may be chosen alone now.
 *
 * @param {File} file @param {string} relativePath @param {UnfinishedFile[]} unfinished
 */
function findUnfinished(file, relativePath, unfinished) {
  const identifier = identifyFile(file, relativePath);
  return (
    unfinished.find((entry) => entry.identifier === identifier) ??
    unfinished.find(
      (entry) =>
        entry.name === file.name && entry.size === file.size && entry.lastModified === file.lastModified,
    )
  );
}

/**
 * @param {Pick<import('./file-upload.js').UploadFile, 'token' | 'identifier'>} details
 * @param {readonly { details: import('./file-upload.js').UploadFile }[]} list
 */
function isListed(details, list) {
  return list.some((other) => isSameUpload(details, other.details));
}
