import { createHash } from 'node:crypto';
import { ArchiveError, noSuchPhoto } from '../archive-error.ts';
import type { PhotoRecords } from '../records.ts';
import type { CaptionKey, CaptionRecord, CaptionRecords } from './caption-records.ts';
import { readLocale } from './locale.ts';
import { CaptionsUnreadable, MAX_CAPTION_BYTES, toWebVtt } from './read-captions.ts';

/** Most languages and types of one item. */
const MAX_PER_ITEM = 100;

/** Captions as somebody sends them. */
export interface NewCaptions extends CaptionKey {
  /** What people call the language; empty takes the usual English name. */
  readonly language: string;
  readonly isDraft: boolean;
  readonly isDefault: boolean;
  /** SubRip (SRT) or WebVTT. */
  readonly file: string;
}

/** Captions of items. */
export interface CaptionService {
  /**
   * Adds captions, in place of earlier ones of that language and type. Fails with `no_such_photo`, with `invalid_input`
   * when the file or the locale cannot be read, and with `limit_exceeded`.
   */
  addCaptions(captions: NewCaptions): Promise<CaptionRecord>;
  /** The captions of these items, drafts too. */
  captionsOf(photoIds: readonly number[]): Promise<CaptionRecord[]>;
  /** The captions and their text (WebVTT); undefined when there are none. */
  readCaptions(key: CaptionKey): Promise<{ record: CaptionRecord; text: string } | undefined>;
  /** Fails with `no_such_object` when there are none. */
  removeCaptions(key: CaptionKey): Promise<void>;
}

interface CaptionSlice {
  readonly photos: Pick<PhotoRecords, 'find'>;
  readonly captions: CaptionRecords;
}

/** What captions need from outside. */
export interface CaptionOptions {
  readonly store: {
    readonly read: CaptionSlice;
    transaction<T>(work: (tx: CaptionSlice) => Promise<T>): Promise<T>;
  };
  readonly clock: { now(): number };
}

/** Captions over a store. */
export function createCaptionService({ store, clock }: CaptionOptions): CaptionService {
  return {
    async addCaptions({ photoId, type, isDraft, isDefault, ...given }) {
      const locale = localeOf(given.locale);
      const content = convert(given.file);
      const record: CaptionRecord = {
        photoId,
        locale: locale.locale,
        type,
        language: given.language.trim().slice(0, 100) || locale.language,
        isDraft,
        isDefault,
        bytes: Buffer.byteLength(content),
        sha256: createHash('sha256').update(content).digest('hex'),
        createdAt: clock.now(),
      };
      await store.transaction(async (tx) => {
        if (!(await tx.photos.find(photoId))) throw noSuchPhoto(photoId);
        const present = await tx.captions.findMany([photoId]);
        if (present.length >= MAX_PER_ITEM && !present.some((other) => isSame(other, record))) {
          throw new ArchiveError('limit_exceeded', `An item has at most ${MAX_PER_ITEM} captions.`);
        }
        if (isDefault) await tx.captions.clearDefault(photoId);
        await tx.captions.put(record, content);
      });
      return record;
    },

    captionsOf: (photoIds) => store.read.captions.findMany(photoIds),

    async readCaptions(key) {
      const found = await store.read.captions.findMany([key.photoId]);
      const record = found.find((candidate) => isSame(candidate, key));
      if (!record) return undefined;
      const text = await store.read.captions.content(record);
      return text === undefined ? undefined : { record, text };
    },

    async removeCaptions(key) {
      const { locale } = localeOf(key.locale);
      const isRemoved = await store.transaction((tx) => tx.captions.remove({ ...key, locale }));
      if (!isRemoved) {
        throw new ArchiveError(
          'no_such_object',
          `Item ${key.photoId} has no captions of the type "${key.type}" in "${locale}".`,
        );
      }
    },
  };
}

function isSame(one: CaptionKey, other: CaptionKey): boolean {
  return one.photoId === other.photoId && one.locale === other.locale && one.type === other.type;
}

function localeOf(text: string) {
  const locale = readLocale(text);
  if (locale) return locale;
  throw new ArchiveError('invalid_input', 'The parameter "locale" must be a language such as en or en_US.');
}

function convert(file: string): string {
  if (Buffer.byteLength(file) > MAX_CAPTION_BYTES) {
    throw new ArchiveError('limit_exceeded', `Captions have at most ${MAX_CAPTION_BYTES} bytes.`);
  }
  try {
    return toWebVtt(file);
  } catch (error) {
    if (!(error instanceof CaptionsUnreadable)) throw error;
    throw new ArchiveError('invalid_input', `The file must be SRT or WebVTT, but it ${error.message}.`);
  }
}
