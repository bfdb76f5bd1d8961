import { expect, test } from 'vitest';
import { someUpload } from '../../test/contract/metadata-records.ts';
import { UploadActivity } from './upload-activity.ts';

function open() {
  let now = 1_000_000;
  const activity = new UploadActivity({ now: () => now });
  const upload = { ...someUpload('token'), size: 100_000, ranges: [] };
  return { activity, upload, advance: (ms: number) => void (now += ms) };
}

test('tells how fast bytes come, from all requests together, and that they stop', () => {
  const { activity, upload, advance } = open();
  const [one, other] = [activity.begin(upload), activity.begin(upload)];
  for (let second = 0; second < 3; second += 1) {
    one.take(3_000);
    other.take(1_000);
    advance(1_000);
    expect(activity.find(upload.id)).toMatchObject({ bytesPerSecond: 4_000, connections: 2, received: 0 });
  }
  one.end();
  one.end();
  activity.recorded({ ...upload, ranges: [[0, 9_000]] });
  advance(1_000);
  expect(activity.find(upload.id)).toMatchObject({ bytesPerSecond: 0, connections: 1, received: 9_000 });
});

test('does not count a pause into the speed of what comes after it', () => {
  const { activity, upload, advance } = open();
  activity.begin(upload).end();
  advance(30_000);
  const meter = activity.begin(upload);
  meter.take(5_000);
  advance(1_000);
  expect(activity.find(upload.id)?.bytesPerSecond).toBe(5_000);
});

test('has news of what changed only, and forgets what has ended or is left alone', () => {
  const { activity, upload, advance } = open();
  const meter = activity.begin(upload);
  expect([...activity.news()]).toHaveLength(1);
  expect([...activity.news()]).toHaveLength(0);
  meter.take(10);
  expect([...activity.news()]).toHaveLength(1);
  activity.recorded({ ...upload, state: 'completed' });
  expect(activity.find(upload.id)).toBeUndefined();
  activity.begin(upload).end();
  advance(60_001);
  expect([...activity.news()]).toHaveLength(0);
  expect(activity.find(upload.id)).toBeUndefined();
});

test('keeps little of many uploads that are left alone', () => {
  const { activity, upload, advance } = open();
  for (let count = 0; count < 5_000; count += 1) {
    activity.begin({ ...upload, id: `upload-${count}` }).end();
    advance(1_000);
  }
  const kept = Array.from({ length: 5_000 }, (_, index) => activity.find(`upload-${index}`));
  expect(kept.filter((found) => found !== undefined).length).toBeLessThan(300);
});
