import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { attachmentHeader } from './content-disposition.ts';
import { type ByteRange, parseRangeHeader } from './range-header.ts';
import { evaluateConditions, isRangeWanted } from './serve-file-conditions.ts';

/** A client that takes no byte for this long is cut off: it would hold an open file and buffers for ever. */
const STALL_MS = 120_000;

/** Stored bytes and how they are offered. */
export interface ServedFile {
  readonly size: number;
  /** Strong, with its quotes: it changes whenever the bytes do. */
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly contentType: string;
  /** Any name; it is made safe for the header. */
  readonly filename: string;
  readonly disposition: 'inline' | 'attachment';
  readonly cacheControl: string;
  /** Names of request headers that the choice of these bytes depends on. */
  readonly vary?: string;
  /** Bytes `[start, end)`. */
  read(start: number, end: number): Readable;
}

/**
 * Answers GET or HEAD with a file, or the part of it that is asked for (RFC 9110: Range, If-Range and the other
 * preconditions). The bytes are never run in the name of this site: browsers neither guess another type nor run
 * scripts. Bytes are read no faster than the client takes them, and no longer than it stays.
 *
 * Rejects with the error of `read`. Nothing has been sent by then, unless `response.headersSent`: then the connection
 * is closed, so that the client knows that bytes are missing. A client that goes away is no error.
 */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: ServedFile,
  options: { readonly stallMs?: number } = {},
): Promise<void> {
  const outcome = evaluateConditions(request.headers, file);
  if (outcome !== 'proceed') {
    response.writeHead(outcome, outcome === 304 ? validatorHeaders(file) : emptyBody);
    response.end();
    return;
  }
  // RFC 9110, 14.2: a server MUST ignore a Range header with a method other than GET.
  const mayBePartial = request.method === 'GET' && isRangeWanted(request.headers, file);
  const range = mayBePartial ? parseRangeHeader(request.headers.range, file.size) : undefined;
  if (range === 'unsatisfiable') {
    response.writeHead(416, {
      ...emptyBody,
      'Content-Range': `bytes */${file.size}`,
      'Accept-Ranges': 'bytes',
    });
    response.end();
    return;
  }
  const part = range ?? { start: 0, end: file.size };
  const sendHead = () => response.writeHead(range ? 206 : 200, fileHeaders(file, part, range !== undefined));
  if (request.method === 'HEAD' || part.end === part.start) {
    sendHead();
    response.end();
    return;
  }
  response.setTimeout(options.stallMs ?? STALL_MS, () => response.destroy());
  await sendBytes(response, file.read(part.start, part.end), part.end - part.start, sendHead);
}

/**
 * No scripts, forms or windows in either. What is shown keeps its origin: the document that a browser makes around a
 * video fetches the video itself, and without an origin that is refused.
 */
const sandboxes = { attachment: 'sandbox', inline: 'sandbox allow-same-origin' } as const;

const emptyBody = { 'Content-Length': 0, 'Cache-Control': 'no-store' };

/** RFC 9110, 15.4.5: what a 304 carries of the headers that a 200 would have had. */
function validatorHeaders(file: ServedFile): OutgoingHttpHeaders {
  return {
    ETag: file.etag,
    'Last-Modified': new Date(file.lastModified).toUTCString(),
    'Cache-Control': file.cacheControl,
    ...(file.vary === undefined ? {} : { Vary: file.vary }),
  };
}

function fileHeaders(file: ServedFile, part: ByteRange, isPartial: boolean): OutgoingHttpHeaders {
  return {
    ...validatorHeaders(file),
    'Content-Type': file.contentType,
    'Content-Length': part.end - part.start,
    ...(isPartial ? { 'Content-Range': `bytes ${part.start}-${part.end - 1}/${file.size}` } : {}),
    'Accept-Ranges': 'bytes',
    'Content-Disposition': attachmentHeader(file.filename, file.disposition),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': sandboxes[file.disposition],
    // Pages of other sites may show the file: whoever has its address was given it.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}

/** The head waits for the first bytes: a file that cannot be read must not begin as a success. */
async function sendBytes(
  response: ServerResponse,
  source: Readable,
  length: number,
  sendHead: () => void,
): Promise<void> {
  const stop = () => source.destroy();
  response.once('close', stop);
  if (response.destroyed) stop();
  let left = length;
  try {
    for await (const bytes of source as AsyncIterable<Buffer>) {
      if (left === length) sendHead();
      left -= bytes.length;
      if (left <= 0) {
        // With the last byte, not after it: a connection that waits for an end would not count as idle at shutdown.
        response.end(left === 0 ? bytes : bytes.subarray(0, left));
        return;
      }
      if (!response.write(bytes)) await drained(response);
    }
    // Ending here would let the client take the next answer on this connection for the missing bytes.
    throw new Error(`The stored file ended ${left} bytes before its end.`);
  } catch (error) {
    if (response.destroyed) return;
    if (response.headersSent) response.destroy();
    throw error;
  } finally {
    response.off('close', stop);
  }
}

/** Resolves once the client took what was written, or has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
    if (response.destroyed) settle();
  });
}
