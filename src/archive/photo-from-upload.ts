import { titleOrFilename } from './item-title.ts';
import { kindOf, unknownContentType } from './media-kind.ts';
import type { NewPhoto, PhotoPatch } from './records.ts';

/** What is said about an item before it exists. */
interface Description {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly albumIds: readonly number[];
  readonly publish: boolean;
  /** Values of the site's own variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A file all of whose bytes are stored. */
interface StoredFile {
  readonly filename: string;
  readonly size: number;
  readonly storageKey: string;
  readonly contentType: string | null;
}

interface WholeUpload extends StoredFile {
  readonly id: string;
  /** For this file instead of the token's. */
  readonly metadata: Description | null;
}

/** What the token of the upload says about the items made with it. */
interface ItemRules {
  readonly id: string;
  readonly metadata: Description;
  readonly publishAt: number | null;
  readonly absoluteUrl: string | null;
  readonly userId: number;
  readonly createdAt: number;
}

/** The item that a whole upload becomes. `itemToken` is the random secret that opens it. */
export function createPhotoFromUpload(options: {
  readonly upload: WholeUpload;
  readonly token: ItemRules;
  readonly itemToken: string;
  readonly now: number;
}): NewPhoto {
  const { upload, token, itemToken, now } = options;
  const { title, description, tags, albumIds, publish } = upload.metadata ?? token.metadata;
  const { variables } = upload.metadata ?? token.metadata;
  const isWaiting = token.publishAt !== null && token.publishAt > now;
  return {
    token: itemToken,
    title: titleOrFilename(title, upload.filename),
    description,
    tags,
    albumIds,
    isPublished: isPublishedAt(now, token, publish),
    publishAt: token.publishAt,
    userId: token.userId,
    absoluteUrl: token.absoluteUrl,
    ...fileFields(upload, now),
    uploadId: upload.id,
    uploadTokenId: token.id,
    createdAt: now,
    ...(isWaiting ? { publishDueAt: token.publishAt } : {}),
    ...(variables === undefined ? {} : { variables }),
  };
}

/** What a file says of the item that it belongs to, from now on. */
export function fileFields(file: StoredFile, now: number) {
  const contentType = file.contentType ?? unknownContentType;
  return {
    originalFilename: file.filename,
    size: file.size,
    contentType,
    kind: kindOf(contentType),
    sha256: null,
    storageKey: file.storageKey,
    storedAt: now,
  } satisfies PhotoPatch;
}

/**
 * A future date keeps the item unpublished (reference, A.1). A date that was in the future when the token was made
 * and has come since publishes it.
 */
function isPublishedAt(now: number, token: ItemRules, publish: boolean): boolean {
  const { publishAt, createdAt } = token;
  if (publishAt === null || publishAt <= createdAt) return publish;
  return publishAt <= now;
}
