import { expect } from 'vitest';
import type { RenditionRecord } from '../../src/archive/media-records.ts';
import type { StoreTest } from './metadata-store.ts';
import { addPhoto, addToken } from './metadata-records.ts';

const pending = { state: 'pending', reason: '' } as const;

function renditionOf(photoId: number, changes: Partial<RenditionRecord> = {}): RenditionRecord {
  return {
    photoId,
    name: 'large',
    format: 'jpeg',
    generation: 1,
    storageKey: `key-${photoId}`,
    bytes: 1234,
    width: 640,
    height: 480,
    bitRate: null,
    createdAt: 5,
    ...changes,
  };
}

/** What is known of the files of items, and what was made from them. */
export const mediaTests: readonly StoreTest[] = [
  [
    'counts the files of an item, and forgets with each what was known of the one before',
    async (store) => {
      const { photoId } = await addPhoto(store, (await addToken(store)).id);
      expect(await store.read.media.find(photoId)).toBeUndefined();
      expect(await store.transaction((tx) => tx.media.begin(photoId, pending, 1))).toBe(1);
      const facts = {
        container: 'jpeg',
        width: 640,
        durationSeconds: 1.5,
        hasAudio: false,
        takenAt: 77,
        thumbnailKey: 'thumb',
      };
      const ready = { state: 'ready', ...facts } as const;
      expect(await store.transaction((tx) => tx.media.update(photoId, 1, ready, 2))).toBe(true);
      expect(await store.read.media.find(photoId)).toMatchObject({ photoId, generation: 1, ...ready });
      expect(await store.transaction((tx) => tx.media.begin(photoId, pending, 3))).toBe(2);
      const anew = await store.read.media.findMany([photoId, photoId + 1]);
      expect(anew).toHaveLength(1);
      expect(anew[0]).toMatchObject({ generation: 2, ...pending });
      for (const name of Object.keys(facts)) expect(anew[0]).toHaveProperty(name, null);
    },
  ],
  [
    'takes nothing that was found out of an earlier file, or of an item that is gone',
    async (store) => {
      const { photoId } = await addPhoto(store, (await addToken(store)).id);
      await store.transaction((tx) => tx.media.begin(photoId, pending, 1));
      await store.transaction((tx) => tx.media.begin(photoId, pending, 2));
      const ready = { state: 'ready' } as const;
      expect(await store.transaction((tx) => tx.media.update(photoId, 1, ready, 3))).toBe(false);
      expect(await store.read.media.find(photoId)).toMatchObject(pending);
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect(await store.transaction((tx) => tx.media.update(photoId, 2, ready, 3))).toBe(false);
      expect(await store.read.media.find(photoId)).toBeUndefined();
    },
  ],
  [
    'keeps one file for each name and format, and tells where the bytes of the one before are',
    async (store) => {
      const { photoId } = await addPhoto(store, (await addToken(store)).id);
      const put = (rendition: RenditionRecord) => store.transaction((tx) => tx.renditions.put(rendition));
      expect(await put(renditionOf(photoId, { storageKey: 'a' }))).toBeUndefined();
      expect(await put(renditionOf(photoId, { storageKey: 'b', format: 'webp' }))).toBeUndefined();
      expect(await put(renditionOf(photoId, { storageKey: 'c' }))).toBe('a');
      const found = await store.read.renditions.findNamed(photoId, 'large');
      expect(found.map(({ storageKey }) => storageKey).sort()).toEqual(['b', 'c']);
      expect(found).toContainEqual(renditionOf(photoId, { storageKey: 'c' }));
      expect(await store.read.renditions.findNamed(photoId, 'small')).toEqual([]);
      expect(await store.read.renditions.findMany([photoId])).toHaveLength(2);
      expect((await store.transaction((tx) => tx.renditions.removeAll(photoId))).sort()).toEqual(['b', 'c']);
      expect(await store.read.renditions.findMany([photoId])).toEqual([]);
    },
  ],
  [
    'knows the bytes of what was made, and of thumbnails, so that no clean-up takes them',
    async (store) => {
      const { photoId } = await addPhoto(store, (await addToken(store)).id);
      const isKnown = (key: string) => store.read.uploads.isStorageKeyKnown(key);
      await store.transaction((tx) => tx.media.begin(photoId, pending, 1));
      await store.transaction((tx) => tx.media.update(photoId, 1, { thumbnailKey: 'thumb' }, 1));
      await store.transaction((tx) => tx.renditions.put(renditionOf(photoId, { storageKey: 'made' })));
      expect([await isKnown('thumb'), await isKnown('made'), await isKnown('other')]).toEqual([
        true,
        true,
        false,
      ]);
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect([await isKnown('thumb'), await isKnown('made')]).toEqual([false, false]);
    },
  ],
];
