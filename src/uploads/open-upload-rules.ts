import { cleanTitle } from '../archive/item-title.ts';
import { parseTags } from '../archive/tags.ts';
import { readAllowedTypes } from './allowed-types.ts';
import { UploadError } from './errors.ts';
import type { GrantWish } from './grants.ts';
import type { OpenUploadFileRecord, OpenUploadRecord } from './open-upload-records.ts';
import { type MetadataChange, readChange } from './token-rules.ts';

const MAX_TERMS_CHARACTERS = 20_000;
const MAX_UPLOADER_CHARACTERS = 200;

/** What an open upload is to be like; texts are as they were sent. */
export interface OpenUploadWish {
  readonly name: string;
  readonly defaultPublish: boolean;
  readonly mayChangeAlbum: boolean;
  readonly mayChangeTags: boolean;
  readonly mayChangePublish: boolean;
  readonly requiresName: boolean;
  readonly requiresEmail: boolean;
  readonly isPublic: boolean;
  readonly terms: string;
  readonly albumIds: readonly number[];
  readonly tags: string;
  readonly maxFileSize: number | null;
  /** Null or empty leaves the site's list. */
  readonly allowedTypes: readonly string[] | null;
  /** Null is the hidden user. */
  readonly userId: number | null;
}

/** What somebody says of themselves and of what they send. */
export interface OpenUploadFileChange extends MetadataChange {
  readonly uploaderName?: string;
  readonly uploaderEmail?: string;
}

/** What is known of who sent a file. */
type Uploader = Pick<OpenUploadFileRecord, 'uploaderName' | 'uploaderEmail'>;

/** A wish in the form that is kept. */
type ReadWish = Omit<OpenUploadWish, 'tags'> & { readonly tags: readonly string[] };

/** A wish, or the part of one that is given, in the form that is kept. Fails with `parameter_invalid`. */
export function readWish(wish: OpenUploadWish): ReadWish;
export function readWish(wish: Partial<OpenUploadWish>): Partial<ReadWish>;
export function readWish(wish: Partial<OpenUploadWish>): Partial<ReadWish> {
  const { name, terms, albumIds, tags, allowedTypes, ...plain } = wish;
  return {
    ...plain,
    ...(name === undefined ? {} : { name: readName(name) }),
    ...(terms === undefined ? {} : { terms: readTerms(terms) }),
    ...(albumIds === undefined ? {} : { albumIds: [...new Set(albumIds)] }),
    ...(tags === undefined ? {} : { tags: parseTags(tags) }),
    ...(allowedTypes === undefined ? {} : { allowedTypes: readTypes(allowedTypes) }),
  };
}

function readTypes(allowedTypes: readonly string[] | null): readonly string[] | null {
  const types = allowedTypes === null ? [] : readAllowedTypes(allowedTypes, 'allowed_types');
  return types.length === 0 ? null : types;
}

function readName(text: string): string {
  const name = cleanTitle(text);
  if (name !== '') return name;
  throw new UploadError('parameter_invalid', { name: 'name', reason: 'it must hold more than HTML' });
}

function readTerms(text: string): string {
  const terms = text.toWellFormed().replaceAll('\0', '').trim();
  if (terms.length <= MAX_TERMS_CHARACTERS) return terms;
  const reason = `it is longer than ${MAX_TERMS_CHARACTERS} characters`;
  throw new UploadError('parameter_invalid', { name: 'terms', reason });
}

/** What somebody says of themselves, in the form that is kept; only what is given. */
export function readUploader({ uploaderName, uploaderEmail }: OpenUploadFileChange): Partial<Uploader> {
  return {
    ...(uploaderName === undefined ? {} : { uploaderName: cleanTitle(uploaderName) }),
    ...(uploaderEmail === undefined ? {} : { uploaderEmail: uploaderEmail.trim() }),
  };
}

/** What a file becomes: its own words where somebody may say them, those of the open upload elsewhere. */
export function termsOfFile(
  page: OpenUploadRecord,
  change: OpenUploadFileChange,
  uploader: Uploader,
): GrantWish {
  const { title = '', description = '', tags, albumIds } = readChange(change);
  const metadata = {
    title,
    description,
    tags: tags ?? page.tags,
    albumIds: albumIds ?? page.albumIds,
    publish: page.defaultPublish,
  };
  return {
    asker: ['openupload', page.openUploadId],
    said: [metadata, uploader],
    terms: {
      metadata,
      publishAt: null,
      absoluteUrl: null,
      maxFileSize: page.maxFileSize,
      allowedTypes: page.allowedTypes,
      photoId: null,
      openUploadId: page.openUploadId,
      createdByKeyId: null,
      userId: page.userId,
    },
    namedAlbumIds: albumIds ?? [],
  };
}

/** Refuses what an open upload does not leave to who sends a file: `parameter_invalid`, which names the parameter. */
export function checkChange(page: OpenUploadRecord, change: OpenUploadFileChange): void {
  const notYours = 'this open upload does not leave it to you; leave it out';
  const refused =
    (change.albumIds !== undefined && !page.mayChangeAlbum && 'album_id') ||
    (change.tags !== undefined && !page.mayChangeTags && 'tags') ||
    (change.publish !== undefined && !page.mayChangePublish && 'publish_p');
  if (refused) throw new UploadError('parameter_invalid', { name: refused, reason: notYours });
  if (change.uploaderName !== undefined)
    checkUploader(page.requiresName, 'uploader_name', change.uploaderName);
  if (change.uploaderEmail === undefined) return;
  checkUploader(page.requiresEmail, 'uploader_email', change.uploaderEmail);
  if (change.uploaderEmail.trim() === '' || isEmail(change.uploaderEmail.trim())) return;
  throw new UploadError('parameter_invalid', {
    name: 'uploader_email',
    reason: 'it must be an address like name@example.com',
  });
}

function checkUploader(isRequired: boolean, name: string, text: string): void {
  if (isRequired && cleanTitle(text) === '') {
    throw new UploadError('parameter_invalid', { name, reason: 'this open upload asks for it' });
  }
  if (text.length <= MAX_UPLOADER_CHARACTERS) return;
  const reason = `it is longer than ${MAX_UPLOADER_CHARACTERS} characters`;
  throw new UploadError('parameter_invalid', { name, reason });
}

/** Something at something: whether mail arrives there, only mail can tell. */
function isEmail(text: string): boolean {
  return /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/.test(text);
}
