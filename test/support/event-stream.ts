import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Site } from './api.ts';
import { waitFor } from './deadline.ts';

/** A block of a stream of server-sent events, as it came. */
export interface StreamBlock {
  /** Empty when the block had none. */
  readonly id: string;
  readonly event: string;
  /** The data, parsed. */
  readonly body: {
    readonly id?: string;
    readonly type: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** A client of a stream. */
export interface StreamClient {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What came so far, comments and other blocks without data left out. */
  readonly blocks: readonly StreamBlock[];
  /** All that came, as it came. */
  readonly text: string;
  readonly hasEnded: boolean;
  /** Resolves with the first block for which it holds. */
  find(what: string, isIt: (block: StreamBlock) => boolean): Promise<StreamBlock>;
  /** Takes nothing more from the connection, and takes again. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens a stream over plain HTTP, and reads it as the standard says, with nothing of the program under test. */
export async function openStream(
  site: Site,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StreamClient> {
  const { request, response } = await begin(site, path, headers);
  const blocks: StreamBlock[] = [];
  const pieces: string[] = [];
  let rest = '';
  let hasEnded = false;
  response.setEncoding('utf8');
  response.on('data', (piece: string) => {
    pieces.push(piece);
    const complete = (rest + piece).split('\n\n');
    rest = complete.pop() ?? '';
    for (const text of complete) {
      const block = parseBlock(text);
      if (block) blocks.push(block);
    }
  });
  for (const name of ['end', 'error', 'close']) response.on(name, () => (hasEnded = true));
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    blocks,
    get text() {
      return pieces.join('');
    },
    get hasEnded() {
      return hasEnded;
    },
    find: (what, isIt) => waitFor(what, () => blocks.find(isIt)),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => request.destroy(),
  };
}

function begin(
  site: Site,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ request: ClientRequest; response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(site.url + path, { headers, agent: false });
    request.on('response', (response) => resolve({ request, response }));
    request.on('error', reject);
    request.end();
  });
}

/** Undefined for a block without data: browsers make no event of it. */
function parseBlock(text: string): StreamBlock | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? 'message',
    body: JSON.parse(data) as StreamBlock['body'],
  };
}
