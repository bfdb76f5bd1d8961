import { uploadAddress } from './redeem-address.js';
import { createSpeedMeter } from './speed-meter.js';
import { chunksAtOnce, createTransfer } from './transfer.js';

/**
 * @typedef {'waiting' | 'sending' | 'retrying' | 'paused' | 'offline' | 'done' | 'failed' | 'cancelled'} UploadState
 *
 * @typedef {object} UploadFile what identifies an upload, also after a reload
 * @property {string} token
 * @property {string} identifier
 * @property {string} name
 * @property {number} size
 * @property {string} relativePath
 */

/** A request that moved nothing for this long is dead (a computer that slept, a network that changed) and is sent again. */
const stalledAfterMs = 90_000;

/** One file on its way to the server: its state, and the verbs that change it. */
export class FileUpload {
  /** @type {UploadState} */
  state = 'waiting';
  /** Why it failed, or why it is being tried again: a sentence for people. */
  reason = '';
  /** False when trying again cannot help, because the page itself refused the file. */
  canRetry = true;
  /** @type {import('./transfer.js').StoredFile | null} */
  stored = null;
  speed = createSpeedMeter();
  #progress = 0;
  #lastSignOfLife = 0;
  /** @type {import('./transfer.js').Transfer | null} */
  #transfer = null;
  #onChange;

  /**
   * @param {File} file
   * @param {UploadFile} details
   * @param {(upload: FileUpload) => void} onChange called whenever the state or the reason changes
   */
  constructor(file, details, onChange) {
    this.file = file;
    this.details = details;
    this.#onChange = onChange;
  }

  get isActive() {
    return this.state === 'sending' || this.state === 'retrying';
  }

  /** Whether it may still end well without anybody doing anything but waiting or resuming. */
  get isUnfinished() {
    return !['done', 'failed', 'cancelled'].includes(this.state);
  }

  /** From 0 to 1, never falling. */
  get progress() {
    if (this.state === 'done') return 1;
    if (this.isActive && this.#transfer !== null)
      this.#progress = Math.max(this.#progress, this.#transfer.progress());
    return this.#progress;
  }

  /** How many of the browser's connections it can use now. */
  get openChunks() {
    return this.isActive ? Math.min(chunksAtOnce, this.#transfer?.openChunks() ?? chunksAtOnce) : 0;
  }

  start() {
    this.#transfer ??= createTransfer({ file: this.file, ...this.details }, this.#listener());
    this.#lastSignOfLife = Date.now();
    this.#change('sending');
    this.#transfer.start();
  }

  pause() {
    if (this.isUnfinished) this.#stop('paused');
  }

  /** The connection is gone: nothing is tried until `queue` is called. */
  loseConnection() {
    if (this.isActive) this.#stop('offline');
  }

  /** Puts a stopped upload back into the queue, where it goes on with what the server does not have yet. */
  queue() {
    if (this.state === 'paused' || this.state === 'offline') this.#change('waiting');
  }

  /** Starts a failed upload again; chunks that the server kept are not sent twice. */
  retry() {
    if (this.state !== 'failed' || !this.canRetry) return;
    this.#transfer = null;
    this.#progress = 0;
    this.#change('waiting');
  }

  /** Stops for good and tells the server to drop what it has. */
  cancel() {
    if (!this.isUnfinished) return;
    const hasStarted = this.#transfer !== null;
    this.#stop('cancelled');
    if (hasStarted) cancelUpload(this.details);
  }

  /** @param {string} reason the file is not even tried */
  refuse(reason) {
    this.canRetry = false;
    this.#change('failed', reason);
  }

  /** Sends again what has been silent for too long. */
  nudge() {
    if (!this.isActive || Date.now() - this.#lastSignOfLife < stalledAfterMs) return;
    this.#lastSignOfLife = Date.now();
    this.#transfer?.stop();
    this.#transfer?.start();
  }

  /** @param {UploadState} state */
  #stop(state) {
    this.#progress = this.progress;
    this.#transfer?.stop();
    this.speed.reset();
    this.#change(state);
  }

  /** @param {UploadState} state @param {string} [reason] */
  #change(state, reason = '') {
    this.state = state;
    this.reason = reason;
    this.#onChange(this);
  }

  /** @returns {import('./transfer.js').TransferListener} */
  #listener() {
    return {
      sent: (bytes) => {
        this.#lastSignOfLife = Date.now();
        this.speed.add(bytes);
        if (this.state === 'retrying' && bytes > 0) this.#change('sending');
      },
      retrying: (reason) => {
        this.#lastSignOfLife = Date.now();
        if (this.isActive) this.#change('retrying', reason);
      },
      done: (stored) => {
        if (this.state === 'cancelled') return;
        this.stored = stored;
        this.#change('done');
      },
      refused: (reason) => {
        this.#progress = 0;
        if (this.state !== 'cancelled') this.#change('failed', reason);
      },
    };
  }
}

/**
 * @param {Pick<UploadFile, 'token' | 'identifier'>} one
 * @param {Pick<UploadFile, 'token' | 'identifier'>} other
 * @returns {boolean} whether the server takes them for the same file
 */
export function isSameUpload(one, other) {
  return one.token === other.token && one.identifier === other.identifier;
}

/**
 * Tells the server to drop an upload. When that fails, the server drops it by itself once it has been idle for long.
 *
 * @param {UploadFile} details
 */
export function cancelUpload(details) {
  fetch(uploadAddress(details), { method: 'DELETE', keepalive: true }).catch(() => {});
}
