import { chooseChunkSize, redeemPath, uploadAddress } from './redeem-address.js';

/**
 * The parts of Resumable.js 1.1.0 that are used here.
 *
 * @typedef {object} Chunk
 * @property {() => void} send
 * @property {() => void} abort
 * @property {() => string} status
 * @property {number} retries
 * @property {boolean} pendingRetry
 * @property {XMLHttpRequest | null} xhr
 *
 * @typedef {object} Resumable
 * @property {{ chunks: Chunk[], progress: () => number }[]} files
 * @property {(event: string, listener: (...values: any[]) => void) => void} on
 * @property {(file: File) => void} addFile
 * @property {() => void} upload
 * @property {() => void} pause
 *
 * @typedef {{ photoId: number, treeId: number, token: string }} StoredFile
 *
 * @typedef {object} TransferListener
 * @property {(bytes: number) => void} sent bytes left this computer
 * @property {(reason: string) => void} retrying a chunk did not get through and will be sent again
 * @property {(stored: StoredFile | null) => void} done null: it arrived, but the server did not say where it is
 * @property {(reason: string) => void} refused for good
 *
 * @typedef {object} Transfer
 * @property {() => void} start begins, or goes on after `stop`
 * @property {() => void} stop aborts what is under way; the server keeps the chunks it has
 * @property {() => number} progress 0 to 1
 * @property {() => number} openChunks chunks that are not stored yet, at most `chunksAtOnce`
 */

export const chunksAtOnce = 4;
const firstRetryMs = 1000;
const longestRetryMs = 8000;

/** Answers after which the same request cannot succeed. Everything else is tried again for as long as it takes. */
const permanentErrors = [400, 401, 403, 404, 409, 410, 413, 415, 500, 501];

/**
 * Sends one file with Resumable.js, one instance per file: pausing or refusing a file then never disturbs another.
 *
 * @param {{ file: File, token: string, identifier: string, name: string, size: number, relativePath: string }} upload
 * @param {TransferListener} listener
 * @returns {Transfer}
 */
export function createTransfer(upload, listener) {
  const resumable = createResumable(upload);
  const pace = createPace(listener);
  /** @type {Chunk[]} */
  let chunks = [];
  let isRunning = false;
  let refusal = '';

  resumable.on('chunkingComplete', () => {
    // Resumable.js makes its chunks in timers: sooner, upload() would send nothing, or announce too few chunks.
    chunks = resumable.files[0]?.chunks ?? [];
    for (const chunk of chunks) {
      pace.apply(chunk, (text) => {
        refusal = text;
      });
    }
    if (isRunning) resumable.upload();
  });
  resumable.on('fileSuccess', (_file, message) => {
    isRunning = false;
    pace.stop(chunks);
    void findStoredFile(upload, String(message)).then(listener.done);
  });
  resumable.on('fileError', () => {
    isRunning = false;
    pace.stop(chunks);
    listener.refused(refusal);
  });

  return {
    start() {
      isRunning = true;
      if (resumable.files.length === 0) resumable.addFile(upload.file);
      else if (chunks.length > 0) resumable.upload();
    },
    stop() {
      isRunning = false;
      pace.stop(chunks);
      resumable.pause();
    },
    progress: () => (chunks.length === 0 ? 0 : (resumable.files[0]?.progress() ?? 0)),
    openChunks() {
      if (chunks.length === 0) return chunksAtOnce;
      return chunks.filter((chunk) => chunk.status() !== 'success').length;
    },
  };
}

/**
 * @param {{ file: File, token: string, identifier: string, relativePath: string }} upload
 * @returns {Resumable}
 */
function createResumable({ file, token, identifier, relativePath }) {
  // Resumable.js reads the path of a file from this property.
  Object.assign(file, { relativePath });
  const { Resumable } = /** @type {any} */ (globalThis);
  return new Resumable({
    target: redeemPath,
    query: { upload_token: token },
    chunkSize: chooseChunkSize(file.size),
    simultaneousUploads: chunksAtOnce,
    testChunks: true,
    permanentErrors,
    maxChunkRetries: Number.POSITIVE_INFINITY,
    generateUniqueIdentifier: () => identifier,
  });
}

/**
 * Decides when chunks are sent again. Resumable.js 1.1.0 lets retries that wait go on after pause() and cancel(), and
 * forgets the answer of a request that it retries; both are put right here, chunk by chunk.
 *
 * @param {TransferListener} listener
 */
function createPace(listener) {
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  const timers = new Set();

  /** @param {() => void} action @param {number} delayMs */
  function later(action, delayMs) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delayMs);
    timers.add(timer);
  }

  /** @param {Chunk} chunk @param {(text: string) => void} onRefusal */
  function apply(chunk, onRefusal) {
    const send = chunk.send;
    let retriesSeen = 0;
    let reason = '';
    chunk.send = () => {
      if (chunk.retries > retriesSeen) {
        retriesSeen = chunk.retries;
        // Counts as being sent, so that it keeps its place among the chunks under way.
        chunk.pendingRetry = true;
        listener.retrying(reason);
        later(
          () => {
            chunk.pendingRetry = false;
            chunk.send();
          },
          Math.min(firstRetryMs * 2 ** (retriesSeen - 1), longestRetryMs),
        );
        return;
      }
      send();
      if (chunk.xhr === null) return;
      watchRequest(chunk.xhr, listener, (text) => {
        reason = text;
        onRefusal(text);
      });
    };
  }

  return {
    apply,
    /** Forgets the retries that wait; their chunks are free to be sent again. @param {Chunk[]} chunks */
    stop(chunks) {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      for (const chunk of chunks) chunk.pendingRetry = false;
    },
  };
}

/**
 * @param {XMLHttpRequest} request
 * @param {TransferListener} listener
 * @param {(text: string) => void} onFailure the server's sentence, before Resumable.js aborts the request and it is lost
 */
function watchRequest(request, listener, onFailure) {
  let seen = 0;
  request.upload.addEventListener('progress', (event) => {
    listener.sent(Math.max(0, event.loaded - seen));
    seen = event.loaded;
  });
  request.addEventListener('readystatechange', () => {
    if (request.readyState !== XMLHttpRequest.DONE) return;
    if (request.status === 0) onFailure('The server cannot be reached.');
    else if (request.status >= 400) onFailure(readSentence(request.status, request.responseText));
  });
}

/**
 * The server's sentence, unless a proxy in between answered with a page of its own.
 *
 * @param {number} status
 * @param {string} text
 * @returns {string}
 */
function readSentence(status, text) {
  const sentence = text.trim();
  const isSentence = sentence !== '' && sentence.length <= 500 && !/^[<{[]/.test(sentence);
  return isSentence ? sentence : `The server answered with HTTP ${status}.`;
}

/**
 * Where the file is now. The answer that arrives last need not be the one that completed the file; then it is asked for.
 *
 * @param {{ token: string, identifier: string, name: string, size: number, relativePath: string }} upload
 * @param {string} message
 * @returns {Promise<StoredFile | null>}
 */
async function findStoredFile(upload, message) {
  const stored = parseStoredFile(message);
  if (stored !== null) return stored;
  try {
    const answer = await fetch(uploadAddress(upload), { cache: 'no-store' });
    return answer.status === 200 ? parseStoredFile(await answer.text()) : null;
  } catch {
    return null;
  }
}

/** @param {string} text @returns {StoredFile | null} */
function parseStoredFile(text) {
  try {
    const data = JSON.parse(text)?.data;
    if (!Number.isSafeInteger(data?.photo_id) || !Number.isSafeInteger(data?.tree_id)) return null;
    return typeof data.token === 'string'
      ? { photoId: data.photo_id, treeId: data.tree_id, token: data.token }
      : null;
  } catch {
    return null;
  }
}
