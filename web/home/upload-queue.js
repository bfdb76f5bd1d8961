import { FileUpload } from './file-upload.js';

/** Another file is started while the running ones leave this many of the browser's six connections per server free. */
const connectionsForFiles = 3;
const checkEveryMs = 500;

/**
 * The uploads of this page, in the order in which they were added, started a few at a time.
 *
 * @typedef {ReturnType<typeof createUploadQueue>} UploadQueue
 *
 * @param {object} options
 * @param {(upload: FileUpload) => void} options.onChange the state of an upload changed
 * @param {() => void} options.onTick twice a second while anything is being sent
 */
export function createUploadQueue({ onChange, onTick }) {
  /** @type {FileUpload[]} */
  let uploads = [];
  let isConnected = true;

  function fill() {
    if (!isConnected) return;
    let busy = uploads.reduce((sum, upload) => sum + upload.openChunks, 0);
    for (const upload of uploads) {
      if (busy >= connectionsForFiles) return;
      if (upload.state !== 'waiting') continue;
      upload.start();
      busy += upload.openChunks;
    }
  }

  setInterval(() => {
    if (!uploads.some((upload) => upload.isUnfinished)) return;
    for (const upload of uploads) upload.nudge();
    fill();
    onTick();
  }, checkEveryMs);

  /** @param {FileUpload} upload */
  function handleChange(upload) {
    onChange(upload);
    if (!upload.isActive) queueMicrotask(fill);
  }

  return {
    get uploads() {
      return uploads;
    },
    /** @param {File} file @param {import('./file-upload.js').UploadFile} details */
    add(file, details) {
      const upload = new FileUpload(file, details, handleChange);
      uploads.push(upload);
      queueMicrotask(fill);
      return upload;
    },
    /** Takes an upload off the list; it must not be under way. @param {FileUpload} upload */
    remove(upload) {
      uploads = uploads.filter((other) => other !== upload);
    },
    pauseAll() {
      for (const upload of uploads) upload.pause();
    },
    resumeAll() {
      for (const upload of uploads) upload.queue();
    },
    /** @param {boolean} connected */
    setConnected(connected) {
      isConnected = connected;
      for (const upload of uploads) {
        if (!connected) upload.loseConnection();
        else if (upload.state === 'offline') upload.queue();
      }
    },
  };
}
