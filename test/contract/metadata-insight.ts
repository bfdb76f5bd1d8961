import { expect } from 'vitest';
import { eventCatalogue } from '../../src/events/catalogue.ts';
import type { NewEvent } from '../../src/events/records.ts';
import type { AuditEntry, HourCounts } from '../../src/insight/records.ts';
import type { StoreTest } from './metadata-store.ts';
import { addPhoto, addToken } from './metadata-records.ts';

const hour = 3_600_000;

const counts: HourCounts = {
  uploadsStarted: 5,
  uploadsCompleted: 3,
  uploadsFailed: 1,
  uploadsCancelled: 1,
  uploadsExpired: 0,
  bytesIn: 9_000_000_000,
  downloads: 2,
  bytesOut: 7,
};

function entry(changes: Partial<AuditEntry> = {}): Omit<AuditEntry, 'id'> {
  return {
    at: 5,
    action: 'key/create',
    level: 'super',
    keyId: 'k1',
    userId: 2,
    consumerId: null,
    address: '192.0.2.1',
    details: { name: 'Newsroom' },
    ...changes,
  };
}

/** Statistics, the audit trail, and the events of one token. */
export const insightTests: readonly StoreTest[] = [
  [
    'adds what is counted up by the hour, and keeps the last word on what is stored',
    async (store) => {
      await store.transaction((tx) => tx.statistics.add(hour, counts));
      await store.transaction((tx) => tx.statistics.add(hour, { ...counts, bytesOut: 3 }));
      const use = { storedFiles: 1, storedBytes: 2, renditionBytes: 3 };
      await store.transaction((tx) => tx.statistics.noteUse(hour, use));
      await store.transaction((tx) => tx.statistics.noteUse(2 * hour, use));
      await store.transaction((tx) => tx.statistics.noteUse(2 * hour, { ...use, storedFiles: 9 }));
      await store.transaction((tx) => tx.statistics.add(3 * hour, counts));
      const { statistics } = store.read;
      const [first, second, third] = await statistics.hours({ from: hour, to: 4 * hour, limit: 9 });
      expect(first).toMatchObject({ hour, uploadsStarted: 10, bytesIn: 18_000_000_000, bytesOut: 10, use });
      expect(second).toMatchObject({ hour: 2 * hour, uploadsStarted: 0, use: { ...use, storedFiles: 9 } });
      expect(third).toEqual({ hour: 3 * hour, ...counts, use: null });
      expect(await statistics.hours({ from: hour, to: 3 * hour, limit: 1 })).toHaveLength(1);
      expect(await store.transaction((tx) => tx.statistics.sweep(3 * hour))).toBe(2);
      expect(await statistics.hours({ from: 0, to: 9 * hour, limit: 9 })).toEqual([third]);
    },
  ],
  [
    'keeps the place up to which events are counted',
    async (store) => {
      expect(await store.read.statistics.cursor()).toBe(0);
      await store.transaction(async (tx) => {
        expect(await tx.statistics.lockCursor()).toBe(0);
        await tx.statistics.moveCursor(12);
      });
      expect(await store.read.statistics.cursor()).toBe(12);
    },
  ],
  [
    'knows how much is stored, whatever is added, replaced or removed',
    async (store) => {
      const useOf = () => store.read.statistics.storageUse();
      expect(await useOf()).toEqual({ storedFiles: 0, storedBytes: 0, renditionBytes: 0 });
      const token = await addToken(store);
      const photo = await addPhoto(store, token.id);
      const other = await addPhoto(store, token.id);
      const { photoId, size } = photo;
      expect(await useOf()).toMatchObject({ storedFiles: 2, storedBytes: size + other.size });
      await store.transaction((tx) => tx.photos.update(photoId, { size: size + 10, storageKey: 'new' }));
      const rendition = {
        photoId,
        name: 'large',
        format: 'jpeg',
        generation: 1,
        storageKey: 'r',
        bytes: 40,
        width: null,
        height: null,
        bitRate: null,
        createdAt: 1,
      } as const;
      await store.transaction((tx) => tx.renditions.put(rendition));
      expect(await useOf()).toEqual({
        storedFiles: 2,
        storedBytes: size + 10 + other.size,
        renditionBytes: 40,
      });
      await store.transaction((tx) => tx.photos.delete(photoId));
      expect(await useOf()).toEqual({ storedFiles: 1, storedBytes: other.size, renditionBytes: 0 });
    },
  ],
  [
    'lists the audit trail newest first, by action, by user, and page after page',
    async (store) => {
      const details = { name: 'Søren "x"' };
      for (const one of [entry(), entry({ action: 'photo/delete', userId: 3 }), entry({ details })]) {
        await store.transaction((tx) => tx.audit.insert(one));
      }
      const { audit } = store.read;
      const [third, second, first] = await audit.list({ limit: 9 });
      expect(first).toEqual({ ...entry(), id: first?.id });
      expect(third?.details).toEqual(details);
      expect(await audit.list({ limit: 1, before: third?.id ?? 0 })).toEqual([second]);
      expect(await audit.list({ limit: 9, action: 'key/create' })).toEqual([third, first]);
      expect(await audit.list({ limit: 9, userId: 3 })).toEqual([second]);
      expect(await audit.list({ limit: 9, userId: 3, action: 'key/create' })).toEqual([]);
    },
  ],
  [
    'finds the events of the uploads of one token, and the newest of all',
    async (store) => {
      const record = (uploadTokenId: string) => {
        const data = { ...eventCatalogue['upload.failed'].example, upload_token_id: uploadTokenId };
        const event: NewEvent = { type: 'upload.failed', uploadId: 'u', now: 1, data };
        return store.transaction((tx) => tx.outbox.record(event));
      };
      for (const id of ['a', 'b', 'a']) await record(id);
      const { events } = store.read;
      const idsOf = async (found: ReturnType<typeof events.page>) => (await found).map(({ id }) => id);
      const [first = 0, second = 0, third = 0] = await idsOf(events.page({ after: 0, limit: 9 }));
      expect(await idsOf(events.page({ after: 0, uploadTokenId: 'a', limit: 9 }))).toEqual([first, third]);
      expect(await idsOf(events.page({ after: first, uploadTokenId: 'a', limit: 9 }))).toEqual([third]);
      expect(await idsOf(events.latest({ limit: 2 }))).toEqual([third, second]);
      expect(await idsOf(events.latest({ limit: 2, before: third }))).toEqual([second, first]);
      expect(await idsOf(events.latest({ limit: 2, type: 'photo.added' }))).toEqual([]);
    },
  ],
];
