import { ClientError } from '../client/client-error.ts';
import { createPatience, type Patience } from '../client/retry.ts';
import { chooseChunkBytes } from './chunk-size.ts';
import { browserConnection as connection } from './connection.ts';
import { withFileLock } from './file-lock.ts';
import { identify } from './fingerprint.ts';
import type { RightDesk } from './right-desk.ts';
import { sendFile } from './send-file.ts';
import type { UploadItem, UploadProblem } from './upload-item.ts';
import type { UploaderOptions } from './uploader-options.ts';
import { targetOf } from './upload-target.ts';

const DEFAULT_FILES = 2;
const DEFAULT_CHUNKS = 3;
const DEFAULT_IDLE_TIMEOUT_MS = 60_000;

/** What the queue reports to. */
interface QueueListener {
  readonly items: () => readonly UploadItem[];
  readonly progressed: (item: UploadItem) => void;
  /** What must be remembered of it has changed. */
  readonly begun: (item: UploadItem) => Promise<void>;
}

/** Sends waiting items in the order of the list, a few at a time. */
export class SendQueue {
  readonly #options: UploaderOptions;
  readonly #desk: RightDesk;
  readonly #listener: QueueListener;
  /** Speed of one request, bytes per second, as the last files showed it. */
  #lineSpeed: number | undefined;
  isOpen: boolean;
  /** Whether what the token allows is known, as far as it can be. */
  isReady = false;

  constructor(options: UploaderOptions, desk: RightDesk, listener: QueueListener) {
    this.#options = options;
    this.#desk = desk;
    this.#listener = listener;
    this.isOpen = options.autoStart ?? true;
  }

  /** Starts what may start now. */
  pump(): void {
    if (!this.isOpen || !this.isReady) return;
    const items = this.#listener.items();
    let free =
      (this.#options.parallelFiles ?? DEFAULT_FILES) -
      items.filter((item) => item.stop && item.state !== 'elsewhere').length;
    for (const item of items) {
      if (free <= 0) return;
      if (item.state !== 'waiting' || item.stop || !item.file) continue;
      free -= 1;
      void this.#run(item, item.file);
    }
  }

  /** Stops what is under way of an item. */
  halt(item: UploadItem): void {
    item.stop?.abort(new DOMException('The upload was stopped.', 'AbortError'));
    item.stop = undefined;
  }

  async #run(item: UploadItem, file: File): Promise<void> {
    const stop = new AbortController();
    item.stop = stop;
    try {
      await this.#sendWithFreshRight(item, file, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) item.change('failed', problemOf(error));
    } finally {
      if (item.stop === stop) item.stop = undefined;
      this.pump();
    }
  }

  async #sendWithFreshRight(item: UploadItem, file: File, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send(item, file, signal);
      } catch (error) {
        signal.throwIfAborted();
        const code = error instanceof ClientError ? error.code : '';
        const isAboutToken = code.startsWith('token_');
        const isAboutUpload = ['upload_cancelled', 'upload_not_found', 'chunk_layout'].includes(code);
        if (attempt > 2 || !(isAboutUpload || (isAboutToken && (await this.#desk.renew())))) throw error;
        // The server is done with what it knows by this name: the file begins anew.
        if (isAboutToken) item.right = undefined;
        const name = item.identifier ?? '';
        item.identifier = isAboutUpload ? `${name.split('~', 1)[0]}~${Date.now().toString(36)}` : name;
      }
    }
  }

  async #send(item: UploadItem, file: File, signal: AbortSignal): Promise<void> {
    const { endpoint } = this.#options;
    item.change(connection.isOnline ? 'sending' : 'offline');
    item.identifier ??= await identify(file, item).catch(() => {
      throw new ClientError(0, 'file_changed', 'The file was changed, moved or removed since it was chosen.');
    });
    signal.throwIfAborted();
    const bounds = this.#desk.limits;
    item.right ??= await this.#desk.rightForNext();
    if (!item.right) throw new ClientError(0, 'token_missing', 'There is no upload token.');
    item.chunkBytes ??= this.#options.chunkBytes ?? chooseChunkBytes(item.size, this.#lineSpeed, bounds);
    await this.#listener.begun(item);
    signal.throwIfAborted();
    const { identifier, chunkBytes, right, relativePath } = item;
    const onWait = () => item.change('elsewhere');
    const result = await withFileLock(`slipway:${identifier}`, { signal, onWait }, () => {
      if (item.state === 'elsewhere') item.change('sending');
      return sendFile({
        file,
        relativePath,
        identifier,
        target: targetOf(endpoint, right),
        chunkBytes,
        bounds,
        concurrency: this.#options.parallelChunks ?? DEFAULT_CHUNKS,
        hasDigests: this.#options.digests ?? true,
        idleTimeoutMs: this.#options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS,
        patience: this.#patienceFor(item),
        whenOnline: (stop) => connection.whenOnline(stop),
        listener: this.#listenerFor(item),
        signal,
      });
    });
    signal.throwIfAborted();
    item.result = result;
    item.confirmedBytes = item.size;
    item.change('done');
  }

  #listenerFor(item: UploadItem) {
    return {
      progressed: (progress: { confirmedBytes: number; inFlightBytes: number; sentBytes: number }) => {
        if (!item.stop) return;
        item.confirmedBytes = progress.confirmedBytes;
        item.inFlightBytes = progress.inFlightBytes;
        if (progress.sentBytes > 0) {
          item.speed.add(progress.sentBytes);
          const speed = item.speed.bytesPerSecond();
          if (speed !== undefined) this.#lineSpeed = speed / (this.#options.parallelChunks ?? DEFAULT_CHUNKS);
        }
        this.#listener.progressed(item);
      },
      recut: (chunkBytes: number) => {
        item.chunkBytes = chunkBytes;
        item.confirmedBytes = 0;
        void this.#listener.begun(item);
      },
      succeeded: () => {
        if (item.state === 'retrying' || item.state === 'offline') item.change('sending');
      },
    };
  }

  #patienceFor(item: UploadItem): Patience {
    const patience = createPatience({
      retryForMs: this.#options.retryForMs ?? Number.POSITIVE_INFINITY,
      now: () => performance.now(),
      random: Math.random,
      onRetry: ({ error, inMs }) => {
        if (!item.stop) return;
        item.nextTryAt = Date.now() + inMs;
        item.change(connection.isOnline ? 'retrying' : 'offline', problemOf(error));
      },
    });
    return {
      renew: () => patience.renew(),
      async pause(failure, failures, signal) {
        const ended = new AbortController();
        const wake = new AbortController();
        // A network that comes back, and a person who cannot wait, cut a pause short.
        connection.onChange((isOnline) => isOnline && wake.abort(), ended.signal);
        item.hurry = () => wake.abort();
        try {
          await patience.pause(failure, failures, AbortSignal.any([signal, wake.signal]));
        } catch (error) {
          signal.throwIfAborted();
          if (!wake.signal.aborted) throw error;
        } finally {
          item.hurry = undefined;
          ended.abort();
        }
      },
    };
  }
}

function problemOf(error: unknown): UploadProblem {
  if (error instanceof ClientError) {
    // An expired or revoked right does not come back, and a file of a wrong type stays one.
    const isLasting = ['type_not_allowed', 'file_too_large', 'file_empty', 'file_changed'].includes(
      error.code,
    );
    return { code: error.code, message: error.message, canRetry: !isLasting };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'unexpected_answer', message, canRetry: true };
}
