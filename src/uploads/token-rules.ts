import { cleanDescription } from '../archive/description-html.ts';
import { cleanTitle } from '../archive/item-title.ts';
import { parseTags } from '../archive/tags.ts';
import { changeVariables, cleanVariables } from '../archive/variables.ts';
import { readWebAddress } from '../archive/web-address.ts';
import { readAllowedTypes } from './allowed-types.ts';
import { UploadError } from './errors.ts';
import type { ExtraParameter, ItemMetadata, UploadTokenRecord } from './records.ts';
import { checkTokenSize } from './row-limits.ts';

const MIN_VALID_MINUTES = 15;
const MAX_VALID_MINUTES = 1440;
const MAX_UPLOADS = 1000;
const MINUTE_MS = 60_000;

/** What an application asks for; texts are as it sent them. Times are epoch milliseconds. */
export interface NewUploadToken {
  readonly title: string;
  readonly description: string;
  /** Separated by commas or spaces; `"two words"` is one tag. */
  readonly tags: string;
  readonly albumIds: readonly number[];
  readonly publish: boolean;
  /** A future date keeps items unpublished until then. */
  readonly publishAt: number | null;
  readonly absoluteUrl: string | null;
  /** Empty: the client only wants a plain answer. */
  readonly returnUrl: string;
  readonly isBackgroundReturn: boolean;
  /** Moved into 1 to 1,000. */
  readonly maxUploads: number;
  /** Moved into 15 minutes to 24 hours. */
  readonly validMinutes: number;
  /** Bytes; null leaves the site's limit. */
  readonly maxFileSize: number | null;
  /** Null or empty leaves the site's list. */
  readonly allowedTypes: readonly string[] | null;
  readonly extras: readonly ExtraParameter[];
  /** Values of the site's own variables; empty ones are left out. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Owner of the items; null is the hidden user. */
  readonly userId: number | null;
}

/** What an application asks for when an item is to get another file. */
export type NewReplaceToken = Pick<
  NewUploadToken,
  'returnUrl' | 'isBackgroundReturn' | 'maxUploads' | 'validMinutes' | 'extras'
>;

/** Changes to what a token says about its items; texts are as they were sent, absent fields stay. */
export interface MetadataChange {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly albumIds?: readonly number[];
  readonly publish?: boolean;
}

/** The part of a token that follows from the wish alone. */
export type TokenTerms = Omit<
  UploadTokenRecord,
  | 'id'
  | 'purpose'
  | 'photoId'
  | 'openUploadId'
  | 'secretHash'
  | 'secretHint'
  | 'userId'
  | 'completedCount'
  | 'revokedAt'
  | 'createdByKeyId'
>;

/**
 * Turns a wish into a token's terms (reference, A.1 and B.7). Fails with `parameter_invalid`, or with `ArchiveError`
 * `invalid_input` when a variable is too long.
 */
export function readTerms(input: NewUploadToken, now: number): TokenTerms {
  const terms = toTerms(input, now);
  checkTokenSize(terms);
  return terms;
}

function toTerms(input: NewUploadToken, now: number): TokenTerms {
  const validMinutes = clamp(input.validMinutes, MIN_VALID_MINUTES, MAX_VALID_MINUTES);
  const { allowedTypes, publishAt } = input;
  const variables = changeVariables({}, cleanVariables(input.variables ?? {}));
  const types = allowedTypes === null ? [] : readAllowedTypes(allowedTypes, 'allowed_types');
  return {
    metadata: {
      title: cleanTitle(input.title),
      description: cleanDescription(input.description),
      tags: parseTags(input.tags),
      albumIds: [...new Set(input.albumIds)],
      publish: input.publish && !(publishAt !== null && publishAt > now),
      ...(Object.keys(variables).length === 0 ? {} : { variables }),
    },
    publishAt,
    absoluteUrl: readUrl(input.absoluteUrl ?? '', 'absolute_url') || null,
    returnUrl: readUrl(input.returnUrl, 'return_url'),
    isBackgroundReturn: input.isBackgroundReturn,
    maxUploads: clamp(input.maxUploads, 1, MAX_UPLOADS),
    validMinutes,
    validUntil: now + validMinutes * MINUTE_MS,
    maxFileSize: input.maxFileSize,
    allowedTypes: types.length === 0 ? null : types,
    extras: input.extras,
    createdAt: now,
  };
}

/** Turns a wish for a replacement into a token's terms (reference, A.7). Fails with `parameter_invalid`. */
export function readReplaceTerms(input: NewReplaceToken, now: number): TokenTerms {
  const nothing = { title: '', description: '', tags: '', albumIds: [], publish: true, publishAt: null };
  const anything = { absoluteUrl: null, maxFileSize: null, allowedTypes: null, userId: null };
  return readTerms({ ...nothing, ...anything, ...input }, now);
}

/** Cleans a change like the fields of a new token. */
export function readChange(change: MetadataChange): Partial<ItemMetadata> {
  const { title, description, tags, albumIds, publish } = change;
  return {
    ...(title === undefined ? {} : { title: cleanTitle(title) }),
    ...(description === undefined ? {} : { description: cleanDescription(description) }),
    ...(tags === undefined ? {} : { tags: parseTags(tags) }),
    ...(albumIds === undefined ? {} : { albumIds: [...new Set(albumIds)] }),
    ...(publish === undefined ? {} : { publish }),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(Math.trunc(value), min), max);
}

/** An absolute http or https address without credentials, or nothing. Fails with `parameter_invalid`. */
function readUrl(text: string, name: string): string {
  const reading = readWebAddress(text);
  if ('address' in reading) return reading.address;
  throw new UploadError('parameter_invalid', { name, reason: reading.reason });
}
