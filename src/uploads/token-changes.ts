import { titleOrFilename } from '../archive/item-title.ts';
import type { PhotoPatch, PhotoRecord, PhotoRecords } from '../archive/records.ts';
import { UploadError } from './errors.ts';
import { checkTokenSize, checkUploadSize } from './row-limits.ts';
import type { ItemMetadata, TokenRecords, UploadRecord, UploadRecords } from './records.ts';

const PAGE = 100;

/** A token and what came of it. */
export interface TokenContents {
  readonly tokens: TokenRecords;
  readonly uploads: UploadRecords;
  readonly photos: PhotoRecords;
}

/**
 * Changes the token, the files in progress that have words of their own, and the items. Uploads are locked before the
 * token, like at completion; whatever completes after the token was locked takes its words from the new token.
 */
export async function changeToken(
  tx: TokenContents,
  tokenId: string,
  change: Partial<ItemMetadata>,
  now: number,
): Promise<void> {
  for await (const { id } of receivingUploads(tx, tokenId)) {
    const upload = await tx.uploads.lock(id);
    if (upload?.metadata) await changeWords(tx, upload, { ...upload.metadata, ...change });
  }
  const token = await tx.tokens.lock(tokenId);
  if (!token) throw new UploadError('token_invalid');
  const changed = { ...token, metadata: { ...token.metadata, ...change } };
  checkTokenSize(changed);
  await tx.tokens.update(tokenId, { metadata: changed.metadata });
  for await (const photo of photosOf(tx, tokenId)) {
    await tx.photos.update(photo.photoId, patchOf(photo, change, now));
  }
}

/** Changes the newest file that the client calls `identifier`, unless it ended without an item. */
export async function changeFile(
  tx: TokenContents,
  tokenId: string,
  identifier: string,
  change: Partial<ItemMetadata>,
  now: number,
): Promise<void> {
  const named = await tx.uploads.findByIdentifier(tokenId, identifier);
  const newest = named.find(({ state }) => state === 'receiving' || state === 'completed');
  const upload = newest && (await tx.uploads.lock(newest.id));
  if (upload?.state === 'receiving') {
    const token = await tx.tokens.find(tokenId);
    const current = upload.metadata ?? token?.metadata;
    if (!current) throw new UploadError('token_invalid');
    await changeWords(tx, upload, { ...current, ...change });
    return;
  }
  const photo = upload?.photoId == null ? undefined : await tx.photos.find(upload.photoId);
  if (!photo) throw new UploadError('upload_not_found');
  await tx.photos.update(photo.photoId, patchOf(photo, change, now));
}

async function changeWords(tx: TokenContents, upload: UploadRecord, metadata: ItemMetadata): Promise<void> {
  checkUploadSize({ ...upload, metadata });
  await tx.uploads.update(upload.id, { metadata });
}

/** What a change means for an item. An empty title is its file's name again; a date in the future wins over `publish`. */
function patchOf(photo: PhotoRecord, change: Partial<ItemMetadata>, now: number): PhotoPatch {
  const { title, publish, ...rest } = change;
  const isHeldBack = photo.publishAt !== null && photo.publishAt > now;
  return {
    ...rest,
    ...(title === undefined ? {} : { title: titleOrFilename(title, photo.originalFilename) }),
    ...(publish === undefined ? {} : { isPublished: publish && !isHeldBack }),
    ...(publish === true && !photo.isPublished && photo.publishAt === null ? { publishAt: now } : {}),
  };
}

async function* receivingUploads(tx: TokenContents, tokenId: string): AsyncGenerator<UploadRecord> {
  let before: string | undefined;
  for (;;) {
    const page = await tx.uploads.list({
      tokenId,
      state: 'receiving',
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    yield* page;
    before = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

async function* photosOf(tx: TokenContents, tokenId: string): AsyncGenerator<PhotoRecord> {
  for (let page = 1; ; page += 1) {
    const paging = { page, size: PAGE, orderBy: 'created', descending: false } as const;
    const { photos } = await tx.photos.list({ uploadTokenId: tokenId }, paging);
    yield* photos;
    if (photos.length < PAGE) return;
  }
}
