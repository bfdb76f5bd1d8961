import type { IncomingHttpHeaders } from 'node:http';

/** The head of a request that is read without node:http. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly path: string;
  /** Names in lower case, each once. */
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body; 0 when none was announced. */
  readonly contentLength: number;
  readonly isKeepAlive: boolean;
  /** Where the body begins. */
  readonly end: number;
}

const HEAD_END = '\r\n\r\n';
const REQUEST_LINE = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const BEGINNING = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \//;
const LONGEST_BEGINNING = 'OPTIONS /'.length;
const HEADER_LINE = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t\x20-\x7e]*)$/;
const LENGTH = /^\d{1,15}$/;

/** Their meaning goes beyond a head and so many bytes of body. */
const FOREIGN_HEADERS = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection'];

/**
 * Reads the head of a request at the start of `bytes`, at most `maxBytes` long (RFC 9112, 2 to 6).
 *
 * Only what every HTTP parser reads in the same way is read: one line per header, each name once, plain ASCII, a length
 * in digits. All else is `foreign`, right or wrong, and somebody else's to judge; so is what is too long. `incomplete`:
 * the rest has yet to come.
 */
export function readRequestHead(bytes: Buffer, maxBytes: number): RequestHead | 'incomplete' | 'foreign' {
  const found = bytes.indexOf(HEAD_END);
  if (found < 0) return bytes.length < maxBytes && canBegin(bytes) ? 'incomplete' : 'foreign';
  if (found > maxBytes) return 'foreign';
  const lines = bytes.toString('latin1', 0, found).split('\r\n');
  return readLines(lines, found + HEAD_END.length) ?? 'foreign';
}

function readLines(
  [requestLine = '', ...headerLines]: readonly string[],
  end: number,
): RequestHead | undefined {
  const [, method, url] = REQUEST_LINE.exec(requestLine) ?? [];
  const headers = readHeaders(headerLines);
  if (method === undefined || url === undefined || !headers) return undefined;
  const { connection = 'keep-alive', 'content-length': length = '0' } = headers;
  const isKeepAlive = /^keep-alive$/i.test(connection);
  if (!(isKeepAlive || /^close$/i.test(connection)) || !LENGTH.test(length)) return undefined;
  const queryStart = url.indexOf('?');
  return {
    method,
    url,
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    headers,
    contentLength: Number(length),
    isKeepAlive,
    end,
  };
}

function canBegin(bytes: Buffer): boolean {
  return bytes.length < LONGEST_BEGINNING || BEGINNING.test(bytes.toString('latin1', 0, LONGEST_BEGINNING));
}

/** Undefined when a line is not a header as everybody writes it, a name repeats, or one is not ours to obey. */
function readHeaders(lines: readonly string[]): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = Object.create(null);
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    if (headers[key] !== undefined) return undefined;
    headers[key] = value.trimEnd();
  }
  if (headers.host === undefined || FOREIGN_HEADERS.some((name) => headers[name] !== undefined)) {
    return undefined;
  }
  return headers;
}
