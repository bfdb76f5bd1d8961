import { expect, test } from 'vitest';
import type { PhotoRecord } from '../archive/records.ts';
import { eventCatalogue, type EventType, eventTypes } from '../events/catalogue.ts';
import type { EventRecord } from '../events/records.ts';
import { tokenScope } from './scope.ts';

const photo = {
  photoId: 60_433,
  treeId: 1060,
  token: 'opens-the-item',
  title: 'Secret title',
} as PhotoRecord;
const tokenId = eventCatalogue['upload.started'].example.upload_token_id;
const scope = tokenScope(tokenId, async (photoId) => (photoId === photo.photoId ? photo : undefined));

function eventOf(type: EventType, photoId: number | null = photo.photoId): EventRecord {
  return { id: 1, type, at: 5, photoId, data: eventCatalogue[type].example };
}

const dataOf = async (event: EventRecord) =>
  (JSON.parse(await scope.render(event)) as { data: Record<string, unknown> }).data;

test('the holder of a token hears of its uploads and of what became of them, and of nothing else', () => {
  expect(eventTypes.filter((type) => scope.includes(eventOf(type)))).toEqual([
    'upload.started',
    'upload.completed',
    'upload.failed',
    'upload.cancelled',
    'upload.expired',
    'photo.encoded',
  ]);
  const other = tokenScope('another', async () => photo);
  expect(eventTypes.filter((type) => other.includes(eventOf(type)))).toEqual([]);
});

test('items are told as redeeming answers, and not by what others say of them', async () => {
  const redeemed = { photo_id: 60_433, tree_id: 1060, token: 'opens-the-item' };
  const { upload_id: uploadId } = eventCatalogue['photo.encoded'].example;
  expect(await dataOf(eventOf('photo.encoded'))).toEqual({ upload_id: uploadId, ...redeemed });
  expect(await dataOf(eventOf('upload.completed'))).toEqual({
    ...eventCatalogue['upload.completed'].example,
    ...redeemed,
  });
  // The item was deleted meanwhile.
  expect(await dataOf(eventOf('photo.encoded', 7))).toEqual({ upload_id: uploadId });
});
