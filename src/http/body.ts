import type { HttpRequest } from './exchange.ts';
import { UploadError } from '../uploads/errors.ts';
import { type BodyPace, createBodyPace, type PaceLimits } from './body-pace.ts';

/** How large a body may be, how slow its sender, and who may end its reception. */
export interface BodyLimits extends PaceLimits {
  readonly maxBytes: number;
  /** When it is aborted, the reception ends with its reason. */
  readonly signal?: AbortSignal;
}

/** Takes the next bytes of a body, to keep; a promise means: no more until it has settled. */
export type TakeBytes = (bytes: Buffer) => Promise<void> | undefined;

/** The longest delay that `setTimeout` keeps. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Gives the body of a request to `take`, piece by piece, and resolves with the number of bytes once it has ended.
 * The request is paused while a promise of `take` is pending. Rejects with
 *
 * - `body_truncated` when the connection ends first,
 * - `body_stalled` when the client is silent or slow (never for time in which `take` was waited for),
 * - `file_too_large` when more than `maxBytes` come, or are announced,
 * - what `take` throws or rejects with, and the reason of `signal`.
 *
 * Once it has settled, `take` is never called again and nothing listens to the request any more. A rejected request is
 * left paused: drain it or close it.
 */
export function receiveBody(request: HttpRequest, take: TakeBytes, limits: BodyLimits): Promise<number> {
  const outcome = settleAtOnce(request, limits);
  if (!outcome) return receive(request, take, limits);
  request.pause();
  return outcome;
}

function receive(request: HttpRequest, take: TakeBytes, limits: BodyLimits): Promise<number> {
  const { maxBytes, signal } = limits;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const pace = createBodyPace(limits, performance.now());
  let receivedBytes = 0;
  let isWaiting = false;
  let hasEnded = false;
  let isSettled = false;

  function settle(): void {
    isSettled = true;
    stopReading();
    signal?.removeEventListener('abort', onAbort);
  }

  function fail(reason: unknown): void {
    if (isSettled) return;
    settle();
    request.pause();
    reject(reason);
  }

  function finish(): void {
    settle();
    resolve(receivedBytes);
  }

  function goOn(): void {
    isWaiting = false;
    if (isSettled) return;
    if (hasEnded) return finish();
    pace.resumed(performance.now());
    request.resume();
  }

  function onData(bytes: Buffer): void {
    receivedBytes += bytes.length;
    if (receivedBytes > maxBytes) return fail(tooLarge(receivedBytes, maxBytes));
    pace.received(bytes.length, performance.now());
    try {
      const wait = take(bytes);
      if (!wait) return;
      isWaiting = true;
      request.pause();
      pace.paused(performance.now());
      wait.then(goOn, fail);
    } catch (error) {
      fail(error);
    }
  }

  /** A stream whose last bytes were buffered ends even while it is paused. */
  function onEnd(): void {
    hasEnded = true;
    stopReading();
    if (!isWaiting) finish();
  }

  const onAbort = () => fail(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  const stopReading = startReading(request, pace, { onData, onEnd, onFailure: fail });
  return promise;
}

/**
 * Reads what is still coming and throws it away, so that the client comes to read our answer. True once the body has
 * ended; false, with the request left paused, after `maxBytes` or `timeoutMs` or when the connection ends.
 */
export function drainBody(
  request: HttpRequest,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  if (request.readableEnded || request.destroyed) return Promise.resolve(request.readableEnded);
  let leftBytes = maxBytes;
  const timer = setTimeout(() => finish(false), Math.min(timeoutMs, MAX_TIMER_MS));
  const stopListening = listen(request, {
    onData(bytes) {
      leftBytes -= bytes.length;
      if (leftBytes < 0) finish(false);
    },
    onEnd: () => finish(true),
    onBroken: () => finish(false),
  });
  function finish(hasEnded: boolean): void {
    clearTimeout(timer);
    stopListening();
    request.pause();
    resolve(hasEnded);
  }
  request.resume();
  return promise;
}

/** What needs no reading: a refusal, or a body that has been read. */
function settleAtOnce(request: HttpRequest, { maxBytes, signal }: BodyLimits): Promise<number> | undefined {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const announcedBytes = Number(request.headers['content-length'] ?? 0);
  if (announcedBytes > maxBytes) return Promise.reject(tooLarge(announcedBytes, maxBytes));
  if (request.readableEnded) return Promise.resolve(0);
  return request.destroyed ? Promise.reject(truncated(undefined)) : undefined;
}

function tooLarge(size: number, maxSize: number): UploadError {
  return new UploadError('file_too_large', { size, maxSize });
}

function truncated(cause: Error | undefined): UploadError {
  return new UploadError('body_truncated', {}, { cause });
}

/** Starts the flow of bytes, and all that is watched meanwhile. Returns, as its parts do, how to stop. */
function startReading(
  request: HttpRequest,
  pace: BodyPace,
  listeners: Pick<BodyListeners, 'onData' | 'onEnd'> & { readonly onFailure: (error: UploadError) => void },
): () => void {
  const { onData, onEnd, onFailure } = listeners;
  const stopListening = listen(request, { onData, onEnd, onBroken: (cause) => onFailure(truncated(cause)) });
  const stopWatching = watchPace(pace, () => onFailure(new UploadError('body_stalled')));
  request.resume();
  return () => {
    stopListening();
    stopWatching();
  };
}

interface BodyListeners {
  readonly onData: (bytes: Buffer) => void;
  readonly onEnd: () => void;
  /** The connection is gone, or broken, before the end of the body. */
  readonly onBroken: (cause?: Error) => void;
}

function listen(request: HttpRequest, { onData, onEnd, onBroken }: BodyListeners): () => void {
  const onClose = () => onBroken();
  request.on('data', onData);
  request.on('end', onEnd);
  request.on('error', onBroken);
  request.on('close', onClose);
  return () => {
    request.off('data', onData);
    request.off('end', onEnd);
    request.off('error', onBroken);
    request.off('close', onClose);
  };
}

/** One timer that fires when the client could have become too slow, and not at every piece. */
function watchPace(pace: BodyPace, onStalled: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  const stop = () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
  const arm = () => {
    const delayMs = pace.nextCheckMs(performance.now());
    if (delayMs === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(check, Math.min(Math.ceil(delayMs), MAX_TIMER_MS));
  };
  const check = () => {
    if (!pace.isStalled(performance.now())) return arm();
    // When the process was held up, bytes may have come that nobody has read yet: judge after they have been read.
    immediate = setImmediate(() => (pace.isStalled(performance.now()) ? onStalled() : arm()));
  };
  arm();
  return stop;
}
