import type { ClientOptions } from './api-call.ts';
import { readBaseUrl } from './api-call.ts';
import { answerError, localError } from './client-error.ts';

/** An event of a stream. */
export interface StreamedEvent {
  /** Names it, to go on after it; empty for what is not written down. */
  readonly id: string;
  /** Such as `upload.completed`. */
  readonly type: string;
  /** The whole message: `id`, `type`, `timestamp`, `data`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What to follow. */
export interface FollowOptions extends Pick<ClientOptions, 'url' | 'key' | 'fetch'> {
  /** Only these types. */
  readonly events?: readonly string[];
  /** Go on after this event. */
  readonly after?: string | undefined;
  readonly signal?: AbortSignal;
  /** Told when the connection was lost; it is made again. */
  readonly onLost?: () => void;
}

/** How long to wait before connecting again, milliseconds: longer each time that nothing came. */
const WAITS_MS = [1_000, 2_000, 5_000, 10_000];

/** The server sends a comment every 15 seconds; a connection that is silent for longer is dead. */
const SILENCE_MS = 45_000;

/**
 * Follows what happens on a server. Connects again when the connection is lost, and goes on where it was. Ends when
 * `signal` aborts. Fails with `ClientError` when the server refuses.
 */
export async function* followEvents(options: FollowOptions): AsyncGenerator<StreamedEvent> {
  const { signal, onLost = () => {} } = options;
  const isOver = () => signal?.aborted === true;
  let { after } = options;
  let failures = 0;
  while (!isOver()) {
    try {
      for await (const event of readOnce(options, after)) {
        failures = 0;
        if (event.id !== '') after = event.id;
        yield event;
      }
    } catch (error) {
      if (isOver()) return;
      if (!isLost(error)) throw error;
    }
    if (isOver()) return;
    onLost();
    await pause(WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 0, signal);
    failures += 1;
  }
}

/** `fetch` and its bodies report every trouble of the network as a TypeError; silence aborts. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TypeError' || error.name === 'AbortError' || error.name === 'TimeoutError';
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}

async function* readOnce(
  { url, key, fetch: fetchStream = fetch, events = [], signal }: FollowOptions,
  after: string | undefined,
): AsyncGenerator<StreamedEvent> {
  const base = readBaseUrl(url);
  const query = events.length === 0 ? '' : `?${new URLSearchParams({ events: events.join(',') }).toString()}`;
  const silence = new AbortController();
  const wait = () => setTimeout(() => silence.abort(), SILENCE_MS);
  let timer = wait();
  // Browsers cannot begin a timer anew.
  const noteBytes = () => {
    clearTimeout(timer);
    timer = wait();
  };
  try {
    const response = await fetchStream(`${base}/api/2/event/stream${query}`, {
      headers: {
        accept: 'text/event-stream',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(after === undefined ? {} : { 'last-event-id': after }),
      },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    });
    // The server is busy or restarts: it is asked again like one that cannot be reached.
    if (response.status === 503) return;
    if (response.status !== 200 || !response.body) {
      throw answerError(
        response.status,
        await response.text(),
        `${base} answered with the HTTP status ${response.status}.`,
      );
    }
    for await (const block of readBlocks(response.body, noteBytes)) yield toEvent(block, base);
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** The fields of each block that has data. */
async function* readBlocks(
  body: AsyncIterable<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder();
  let fields = new Map<string, string>();
  let rest = '';
  for await (const bytes of body) {
    onBytes();
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        const colon = line.indexOf(':');
        if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
        continue;
      }
      if (fields.has('data')) yield fields;
      fields = new Map();
    }
  }
}

function toEvent(fields: ReadonlyMap<string, string>, base: string): StreamedEvent {
  try {
    const body = JSON.parse(fields.get('data') ?? '') as Record<string, unknown>;
    return { id: fields.get('id') ?? '', type: fields.get('event') ?? '', body };
  } catch (error) {
    throw localError('unexpected_answer', `What ${base} streams is not understood.`, error);
  }
}
