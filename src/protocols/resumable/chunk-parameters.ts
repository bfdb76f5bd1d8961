import { UploadError } from '../../uploads/errors.ts';
import type { FileDescription } from '../../uploads/file-description.ts';
import type { FieldList } from '../../http/form-fields.ts';

/** What one chunk request says, whichever library sent it. Sizes in bytes. */
export interface ChunkParameters {
  /** Counts from 1. */
  readonly number: number;
  readonly chunkSize: number;
  /** Length of this chunk; undefined when the client does not tell. */
  readonly currentChunkSize: number | undefined;
  /** The client's count of chunks, which may be wrong (Resumable.js 1.1.0); only a hint. */
  readonly totalChunks: number | undefined;
  readonly file: FileDescription;
}

/** The parameter names of one client library. */
interface ChunkVocabulary {
  readonly number: string;
  readonly chunkSize: string;
  readonly currentChunkSize: string;
  readonly totalSize: string;
  readonly identifier: string;
  readonly filename: string;
  readonly relativePath: string;
  readonly totalChunks: string;
}

const BARE: ChunkVocabulary = {
  number: 'chunkNumber',
  chunkSize: 'chunkSize',
  currentChunkSize: 'currentChunkSize',
  totalSize: 'totalSize',
  identifier: 'identifier',
  filename: 'filename',
  relativePath: 'relativePath',
  totalChunks: 'totalChunks',
};

/** Resumable.js, Flow.js and (without a prefix) simple-uploader.js share one vocabulary. */
const vocabularies: readonly ChunkVocabulary[] = [prefixed('resumable'), prefixed('flow'), BARE];

const MAX_IDENTIFIER_CHARACTERS = 4096;
const MAX_NAME_CHARACTERS = 4096;

function prefixed(prefix: string): ChunkVocabulary {
  const entries = Object.entries(BARE).map(([key, name]) => [
    key,
    prefix + name[0]?.toUpperCase() + name.slice(1),
  ]);
  return Object.fromEntries(entries);
}

/**
 * Resumable.js may put a namespace before every name, the token's included (`parameterNamespace`): it is what stands
 * before `resumableChunkNumber`.
 */
export function namespaceOf(fields: FieldList): string {
  const marker = 'resumableChunkNumber';
  const name = fields.entries().find(([name]) => name.endsWith(marker) && name.length > marker.length)?.[0];
  return name === undefined ? '' : name.slice(0, -marker.length);
}

/**
 * Reads the chunk parameters of a request. Undefined means an ordinary upload: as on the original server, a request
 * without a chunk number, a chunk size or an identifier is one (reference B.2).
 */
export function readChunkParameters(fields: FieldList): ChunkParameters | undefined {
  const names = vocabularies.find((vocabulary) =>
    [vocabulary.number, vocabulary.chunkSize, vocabulary.identifier].every((name) => fields.get(name)),
  );
  if (!names) return undefined;
  const text = (name: string) => fields.get(name) ?? '';
  const number = (name: string) => readNumber(name, text(name));
  const optional = (name: string) => (text(name) === '' ? undefined : number(name));
  return {
    number: number(names.number),
    chunkSize: number(names.chunkSize),
    currentChunkSize: optional(names.currentChunkSize),
    totalChunks: optional(names.totalChunks),
    file: {
      identifier: limited(names.identifier, text(names.identifier), MAX_IDENTIFIER_CHARACTERS),
      filename: limited(names.filename, text(names.filename), MAX_NAME_CHARACTERS),
      relativePath: limited(names.relativePath, text(names.relativePath), MAX_NAME_CHARACTERS),
      size: number(names.totalSize),
    },
  };
}

/** Strict decimal digits up to 2^53 - 1; everything else is refused (hazard 10). */
function readNumber(name: string, text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new UploadError('parameter_invalid', {
      name,
      reason: 'it must be a whole number in decimal digits',
    });
  }
  return value;
}

function limited(name: string, text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  throw new UploadError('parameter_invalid', {
    name,
    reason: `it is longer than ${maxCharacters} characters`,
  });
}
