import { expect } from 'vitest';
import type { CaptionRecord } from '../../src/archive/captions/caption-records.ts';
import { addPhoto, addToken } from './metadata-records.ts';
import type { StoreTest } from './metadata-store.ts';

function captionsOf(photoId: number, changes: Partial<CaptionRecord> = {}): CaptionRecord {
  return {
    photoId,
    locale: 'en_US',
    type: 'general',
    language: 'English',
    isDraft: false,
    isDefault: false,
    bytes: 6,
    sha256: 'aa',
    createdAt: 5,
    ...changes,
  };
}

/** The captions of items. */
export const captionTests: readonly StoreTest[] = [
  [
    'keeps one text for each language and type of an item, and forgets them with the item',
    async (store) => {
      const { photoId } = await addPhoto(store, (await addToken(store)).id);
      const first = captionsOf(photoId, { isDefault: true });
      const other = captionsOf(photoId, { locale: 'da', isDraft: true, type: 'closedcaptions' });
      await store.transaction((tx) => tx.captions.put(first, 'one'));
      await store.transaction((tx) => tx.captions.put(other, 'two'));
      expect(await store.read.captions.findMany([photoId, photoId + 1])).toEqual([other, first]);
      expect(await store.read.captions.content(other)).toBe('two');
      const replaced = captionsOf(photoId, { language: 'American', sha256: 'bb' });
      await store.transaction((tx) => tx.captions.put(replaced, 'three'));
      expect(await store.read.captions.content(first)).toBe('three');
      expect(await store.read.captions.findMany([photoId])).toEqual([other, replaced]);
      await store.transaction((tx) => tx.captions.put(first, 'four'));
      await store.transaction((tx) => tx.captions.clearDefault(photoId));
      expect((await store.read.captions.findMany([photoId])).map(({ isDefault }) => isDefault)).toEqual([
        false,
        false,
      ]);
      expect(await store.transaction((tx) => tx.captions.remove(other))).toBe(true);
      expect(await store.transaction((tx) => tx.captions.remove(other))).toBe(false);
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect(await store.read.captions.findMany([photoId])).toEqual([]);
      expect(await store.read.captions.findMany([])).toEqual([]);
    },
  ],
];
