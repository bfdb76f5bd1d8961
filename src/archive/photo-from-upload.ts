import { titleOrFilename } from './item-title.ts';
import { kindOf, unknownContentType } from './media-kind.ts';
import type { NewPhoto } from './records.ts';

/** What is said about an item before it exists. */
interface Description {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly albumIds: readonly number[];
  readonly publish: boolean;
}

/** A file all of whose bytes are stored. */
interface WholeUpload {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly storageKey: string;
  readonly contentType: string | null;
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
  const contentType = upload.contentType ?? unknownContentType;
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
    originalFilename: upload.filename,
    size: upload.size,
    contentType,
    kind: kindOf(contentType),
    sha256: null,
    storageKey: upload.storageKey,
    uploadId: upload.id,
    uploadTokenId: token.id,
    createdAt: now,
  };
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
