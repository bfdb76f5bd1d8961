import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import type { UploadProgress } from '../uploads/upload-activity.ts';

let api: ApiUnderTest;
let owner: string;
let progress: UploadProgress | undefined;
let now: number;

beforeEach(async () => {
  progress = undefined;
  now = NOW;
  api = await startApi({ progressOf: () => progress, clock: { now: () => now } });
  owner = await api.keyAt('super');
});
afterEach(() => api.close());

const listed = async (path: string, parameters: Readonly<Record<string, string>> = {}, key = owner) => {
  const { status, body } = await api.callV2(path, { key, parameters });
  if (status !== 200) throw new Error(body.message);
  return body.data as ReadonlyArray<Readonly<Record<string, unknown>>>;
};

describe('upload/list', () => {
  it('tells what an unfinished upload is doing, which token it came with, and that it is stuck', async () => {
    const photo = await api.addPhoto({});
    const { id, tokenId } = await api.addUpload({ tokenId: photo.uploadTokenId, filename: 'now.mp4' });
    progress = {
      uploadId: id,
      tokenId,
      filename: 'now.mp4',
      size: 1000,
      received: 400,
      bytesPerSecond: 77,
      connections: 2,
      lastActivityAt: NOW,
    };
    const quick = { state: 'receiving' };
    now = NOW + 60_000;
    const [running] = await listed('upload/list', { ...quick, include_ranges_p: '1' });
    expect(running).toMatchObject({ bytes_per_second: 77, connections: 2, stuck_p: false });
    expect(running?.['ranges']).toEqual([
      { start: 0, end: 300 },
      { start: 600, end: 700 },
    ]);
    now = NOW + 61_000;
    const [stuck] = await listed('upload/list', quick);
    expect(stuck).toMatchObject({ stuck_p: true });
    expect(stuck).not.toHaveProperty('ranges');
    const [ended] = await listed('upload/list', { state: 'completed' });
    expect(ended).toMatchObject({ bytes_per_second: 0, connections: 0, stuck_p: false });
  });
});

describe('event/list', () => {
  it('lists what has happened as webhooks get it, newest first, and page after page', async () => {
    await api.addPhoto({ title: 'First' });
    await api.addPhoto({ title: 'Second' });
    const added = await listed('event/list', { event: 'photo.added' });
    expect(added.map(({ data }) => (data as { title: string }).title)).toEqual(['Second', 'First']);
    const [newest, next] = await listed('event/list', { size: '2' });
    expect(await listed('event/list', { size: '1', before: String(newest?.['id']) })).toEqual([next]);
    const wrong = await api.callV2('event/list', { key: owner, parameters: { before: 'x' } });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_input']);
    const low = await api.callV2('event/list', { key: await api.keyAt('read') });
    expect(low.status).toBe(403);
  });
});

describe('statistics/list', () => {
  it('has a period for every step, whether anything happened or not', async () => {
    await api.addPhoto({ storageKey: 'somewhere', size: 1234 });
    const hours = await listed('statistics/list');
    expect(hours.length).toBe(7 * 24 + 1);
    expect(hours.at(-1)).toMatchObject({ uploads_completed: 0, stored_files: 1, stored_bytes: 1234 });
    expect(hours[0]).toMatchObject({ bytes_in: 0, stored_files: null });
    const epoch = (ms: number) => String(Math.floor(ms / 1000));
    const few = await listed('statistics/list', {
      step: 'day',
      from: epoch(NOW - 86_400_000),
      to: epoch(NOW),
    });
    expect(few.map(({ from_epoch: from }) => Number(from) % 86_400)).toEqual([0, 0]);
  });

  it('refuses more periods than a plot can have, and spans that end before they begin', async () => {
    const codeOf = async (parameters: Readonly<Record<string, string>>) =>
      (await api.callV2('statistics/list', { key: owner, parameters })).body.code;
    expect(await codeOf({ from: '2000-01-01' })).toBe('limit_exceeded');
    expect(await codeOf({ from: '2009-01-02', to: '2009-01-01' })).toBe('invalid_input');
  });
});

describe('audit/list', () => {
  it('tells who did what, and from where, and is for the highest level only', async () => {
    const made = await api.callV2('key/create', {
      method: 'POST',
      key: owner,
      parameters: { name: 'Newsroom', level: 'write' },
    });
    const { key_id: id, key: secret } = made.body.data as { key_id: string; key: string };
    await api.callV2('key/revoke', { method: 'POST', key: owner, parameters: { key_id: 'none' } });
    await api.callV2('key/revoke', { method: 'POST', key: owner, parameters: { key_id: id } });
    const trail = await listed('audit/list');
    expect(trail.map(({ action }) => action)).toEqual(['key/revoke', 'key/create']);
    expect(trail[0]).toMatchObject({
      level: 'super',
      user_id: api.ownerId,
      consumer_id: null,
      address: '192.0.2.7',
      details: [{ name: 'key_id', value: id }],
    });
    expect(JSON.stringify(trail)).not.toContain(secret);
    expect(await listed('audit/list', { action: 'key/revoke' })).toEqual([trail[0]]);
    expect(await listed('audit/list', { before: String(trail[0]?.['audit_id']) })).toEqual([trail[1]]);
    expect(await listed('audit/list', { user_id: '999' })).toEqual([]);
    const low = await api.callV2('audit/list', { key: await api.keyAt('admin') });
    expect(low.status).toBe(403);
  });
});
