/** Where tokens are redeemed. */
export const redeemPath = '/api/2/photo/redeem-upload-token';

const smallestChunk = 4 * 2 ** 20;
const mostChunks = 10_000;

/**
 * Bytes per chunk for a file: 4 MiB, more for files so large that counting their chunks would slow the page down.
 * Depends on the size alone, so that a file continued after a reload is cut in the same places.
 *
 * @param {number} fileSize
 * @returns {number}
 */
export function chooseChunkSize(fileSize) {
  return Math.max(smallestChunk, Math.ceil(fileSize / mostChunks / 2 ** 20) * 2 ** 20);
}

/**
 * The address of an upload in progress, as Resumable.js would name it in the test of its first chunk:
 * GET asks what is there, DELETE cancels.
 *
 * @param {{ token: string, identifier: string, name: string, size: number, relativePath: string }} upload
 * @returns {string}
 */
export function uploadAddress({ token, identifier, name, size, relativePath }) {
  const chunkSize = chooseChunkSize(size);
  const chunks = Math.max(1, Math.floor(size / chunkSize));
  const parameters = new URLSearchParams({
    upload_token: token,
    resumableChunkNumber: '1',
    resumableChunkSize: String(chunkSize),
    resumableCurrentChunkSize: String(chunks === 1 ? size : chunkSize),
    resumableTotalSize: String(size),
    resumableIdentifier: identifier,
    resumableFilename: name,
    resumableRelativePath: relativePath,
    resumableTotalChunks: String(chunks),
  });
  return `${redeemPath}?${parameters}`;
}
