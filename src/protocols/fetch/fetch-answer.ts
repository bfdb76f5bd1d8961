import type { Download } from '../../callbacks/guarded-download.ts';
import { parseContentDisposition } from '../../http/content-disposition.ts';
import { FetchFailure } from './fetch-failure.ts';

/** What the head of an answer says of the file. Sizes in bytes. */
export interface FetchAnswer {
  /** Where in the file the body begins. */
  readonly start: number;
  /** Undefined when the server does not say. */
  readonly size: number | undefined;
  /** A strong entity tag, or the date of the last change; empty when there is neither. */
  readonly validator: string;
  readonly filename: string;
}

/** 4xx that may pass. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 416, 421, 423, 425, 429]);

/** Reads the head of an answer to a request for the bytes from `offset` on. Throws `FetchFailure`. */
export function readAnswer(download: Download, offset: number): FetchAnswer {
  const { status, headers } = download;
  if (status !== 200 && status !== 206) throw refusedWith(status);
  const encoding = textOf(headers['content-encoding']).toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    throw new FetchFailure('its server sends it in an encoding, unasked', { isFinal: true });
  }
  const common = { validator: validatorOf(headers), filename: filenameOf(download) };
  if (status === 200) return { ...common, start: 0, size: wholeNumber(textOf(headers['content-length'])) };
  const [, from = '', total = ''] = /^bytes (\d+)-\d+\/(\d+)$/.exec(textOf(headers['content-range'])) ?? [];
  const size = wholeNumber(total);
  if (size !== undefined && wholeNumber(from) === offset) return { ...common, start: offset, size };
  throw new FetchFailure('its server sent other bytes than those asked for', { isAboutVersion: true });
}

/** The last part of an address, as a file name. */
export function nameInUrl(url: URL): string {
  const segment = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function filenameOf({ headers, url }: Download): string {
  return parseContentDisposition(textOf(headers['content-disposition'])).filename || nameInUrl(url);
}

/** Weak tags cannot vouch for bytes (RFC 9110, 13.1.5). */
function validatorOf(headers: Download['headers']): string {
  const etag = textOf(headers.etag).trim();
  return /^"[^"]*"$/.test(etag) ? etag : textOf(headers['last-modified']).trim();
}

function refusedWith(status: number): FetchFailure {
  const isFinal = status < 500 && !PASSING.has(status);
  return new FetchFailure(`its server answered with status ${status}`, {
    isFinal,
    isAboutVersion: status === 416,
  });
}

function textOf(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
