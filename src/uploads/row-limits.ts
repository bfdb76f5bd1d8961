import { UploadError } from './errors.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';

/**
 * Bytes that the texts of clients may take in the record of a token, and in the record of an upload. Both are read with
 * every chunk, and the latter is written with it, so what they hold is paid for thousands of times.
 */
export const MAX_CLIENT_BYTES = 16_384;

/** Texts of clients, under the names by which they know them. */
type ClientTexts = Readonly<Record<string, unknown>>;

/** Refuses a token that would remember too much, with `parameter_invalid`. */
export function checkTokenSize(
  token: Pick<UploadTokenRecord, 'metadata' | 'extras' | 'returnUrl' | 'absoluteUrl' | 'allowedTypes'>,
): void {
  const { title, description, tags, albumIds, variables = {} } = token.metadata;
  refuseTooMuch('an upload token remembers', {
    title,
    description,
    tags,
    album_id: albumIds,
    ...variables,
    return_url: token.returnUrl,
    absolute_url: token.absoluteUrl,
    allowed_types: token.allowedTypes,
    ...extrasByName(token.extras),
  });
}

/** Refuses a file about which too much is said, with `parameter_invalid`. */
export function checkUploadSize(
  upload: Pick<
    UploadRecord,
    'identifier' | 'filename' | 'relativePath' | 'metadata' | 'extras' | 'returnContext'
  >,
): void {
  const { title, description, tags, albumIds, variables = {} } = upload.metadata ?? noWords;
  refuseTooMuch('is kept about a file', {
    identifier: upload.identifier,
    filename: upload.filename,
    'relative path': upload.relativePath,
    title,
    description,
    tags,
    album_id: albumIds,
    ...variables,
    'return context': upload.returnContext,
    ...extrasByName(upload.extras),
  });
}

const noWords = { title: '', description: '', tags: [], albumIds: [], variables: {} };

/** Extras of one name count together. */
function extrasByName(extras: UploadRecord['extras']): ClientTexts {
  return Object.fromEntries(
    [...Map.groupBy(extras, ([name]) => name)].map(([name, values]) => [name, values]),
  );
}

function refuseTooMuch(what: string, texts: ClientTexts): void {
  const sizes = Object.entries(texts).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(JSON.stringify(value) ?? ''),
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAX_CLIENT_BYTES) return;
  const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one));
  throw new UploadError('parameter_invalid', {
    name: Array.from(largest.name).slice(0, 100).join(''),
    reason:
      `all that ${what} may take ${MAX_CLIENT_BYTES.toLocaleString('en')} bytes in total, and this is the largest ` +
      `part of ${total.toLocaleString('en')}; shorten it`,
  });
}
