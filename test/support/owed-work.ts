import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PhotoRecord } from '../../src/archive/records.ts';
import { openSqliteStore } from '../../src/metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import type { Clock } from '../../src/uploads/ports.ts';
import type { ItemMetadata, UploadRecord, UploadTokenRecord } from '../../src/uploads/records.ts';

/** A fresh database with one token, to which completed uploads can be added, and what is owed for them. */
export interface OwedWork {
  readonly store: MetadataStore;
  readonly folder: string;
  /** A completed upload; its number makes its id. */
  readonly addUpload: (uploadId: string) => Promise<void>;
  /** An item made of an upload of its own, and the digest job that it needs. */
  readonly addItem: (changes?: { size?: number; storageKey?: string }) => Promise<PhotoRecord>;
  readonly close: () => Promise<void>;
}

const metadata: ItemMetadata = { title: '', description: '', tags: [], albumIds: [], publish: true };

export async function openOwedWork(clock: Clock): Promise<OwedWork> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-owed-'));
  const store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock });
  const { userId } = await store.read.users.hidden();
  await store.transaction((tx) => tx.tokens.insert(tokenOf(userId, clock.now())));
  let items = 0;

  const addUpload = (id: string) => store.transaction((tx) => tx.uploads.insert(uploadOf(id, clock.now())));

  return {
    store,
    folder,
    addUpload,

    async addItem({ size = 1, storageKey = 'key' } = {}) {
      items += 1;
      const uploadId = `item${items}`;
      await addUpload(uploadId);
      const now = clock.now();
      return store.transaction(async (tx) => {
        const photo = await tx.photos.insert({
          token: 'x'.repeat(32),
          title: '',
          description: '',
          tags: [],
          albumIds: [],
          isPublished: true,
          publishAt: null,
          userId,
          absoluteUrl: null,
          originalFilename: 'file.bin',
          size,
          contentType: 'application/octet-stream',
          kind: 'other',
          sha256: null,
          storageKey,
          uploadId,
          uploadTokenId: 'token',
          createdAt: now,
          storedAt: now,
        });
        await tx.outbox.enqueue({ kind: 'digest', photoId: photo.photoId, now });
        return photo;
      });
    },

    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function tokenOf(userId: number, now: number): UploadTokenRecord {
  return {
    id: 'token',
    purpose: 'upload',
    photoId: null,
    openUploadId: null,
    secretHash: 'hash',
    secretHint: 'hint',
    metadata,
    publishAt: null,
    absoluteUrl: null,
    userId,
    returnUrl: '',
    isBackgroundReturn: true,
    maxUploads: 1,
    validMinutes: 60,
    validUntil: now,
    maxFileSize: null,
    allowedTypes: null,
    extras: [],
    completedCount: 0,
    revokedAt: null,
    createdAt: now,
    createdByKeyId: null,
  };
}

function uploadOf(id: string, now: number): UploadRecord {
  return {
    id,
    tokenId: 'token',
    key: id,
    identifier: id,
    filename: 'file.bin',
    relativePath: '',
    size: 1,
    state: 'completed',
    ranges: [[0, 1]],
    hasSlot: false,
    storageKey: id,
    contentType: null,
    metadata: null,
    extras: [],
    returnContext: null,
    errorCode: null,
    errorDetails: {},
    photoId: null,
    finalAnswers: 0,
    createdAt: now,
    lastActivityAt: now,
    completedAt: now,
  };
}
