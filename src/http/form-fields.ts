import type { HttpRequest } from './exchange.ts';
import { isUtf8 } from 'node:buffer';
import { UploadError } from '../uploads/errors.ts';
import { type BodyLimits, receiveBody, type TakeBytes } from './body.ts';
import { findBroken, findReplaced } from './broken-text.ts';
import { createGatheredBytes } from './gathered-bytes.ts';
import { parseHeaderParameters } from './header-parameters.ts';
import { boundaryOf } from './multipart-boundary.ts';
import { invalidForm } from './multipart-errors.ts';
import { createMultipartParser } from './multipart-parser.ts';

/** One name and value of a form or a query. */
export type Field = readonly [name: string, value: string];

/** How much text one form may hold. */
export interface FieldLimits {
  readonly maxFields: number;
  /** All names and values together; of a urlencoded text, its length as sent. */
  readonly maxBytes: number;
  /** A part that is a file is taken for a text, too; other forms of fields must hold no file. */
  readonly takesFiles?: boolean;
  /** Told the name of a field that is not UTF-8; its broken bytes are replaced by U+FFFD in any case. */
  readonly onBrokenText?: (name: string) => void;
}

/** The fields of one request, which may come from its query and its body. */
export interface FieldList {
  /**
   * The value of a field; undefined when it was not sent. Sent more than once, it counts once when all values are
   * equal. Different values are `parameter_invalid`: nobody can tell which one was meant.
   */
  get(name: string): string | undefined;
  /** Whether the field was sent more than once with different values. */
  conflict(name: string): boolean;
  /** All fields in the order in which they came, repetitions included. */
  entries(): readonly Field[];
}

/** A list of fields; several sources are simply joined: `[...query, ...body]`. */
export function createFieldList(fields: readonly Field[]): FieldList {
  const values = new Map<string, string>();
  const conflicts = new Set<string>();
  for (const [name, value] of fields) {
    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, value);
    else if (earlier !== value) conflicts.add(name);
  }
  return {
    get(name) {
      if (conflicts.has(name)) {
        throw new UploadError('parameter_invalid', {
          name,
          reason: 'it was sent more than once with different values',
        });
      }
      return values.get(name);
    },
    conflict: (name) => conflicts.has(name),
    entries: () => fields,
  };
}

/**
 * Reads `application/x-www-form-urlencoded` text, as a body or a query without its question mark (WHATWG URL, 5.1):
 * `+` and `%20` are both a space, a percent sign that begins no sequence is itself, and what is not UTF-8 becomes U+FFFD.
 * `form_invalid` when a limit is passed.
 */
export function parseUrlEncoded(text: Buffer | string, limits: FieldLimits): Field[] {
  if (Buffer.byteLength(text) > limits.maxBytes) throw tooMuchText(limits);
  const source = text.toString();
  let count = 0;
  for (const _ of source.matchAll(/[^&]+/g)) {
    count += 1;
    if (count > limits.maxFields) throw tooManyFields(limits);
  }
  // The constructor drops one leading question mark.
  const fields: Field[] = [...new URLSearchParams(`?${source}`)];
  if (limits.onBrokenText) {
    const name = Buffer.isBuffer(text) && !isUtf8(text) ? findReplaced(fields) : findBroken(source, fields);
    if (name !== undefined) limits.onBrokenText(name);
  }
  return fields;
}

/** Gathers the text fields of a multipart form, which come in pieces. */
export interface FieldCollector {
  /** A field begins. Throws `form_invalid` when there are too many. */
  begin(name: string): void;
  /** The next bytes of its value. Throws `form_invalid` when all fields together have too many. */
  add(bytes: Buffer): void;
  /** The value is whole. */
  finish(): void;
  /** The fields that are whole, in the order in which they came. */
  fields(): readonly Field[];
}

/** A collector whose memory is bounded by its limits, however small the pieces are. */
export function createFieldCollector(limits: FieldLimits): FieldCollector {
  const fields: Field[] = [];
  const value = createGatheredBytes();
  let name = '';
  let totalBytes = 0;

  function count(byteCount: number): void {
    totalBytes += byteCount;
    if (totalBytes > limits.maxBytes) throw tooMuchText(limits);
  }

  return {
    begin(nextName) {
      if (fields.length >= limits.maxFields) throw tooManyFields(limits);
      count(Buffer.byteLength(nextName));
      name = nextName;
    },
    add(bytes) {
      count(bytes.length);
      value.add(bytes);
    },
    finish() {
      if (limits.onBrokenText && !isUtf8(value.view())) limits.onBrokenText(name);
      fields.push([name, value.view().toString()]);
      value.clear();
    },
    fields: () => fields,
  };
}

/**
 * Reads the body of a request that holds fields, and files only where they are taken for texts: urlencoded, multipart, or nothing. `form_invalid` for any
 * other type, for a file, and when a limit is passed; otherwise fails as `receiveBody` does.
 */
export async function readSmallForm(
  request: HttpRequest,
  limits: FieldLimits & BodyLimits,
): Promise<readonly Field[]> {
  const { value: type } = parseHeaderParameters(request.headers['content-type'] ?? '');
  if (type === 'multipart/form-data') return readMultipartFields(request, limits);
  const text = createGatheredBytes();
  await receiveForm(request, limits, limits.maxBytes, (bytes) => {
    if (type !== 'application/x-www-form-urlencoded')
      throw invalidForm(`its Content-Type must be one of ${TYPES}`);
    text.add(bytes);
    return undefined;
  });
  return parseUrlEncoded(text.view(), limits);
}

const TYPES = 'application/x-www-form-urlencoded, multipart/form-data';

async function readMultipartFields(
  request: HttpRequest,
  limits: FieldLimits & BodyLimits,
): Promise<readonly Field[]> {
  const collector = createFieldCollector(limits);
  let isField = false;
  const parser = createMultipartParser({
    boundary: boundaryOf(request.headers['content-type']),
    handler: {
      beginPart({ name, filename }) {
        // A browser sends a nameless empty file for a file input that nobody filled.
        const isTaken = limits.takesFiles === true && filename !== undefined && filename !== '';
        if (filename && !isTaken) throw refuseFile();
        isField = filename === undefined || isTaken;
        if (isField) collector.begin(name);
        return undefined;
      },
      data(bytes) {
        if (!isField) throw refuseFile();
        collector.add(bytes);
        return undefined;
      },
      endPart() {
        if (isField) collector.finish();
        return undefined;
      },
    },
  });
  const maxBytes = limits.maxBytes + (limits.maxFields + 1) * MAX_OVERHEAD_BYTES;
  await receiveForm(request, limits, maxBytes, (bytes) => parser.write(bytes));
  parser.end();
  return collector.fields();
}

/** What surrounds one field of a multipart form takes at most about this much, bytes. */
const MAX_OVERHEAD_BYTES = 16 * 1024;

async function receiveForm(
  request: HttpRequest,
  limits: FieldLimits & BodyLimits,
  maxBytes: number,
  take: TakeBytes,
): Promise<void> {
  let receivedBytes = 0;
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooMuchText(limits);
  const takeSome: TakeBytes = (bytes) => {
    receivedBytes += bytes.length;
    if (receivedBytes > maxBytes) throw tooMuchText(limits);
    return take(bytes);
  };
  await receiveBody(request, takeSome, { ...limits, maxBytes: Number.POSITIVE_INFINITY });
}

function tooMuchText({ maxBytes }: FieldLimits): UploadError {
  return invalidForm(`its fields have more than ${maxBytes} bytes together`);
}

function tooManyFields({ maxFields }: FieldLimits): UploadError {
  return invalidForm(`it has more than ${maxFields} fields`);
}

function refuseFile(): UploadError {
  return invalidForm('it holds a file where only text fields are expected');
}
