import { type ChunkAnswer, readRetryAfter } from '../client/chunk-answer.ts';
import { localError } from '../client/client-error.ts';

/** One request about a chunk. */
export interface ChunkRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  /** The bytes, which the browser reads from the disk while it sends them. */
  readonly body?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  /** A request on which nothing moves for this long is given up. */
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  /** How many bytes of the body have left so far. */
  readonly onSent?: (bytes: number) => void;
}

/**
 * Makes a request with `XMLHttpRequest`: `fetch` does not tell how far a body is. Fails with `ClientError`
 * `unreachable` or `timed_out`, or with the reason of `signal`.
 */
export function sendChunkRequest(request: ChunkRequest): Promise<ChunkAnswer> {
  const { signal, idleTimeoutMs } = request;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const silence = createSilenceTimer(idleTimeoutMs, () =>
      end(() => reject(localError('timed_out', 'The server has stopped answering.'))),
    );
    const onAbort = () => end(() => reject(signal.reason as Error));
    function end(settle: () => void): void {
      silence.stop();
      signal.removeEventListener('abort', onAbort);
      settle();
      xhr.abort();
    }
    signal.addEventListener('abort', onAbort);
    xhr.open(request.method, request.url);
    for (const [name, value] of Object.entries(request.headers ?? {})) xhr.setRequestHeader(name, value);
    xhr.addEventListener('progress', () => silence.restart());
    xhr.addEventListener('load', () => end(() => resolve(answerOf(xhr))));
    xhr.addEventListener('error', () =>
      end(() => reject(localError('unreachable', 'The server cannot be reached.'))),
    );
    if (request.body) {
      xhr.upload.addEventListener('progress', ({ loaded }) => {
        silence.restart();
        request.onSent?.(loaded);
      });
    }
    silence.restart();
    xhr.send(request.body ?? null);
  });
}

function answerOf(xhr: XMLHttpRequest): ChunkAnswer {
  // Headers are looked for only where they can be: asking for one that is hidden writes to the console.
  const names = xhr.status >= 400 ? xhr.getAllResponseHeaders().toLowerCase() : '';
  const header = (name: string) => (names.includes(`${name}:`) ? xhr.getResponseHeader(name) : null);
  return {
    status: xhr.status,
    body: xhr.responseText.slice(0, 65_536),
    code: header('slipway-error') ?? undefined,
    retryAfterMs: readRetryAfter(header('retry-after')),
  };
}

function createSilenceTimer(ms: number, onSilence: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    stop,
    restart() {
      stop();
      timer = setTimeout(onSilence, ms);
    },
  };
}
