import type { ApiKeyRecord } from '../../src/access/records.ts';
import type { NewPhoto } from '../../src/archive/records.ts';
import type { MetadataStore, Records } from '../../src/metadata/store.ts';
import type { OpenUploadFileRecord, OpenUploadRecord } from '../../src/uploads/open-upload-records.ts';
import type { UploadRecord, UploadTokenRecord } from '../../src/uploads/records.ts';

let made = 0;

/** A number that no other record of this process has; it grows, as the ids of records do. */
export function nextNumber(): number {
  made += 1;
  return made;
}

const padded = (prefix: string, number: number) => `${prefix}${String(number).padStart(12, '0')}`;

export function someToken(changes: Partial<UploadTokenRecord> = {}): UploadTokenRecord {
  const number = nextNumber();
  return {
    id: padded('token-', number),
    purpose: 'upload',
    photoId: null,
    openUploadId: null,
    secretHash: padded('hash-', number),
    secretHint: 'wxyz',
    metadata: {
      title: 'Sommer "2026" – ünïcode',
      description: '<p>A <strong>trip</strong></p>',
      tags: ['beach', 'two words'],
      albumIds: [7, 3],
      publish: true,
    },
    publishAt: 1_800_000_000_000,
    absoluteUrl: 'https://example.com/v',
    userId: 1,
    returnUrl: 'https://example.com/return?a=b',
    isBackgroundReturn: true,
    maxUploads: 5,
    validMinutes: 180,
    validUntil: 1_900_000_000_000,
    maxFileSize: 9_007_199_254_740_991,
    allowedTypes: ['video', 'image/png'],
    extras: [
      ['name', 'value'],
      ['name', "it's; DROP TABLE uploads --"],
    ],
    completedCount: 0,
    revokedAt: null,
    createdAt: 1_700_000_000_000 + number,
    createdByKeyId: null,
    ...changes,
  };
}

export function someUpload(tokenId: string, changes: Partial<UploadRecord> = {}): UploadRecord {
  const number = nextNumber();
  return {
    id: padded('upload-', number),
    tokenId,
    key: padded('key-', number),
    identifier: padded('identifier-', number),
    filename: '../Ferien 🎬.mp4',
    relativePath: 'a/b/Ferien.mp4',
    size: 5_000_000_000,
    state: 'receiving',
    ranges: [
      [0, 10],
      [20, 4_999_999_999],
    ],
    hasSlot: true,
    storageKey: padded('2026/11/24/', number),
    contentType: 'video/mp4',
    metadata: { title: 'Mine', description: '', tags: [], albumIds: [], publish: false },
    extras: [['x', '1']],
    returnContext: { domain: 'video.example.com', sealedToken: 'v1.sealed' },
    errorCode: null,
    errorDetails: { size: 12, reason: 'because' },
    photoId: null,
    finalAnswers: 0,
    createdAt: 1_700_000_000_000 + number,
    lastActivityAt: 1_700_000_000_000 + number,
    completedAt: null,
    ...changes,
  };
}

export function somePhoto(upload: UploadRecord, changes: Partial<NewPhoto> = {}): NewPhoto {
  const number = nextNumber();
  return {
    token: padded('item-', number),
    title: `Title ${number}`,
    description: '<p>Description</p>',
    tags: [],
    albumIds: [],
    isPublished: true,
    publishAt: null,
    publishDueAt: null,
    isPromoted: false,
    userId: 1,
    absoluteUrl: null,
    seoPolicy: '',
    is360: false,
    has360Thumbnail: false,
    variables: {},
    originalFilename: 'IMG_0001.MOV',
    size: 5_000_000_000,
    contentType: 'video/quicktime',
    kind: 'video',
    sha256: null,
    storageKey: upload.storageKey,
    uploadId: upload.id,
    uploadTokenId: upload.tokenId,
    createdAt: 1_700_000_000_000 + number,
    storedAt: 1_700_000_000_000 + number,
    ...changes,
  };
}

export function someKey(changes: Partial<ApiKeyRecord> = {}): ApiKeyRecord {
  const number = nextNumber();
  return {
    id: padded('key-', number),
    secretHash: padded('keyhash-', number),
    secretHint: 'abcd',
    name: 'Editor',
    level: 'write',
    userId: 1,
    createdAt: 1_700_000_000_000,
    revokedAt: null,
    ...changes,
  };
}

export function someOpenUpload(
  changes: Partial<OpenUploadRecord> = {},
): Omit<OpenUploadRecord, 'openUploadId'> {
  const number = nextNumber();
  return {
    name: `Open ${number}`,
    secretHash: padded('openhash-', number),
    sealedSecret: 'v1.sealed',
    defaultPublish: true,
    mayChangeAlbum: false,
    mayChangeTags: true,
    mayChangePublish: false,
    requiresName: true,
    requiresEmail: false,
    isPublic: true,
    terms: 'Be kind & <fair>',
    albumIds: [7, 3],
    tags: ['beach', 'two words'],
    maxFileSize: 9_007_199_254_740_991,
    allowedTypes: ['video'],
    userId: 1,
    createdAt: 1_700_000_000_000 + number,
    ...changes,
  };
}

export function someOpenUploadFile(tokenId: string, openUploadId: number): OpenUploadFileRecord {
  return {
    tokenId,
    openUploadId,
    keyHash: padded('filehash-', nextNumber()),
    sealedKey: 'v1.sealed',
    uploaderName: 'Ünïcode "Name"',
    uploaderEmail: 'someone@example.com',
  };
}

export async function addToken(store: MetadataStore, changes: Partial<UploadTokenRecord> = {}) {
  const token = someToken(changes);
  await store.transaction((tx) => tx.tokens.insert(token));
  return token;
}

export async function addUpload(store: MetadataStore, tokenId: string, changes: Partial<UploadRecord> = {}) {
  const upload = someUpload(tokenId, changes);
  await store.transaction((tx) => tx.uploads.insert(upload));
  return upload;
}

/** Adds an item with an upload of its own, which is completed. */
export async function addPhotoTo(tx: Records, tokenId: string, changes: Partial<NewPhoto> = {}) {
  const upload = someUpload(tokenId, { state: 'completed', hasSlot: false });
  await tx.uploads.insert(upload);
  return tx.photos.insert(somePhoto(upload, changes));
}

export function addPhoto(store: MetadataStore, tokenId: string, changes: Partial<NewPhoto> = {}) {
  return store.transaction((tx) => addPhotoTo(tx, tokenId, changes));
}

export function addAlbum(
  store: MetadataStore,
  changes: { title?: string; isHidden?: boolean; userId?: number } = {},
) {
  const number = nextNumber();
  return store.transaction((tx) =>
    tx.albums.insert({
      title: `Album ${number}`,
      description: 'About it',
      token: padded('album-', number),
      isHidden: false,
      userId: 1,
      createdAt: 1_700_000_000_000 + number,
      ...changes,
    }),
  );
}
