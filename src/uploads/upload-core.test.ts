import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetadataStore } from '../metadata/store.ts';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import { type DiskStorage, openDiskStorage } from '../storage/disk.ts';
import { systemIds as ids } from '../system.ts';
import type { Range } from './byte-ranges.ts';
import { UploadError } from './errors.ts';
import { Grants } from './grants.ts';
import { Placeholders } from './placeholders.ts';
import type { UploadRecord, UploadTokenRecord } from './records.ts';
import { hashSecret } from './secret-hash.ts';
import { createUploadService } from './upload-core.ts';
import type { UploadService } from './upload-service.ts';

const never = new AbortController().signal;
const PNG = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000010000000108020000009077 53de'.replaceAll(' ', ''),
  'hex',
);

let now: number;
let folder: string;
let store: MetadataStore;
let storage: DiskStorage;
let uploads: UploadService;
let owed: number;
const clock = { now: () => now };

function createService(durability: 'chunk' | 'file' = 'chunk'): UploadService {
  return createUploadService({
    store,
    storage,
    clock,
    ids,
    detector: {
      headBytes: 64,
      detect: async (head) => {
        if (head.subarray(0, 8).equals(PNG.subarray(0, 8))) return 'image/png';
        return head.includes('ftypheic') ? 'image/heic' : undefined;
      },
    },
    planner: {
      plan: (token, upload, outcome) =>
        token.returnUrl === '' || upload.returnContext === null
          ? undefined
          : {
              url: 'photo' in outcome ? `${token.returnUrl}?done` : `${token.returnUrl}?failed`,
              sealedToken: upload.returnContext.sealedToken,
            },
    },
    limits: { maxSizeBytes: 10_000_000, allowedTypes: ['image'], slotGraceMs: 1_000 },
    durability,
    takeoverMs: 50,
    maxSpoolBytes: 10_000_000,
    wantsDigest: true,
    wantsMedia: true,
    onOwed: () => {
      owed += 1;
    },
  });
}

beforeEach(async () => {
  now = Date.UTC(2026, 10, 24);
  owed = 0;
  folder = await mkdtemp(join(tmpdir(), 'slipway-core-'));
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock, log: pino({ level: 'silent' }) });
  storage = await openDiskStorage({ dataDir: folder, minFreeBytes: 0, bufferBytes: 2 ** 24 });
  uploads = createService();
});

afterEach(async () => {
  await storage.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function makeToken(wish: Partial<UploadTokenRecord> = {}): Promise<UploadTokenRecord> {
  const { userId } = await store.read.users.hidden();
  const token: UploadTokenRecord = {
    id: ids.id(),
    purpose: 'upload',
    photoId: null,
    openUploadId: null,
    secretHash: hashSecret(ids.secret(40)),
    secretHint: 'abcd',
    metadata: { title: '', description: '', tags: [], albumIds: [], publish: true },
    publishAt: null,
    absoluteUrl: null,
    userId,
    returnUrl: '',
    isBackgroundReturn: false,
    maxUploads: 1,
    validMinutes: 60,
    validUntil: now + 3_600_000,
    maxFileSize: null,
    allowedTypes: null,
    extras: [],
    completedCount: 0,
    revokedAt: null,
    createdAt: now,
    createdByKeyId: null,
    ...wish,
  };
  await store.transaction((tx) => tx.tokens.insert(token));
  return token;
}

const image = (size: number) => Buffer.concat([PNG, randomBytes(size - PNG.length)]);
const HEIC = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1');
const heic = (size: number) => Buffer.concat([HEIC, randomBytes(size - HEIC.length)]);
const describeFile = (size: number, name = 'photo.png') => ({
  file: { identifier: `${size}-${name}`, filename: name, relativePath: '', size },
  extras: [],
  returnContext: { domain: 'media.example', sealedToken: 'sealed' },
});

async function send(token: UploadTokenRecord, upload: UploadRecord, data: Buffer, [start, end]: Range) {
  const reception = await uploads.receive(token, upload, {
    range: [start, end],
    digests: [],
    teller: 'server',
    signal: never,
  });
  if (reception.kind === 'stored') return reception.upload;
  const { receiver } = reception;
  try {
    for (let i = start; i < end; i += 100) await receiver.write(data.subarray(i, Math.min(i + 100, end)));
  } catch (error) {
    await receiver.abort();
    throw error;
  }
  return receiver.commit();
}

async function stored(key: string, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of storage.read(key, 0, size)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const photosOf = async (token: UploadTokenRecord) =>
  store.read.photos.list(
    { uploadTokenId: token.id },
    { page: 1, size: 100, orderBy: 'created', descending: true },
  );
const filesLeft = async () =>
  (await readdir(join(folder, 'files'), { recursive: true })).filter((name) => name.includes('/'));

describe('an upload', () => {
  it('is refused when more is said about it than its record may hold', async () => {
    const token = await makeToken();
    await expect(uploads.begin(token, describeFile(1000, 'x'.repeat(9_000)), never)).rejects.toMatchObject({
      code: 'parameter_invalid',
      details: { reason: expect.stringContaining('16,384 bytes in total') as string },
    });
    expect(await store.read.uploads.list({ limit: 1 })).toEqual([]);
    const description = describeFile(1000);
    const extras = [['theme', 'x'.repeat(16_400)]] as const;
    await expect(uploads.begin(token, { ...description, extras }, never)).rejects.toMatchObject({
      code: 'parameter_invalid',
      details: { name: 'theme' },
    });
  });

  it('completes once, whatever the order of its chunks and however they race and repeat', async () => {
    const token = await makeToken({ maxUploads: 5 });
    const data = image(1000);
    const upload = await uploads.begin(token, describeFile(1000), never);
    const ranges: Range[] = [
      [700, 1000],
      [300, 700],
      [0, 300],
    ];
    const ends = await Promise.all(
      [...ranges, ...ranges, ...ranges].map((range) => send(token, upload, data, range)),
    );
    expect(ends.filter((end) => end.state === 'completed').length).toBeGreaterThan(0);
    const { photos, total } = await photosOf(token);
    expect(total).toBe(1);
    expect((await stored(photos[0]?.storageKey ?? '', 1000)).equals(data)).toBe(true);
    expect((await store.read.tokens.find(token.id))?.completedCount).toBe(1);
    expect(owed).toBeGreaterThan(0);
  });

  it('answers a late chunk with the completed upload, and takes none of its bytes', async () => {
    const token = await makeToken();
    const data = image(500);
    const upload = await uploads.begin(token, describeFile(500), never);
    await send(token, upload, data, [0, 500]);
    expect((await send(token, upload, randomBytes(500), [0, 500])).state).toBe('completed');
    const again = await uploads.begin(token, describeFile(500), never);
    expect(again).toMatchObject({ id: upload.id, state: 'completed' });
    expect((await stored(upload.storageKey, 500)).equals(data)).toBe(true);
  });

  it('keeps durable bytes when a second writer of overlapping bytes is cut off', async () => {
    const token = await makeToken();
    const data = image(600);
    const upload = await uploads.begin(token, describeFile(600), never);
    await send(token, upload, data, [0, 300]);
    const reception = await uploads.receive(token, upload, {
      range: [100, 600],
      digests: [],
      teller: 'server',
      signal: never,
    });
    if (reception.kind !== 'receiving') throw new Error('expected to write');
    await reception.receiver.write(randomBytes(350));
    await reception.receiver.abort();
    expect((await stored(upload.storageKey, 300)).equals(data.subarray(0, 300))).toBe(true);
    expect((await send(token, upload, data, [100, 600])).state).toBe('completed');
    expect((await stored(upload.storageKey, 600)).equals(data)).toBe(true);
  });

  it('does not record a chunk whose bytes did not all come, or do not match their digest', async () => {
    const token = await makeToken();
    const upload = await uploads.begin(token, describeFile(300), never);
    const open = async (digests: [{ algorithm: 'sha256'; value: Buffer }] | []) => {
      const reception = await uploads.receive(token, upload, {
        range: [0, 300],
        digests,
        teller: 'server',
        signal: never,
      });
      if (reception.kind !== 'receiving') throw new Error('expected to write');
      return reception.receiver;
    };
    const short = await open([]);
    await short.write(image(200));
    await expect(short.commit()).rejects.toMatchObject({ code: 'body_truncated' });
    const changed = await open([{ algorithm: 'sha256', value: randomBytes(32) }]);
    await changed.write(image(300));
    await expect(changed.commit()).rejects.toMatchObject({ code: 'digest_mismatch', retry: 'now' });
    expect((await store.read.uploads.find(upload.id))?.ranges).toEqual([]);
  });

  it('takes over from a request that has fallen silent', async () => {
    const token = await makeToken();
    const data = image(300);
    const upload = await uploads.begin(token, describeFile(300), never);
    const reception = await uploads.receive(token, upload, {
      range: [0, 300],
      digests: [],
      teller: 'server',
      signal: never,
    });
    if (reception.kind !== 'receiving') throw new Error('expected to write');
    const { receiver } = reception;
    receiver.signal.addEventListener('abort', () => void receiver.abort());
    await receiver.write(image(100));
    const taking = send(token, upload, data, [0, 300]);
    now += 100;
    expect((await taking).state).toBe('completed');
    await expect(receiver.write(randomBytes(10))).rejects.toMatchObject({ code: 'superseded' });
    expect((await stored(upload.storageKey, 300)).equals(data)).toBe(true);
  });
});

describe('the type of a file', () => {
  it('is judged by its first bytes, before the rest has come, and a refusal ends the upload', async () => {
    const token = await makeToken({ returnUrl: 'https://app.example/', isBackgroundReturn: true });
    const upload = await uploads.begin(token, describeFile(100_000), never);
    const reception = await uploads.receive(token, upload, {
      range: [0, 50_000],
      digests: [],
      teller: 'server',
      signal: never,
    });
    if (reception.kind !== 'receiving') throw new Error('expected to write');
    await expect(reception.receiver.write(randomBytes(100))).rejects.toMatchObject({
      code: 'type_not_allowed',
    });
    await reception.receiver.abort();
    await expect(uploads.begin(token, describeFile(100_000), never)).rejects.toMatchObject({
      code: 'type_not_allowed',
    });
    await expect.poll(filesLeft).toEqual([]);
    const [call] = await store.read.deliveries.list({ uploadId: upload.id, limit: 1 });
    expect(call?.url).toBe('https://app.example/?failed');
  });

  it('is found even when the first bytes come one by one, in any order', async () => {
    const token = await makeToken();
    const data = image(80);
    const upload = await uploads.begin(token, describeFile(80), never);
    for (let i = 79; i >= 0; i -= 1) await send(token, upload, data, [i, i + 1]);
    const { photos } = await photosOf(token);
    expect(photos[0]).toMatchObject({ contentType: 'image/png', kind: 'image', size: 80 });
  });

  it('does not matter to a token that allows anything, not even for an empty file', async () => {
    const token = await makeToken({ allowedTypes: ['*'], maxUploads: 2 });
    const upload = await uploads.begin(token, describeFile(0, 'empty.txt'), never);
    expect((await send(token, upload, Buffer.alloc(0), [0, 0])).state).toBe('completed');
    expect(await storage.size(upload.storageKey)).toBe(0);
    const strict = await makeToken();
    await expect(uploads.begin(strict, describeFile(0), never)).rejects.toMatchObject({ code: 'file_empty' });
  });
});

describe('the places of a token', () => {
  it('are held by files in progress, given back by cancelling, and spent by completing', async () => {
    const token = await makeToken();
    const data = image(300);
    const first = await uploads.begin(token, describeFile(300, 'a.png'), never);
    await uploads.cancel(first.id);
    const second = await uploads.begin(token, describeFile(300, 'b.png'), never);
    await expect(send(token, first, data, [0, 300])).rejects.toMatchObject({ code: 'upload_cancelled' });
    expect((await send(token, second, data, [0, 300])).state).toBe('completed');
    await expect(uploads.begin(token, describeFile(300, 'c.png'), never)).rejects.toMatchObject({
      code: 'token_consumed',
    });
  });

  it('pass from a silent file to a new one, and the silent one must win a place again', async () => {
    const token = await makeToken();
    const silent = await uploads.begin(token, describeFile(300, 'silent.png'), never);
    now += 2_000;
    const next = await uploads.begin(token, describeFile(300, 'next.png'), never);
    expect(next.id).not.toBe(silent.id);
    expect((await store.read.uploads.find(silent.id))?.hasSlot).toBe(false);
    await send(token, next, image(300), [0, 300]);
    await expect(uploads.begin(token, describeFile(300, 'silent.png'), never)).rejects.toMatchObject({
      code: 'token_consumed',
    });
  });

  it('are not taken from a file whose request is running', async () => {
    const token = await makeToken();
    const busy = await uploads.begin(token, describeFile(300, 'busy.png'), never);
    const reception = await uploads.receive(token, busy, {
      range: [0, 300],
      digests: [],
      teller: 'server',
      signal: never,
    });
    now += 60_000;
    await expect(uploads.begin(token, describeFile(300, 'new.png'), never)).rejects.toMatchObject({
      code: 'token_consumed',
    });
    if (reception.kind === 'receiving') await reception.receiver.abort();
  });

  it('let a file that has begun finish after the token has expired, but no new one begin', async () => {
    const token = await makeToken({ maxUploads: 2 });
    const upload = await uploads.begin(token, describeFile(300), never);
    now = token.validUntil + 1;
    await expect(uploads.begin(token, describeFile(300, 'late.png'), never)).rejects.toMatchObject({
      code: 'token_expired',
    });
    expect((await send(token, upload, image(300), [0, 300])).state).toBe('completed');
  });

  it('end with a revoked token, at completion at the latest', async () => {
    const token = await makeToken();
    const upload = await uploads.begin(token, describeFile(300), never);
    await store.transaction((tx) => tx.tokens.update(token.id, { revokedAt: now }));
    await expect(send(token, upload, image(300), [0, 300])).rejects.toMatchObject({ code: 'token_revoked' });
    expect((await photosOf(token)).total).toBe(0);
    await expect.poll(filesLeft).toEqual([]);
  });
});

describe('a file that arrives whole', () => {
  const plain = (size: number) => ({
    file: { identifier: '', filename: 'photo.png', relativePath: '', size },
    extras: [],
    returnContext: null,
  });
  const how = { teller: 'server', signal: never, digests: [] } as const;
  async function spoolOf(data: Buffer) {
    const spool = await uploads.openSpool(1_000_000);
    await spool.write(data);
    await spool.finish();
    return spool;
  }

  it('becomes an item without being copied', async () => {
    const token = await makeToken();
    const data = image(300);
    const spool = await spoolOf(data);
    const upload = await uploads.adopt(token, plain(300), spool, how);
    expect(upload).toMatchObject({ state: 'completed', storageKey: spool.storageKey });
    expect((await stored(spool.storageKey, 300)).equals(data)).toBe(true);
  });

  it('counts once when the browser repeats it, even at the same time', async () => {
    const token = await makeToken({ maxUploads: 5 });
    const data = image(300);
    const [a, b] = await Promise.all(
      [await spoolOf(data), await spoolOf(data)].map((spool) => uploads.adopt(token, plain(300), spool, how)),
    );
    expect(a?.photoId).toBe(b?.photoId);
    expect((await photosOf(token)).total).toBe(1);
    const other = await uploads.adopt(token, plain(300), await spoolOf(image(300)), how);
    expect(other.photoId).not.toBe(a?.photoId);
  });

  it('is bounded while nobody knows whose it is', async () => {
    const spool = await uploads.openSpool(200);
    await expect(spool.write(Buffer.alloc(201))).rejects.toMatchObject({ code: 'file_too_large' });
    await spool.discard();
    expect(await filesLeft()).toEqual([]);
  });
});

describe('the sweep', () => {
  it('ends only uploads that receive and are idle', async () => {
    const token = await makeToken({ maxUploads: 10 });
    const done = await uploads.begin(token, describeFile(300, 'done.png'), never);
    await send(token, done, image(300), [0, 300]);
    const old = await uploads.begin(token, describeFile(300, 'old.png'), never);
    await send(token, old, image(300), [0, 100]);
    now += 10_000;
    const fresh = await uploads.begin(token, describeFile(300, 'fresh.png'), never);
    expect(await uploads.expireIdle(5_000)).toBe(1);
    const states = await Promise.all(
      [done, old, fresh].map(async ({ id }) => (await store.read.uploads.find(id))?.state),
    );
    expect(states).toEqual(['completed', 'expired', 'receiving']);
    await expect.poll(filesLeft).toHaveLength(1);
  });

  it('removes bytes that belong to nothing, and completes what a crash left whole', async () => {
    const token = await makeToken();
    const data = image(300);
    const upload = await uploads.begin(token, describeFile(300), never);
    const writer = await storage.openWriter(upload.storageKey, 0);
    await writer.write(data);
    await writer.finish(true);
    await store.transaction((tx) => tx.uploads.update(upload.id, { ranges: [[0, 300]] }));
    await storage.createEmpty(storage.createKey(ids.id(), now));
    now = Date.now() + 60_000;
    expect(await uploads.recover()).toEqual({ completed: 1, removed: 1 });
    expect((await photosOf(token)).total).toBe(1);
  });
});

describe('durability "file"', () => {
  it('completes like the other, and begins anew after a power cut', async () => {
    uploads = createService('file');
    const token = await makeToken({ maxUploads: 2 });
    const upload = await uploads.begin(token, describeFile(300), never);
    await send(token, upload, image(300), [0, 100]);
    await uploads.forgetUnsynced();
    expect((await store.read.uploads.find(upload.id))?.ranges).toEqual([]);
    expect((await send(token, upload, image(300), [0, 300])).state).toBe('completed');
  });
});

describe('errors of the catalogue', () => {
  it('say what was wrong with the numbers at hand', () => {
    expect(new UploadError('file_too_large', { size: 12, maxSize: 10 }).message).toBe(
      'The file is too large: 12 bytes, and at most 10 bytes are allowed. Choose a smaller file.',
    );
  });
});

describe('another file for an item', () => {
  /** An item with a file of its own. */
  async function makeItem(): Promise<{ photoId: number; data: Buffer }> {
    const token = await makeToken();
    const data = image(400);
    const upload = await uploads.begin(token, describeFile(400), never);
    const { photoId } = await send(token, upload, data, [0, 400]);
    return { photoId: photoId ?? 0, data };
  }
  const replaceToken = (photoId: number, wish: Partial<UploadTokenRecord> = {}) =>
    makeToken({ purpose: 'replace', photoId, ...wish });

  it('takes the place of the old one in one step; the old bytes go, the digest is owed again', async () => {
    const { photoId } = await makeItem();
    const before = await store.read.photos.find(photoId);
    const job = await store.transaction((tx) => tx.jobs.claim('digest', now, now + 1));
    await store.transaction((tx) => tx.photos.update(photoId, { sha256: 'old' }));
    const token = await replaceToken(photoId);
    const data = image(700);
    now += 5;
    const upload = await uploads.begin(token, describeFile(700, 'new.png'), never);
    await send(token, upload, data, [300, 700]);
    expect(await store.read.photos.find(photoId)).toEqual({ ...before, sha256: 'old' });
    expect(await send(token, upload, data, [0, 300])).toMatchObject({ state: 'completed', photoId });
    expect(await store.read.photos.find(photoId)).toEqual({
      ...before,
      sha256: null,
      size: 700,
      originalFilename: 'new.png',
      storageKey: upload.storageKey,
      storedAt: now,
    });
    const next = await store.transaction((tx) => tx.jobs.claim('digest', now, now + 1));
    expect(next).toMatchObject({ photoId });
    expect(next?.id).not.toBe(job?.id);
    await expect.poll(filesLeft).toEqual([upload.storageKey]);
    expect((await stored(upload.storageKey, 700)).equals(data)).toBe(true);
  });

  it('is refused when it is to be a thumbnail that nobody here can read, and changes nothing', async () => {
    const { photoId } = await makeItem();
    await store.transaction((tx) => tx.photos.update(photoId, { kind: 'video' }));
    const token = await replaceToken(photoId);
    const upload = await uploads.begin(token, describeFile(700), never);
    await expect(send(token, upload, heic(700), [0, 700])).rejects.toMatchObject({
      code: 'thumbnail_unsupported',
      retry: 'never',
    });
    expect((await store.read.photos.find(photoId))?.size).toBe(400);
    await expect.poll(async () => (await filesLeft()).length).toBe(1);
  });

  it('has no item to go to when that was deleted meanwhile', async () => {
    const { photoId } = await makeItem();
    const token = await replaceToken(photoId);
    const upload = await uploads.begin(token, describeFile(700), never);
    await send(token, upload, image(700), [100, 700]);
    await store.transaction((tx) => tx.photos.delete(photoId));
    await expect(send(token, upload, image(700), [0, 100])).rejects.toMatchObject({ code: 'item_not_found' });
    expect((await store.read.uploads.find(upload.id))?.state).toBe('failed');
  });

  it('counts anew when another one came between, as long as the token has uses left', async () => {
    const { photoId } = await makeItem();
    const token = await replaceToken(photoId, { maxUploads: 2 });
    const first = await uploads.begin(token, describeFile(700), never);
    await send(token, first, image(700), [0, 700]);
    expect(await uploads.begin(token, describeFile(700), never)).toMatchObject({ id: first.id });
    await store.transaction((tx) => tx.photos.update(photoId, { storageKey: 'elsewhere' }));
    const again = await uploads.begin(token, describeFile(700), never);
    expect(again).toMatchObject({ state: 'receiving' });
    expect(again.id).not.toBe(first.id);
    expect((await store.read.uploads.find(first.id))?.state).toBe('completed');
    await send(token, again, image(700), [0, 700]);
    await store.transaction((tx) => tx.photos.update(photoId, { storageKey: 'elsewhere' }));
    expect(await uploads.begin(token, describeFile(700), never)).toMatchObject({
      id: again.id,
      state: 'completed',
    });
  });

  it('opens to no upload token, and an upload token to no replacement', async () => {
    const { photoId } = await makeItem();
    const secrets = { upload: ids.secret(40), replace: ids.secret(40), grant: ids.secret(40) };
    await makeToken({ secretHash: hashSecret(secrets.upload) });
    await replaceToken(photoId, { secretHash: hashSecret(secrets.replace) });
    await makeToken({ purpose: 'grant', secretHash: hashSecret(secrets.grant) });
    expect(await uploads.authorise(secrets.upload)).toMatchObject({ purpose: 'upload' });
    expect(await uploads.authorise(secrets.replace, 'replace')).toMatchObject({ photoId });
    for (const [secret, purpose] of [
      [secrets.upload, 'replace'],
      [secrets.replace, 'upload'],
      [secrets.grant, 'upload'],
      [secrets.grant, 'replace'],
    ] as const) {
      await expect(uploads.authorise(secret, purpose)).rejects.toMatchObject({ code: 'token_invalid' });
    }
  });

  it('goes to an item whose albums were deleted since the token was made', async () => {
    const token = await makeToken({
      metadata: { title: '', description: '', tags: [], albumIds: [4711], publish: true },
    });
    const upload = await uploads.begin(token, describeFile(300), never);
    const { photoId } = await send(token, upload, image(300), [0, 300]);
    expect((await store.read.photos.find(photoId ?? 0))?.albumIds).toEqual([]);
  });
});

describe('an upload whose size is found out later', () => {
  async function begin() {
    const grants = new Grants({ store, clock, ids });
    const places = new Placeholders({ store, storage, clock, ids, grants, onOwed: () => undefined });
    const { userId } = await store.read.users.hidden();
    const metadata = { title: '', description: '', tags: [], albumIds: [], publish: true };
    const limits = { maxFileSize: 5000, allowedTypes: null };
    const terms = { metadata, publishAt: null, absoluteUrl: null, ...limits, userId, createdByKeyId: null };
    const wish = {
      asker: [],
      said: '',
      terms: { ...terms, photoId: null, openUploadId: null },
      namedAlbumIds: [],
    };
    const photo = await places.createFetched(wish, { sealedUrl: 's', filename: 'photo.png' });
    const token = (await store.read.tokens.find(photo.uploadTokenId))!;
    return { photo, token, uploadId: photo.uploadId };
  }

  it('takes bytes once its size is declared, and forgets them when the file is another one', async () => {
    const { photo, token, uploadId } = await begin();
    const declare = (size: number, isContinued: boolean) =>
      uploads.fetched.declare(token, uploadId, { size, filename: 'real.png' }, { isContinued });
    await expect(declare(5001, false)).rejects.toMatchObject({ code: 'file_too_large' });
    await expect(declare(0, false)).rejects.toMatchObject({ code: 'file_empty' });
    const data = image(1000);
    const first = await declare(1000, false);
    await send(token, first, data, [0, 600]);
    const kept = await declare(1000, true);
    expect(kept).toMatchObject({
      storageKey: first.storageKey,
      ranges: [[0, 600]],
      contentType: 'image/png',
    });
    const anew = await declare(1200, true);
    expect(anew).toMatchObject({ size: 1200, ranges: [], contentType: null });
    expect(anew.storageKey).not.toBe(first.storageKey);
    const other = image(1200);
    expect(await send(token, anew, other, [0, 1200])).toMatchObject({
      state: 'completed',
      photoId: photo.photoId,
    });
    expect(await store.read.photos.find(photo.photoId)).toMatchObject({
      size: 1200,
      kind: 'image',
      originalFilename: 'real.png',
      storageKey: anew.storageKey,
    });
    await expect.poll(filesLeft).toEqual([anew.storageKey]);
  });

  it('adopts a spooled file, once', async () => {
    const { photo, token, uploadId } = await begin();
    const spool = await uploads.openSpool(5000);
    const data = image(800);
    await spool.write(data);
    await spool.finish();
    const completed = await uploads.fetched.adopt(token, uploadId, spool, 'spooled.png');
    expect(completed).toMatchObject({ state: 'completed', photoId: photo.photoId, size: 800 });
    await spool.discard();
    expect((await stored(spool.storageKey, 800)).equals(data)).toBe(true);
    const second = await uploads.openSpool(5000);
    await second.write(image(900));
    await second.finish();
    expect((await uploads.fetched.adopt(token, uploadId, second, 'x.png')).storageKey).toBe(spool.storageKey);
    await second.discard();
    await expect.poll(filesLeft).toEqual([spool.storageKey]);
  });

  it('never pushes out a file that came another way, and is not finished by a recovery', async () => {
    const { photo, token, uploadId } = await begin();
    expect(await uploads.recover()).toMatchObject({ completed: 0 });
    const declared = await uploads.fetched.declare(
      token,
      uploadId,
      { size: 500, filename: 'a.png' },
      { isContinued: false },
    );
    await store.transaction((tx) => tx.photos.update(photo.photoId, { storageKey: 'theirs' }));
    await expect(send(token, declared, image(500), [0, 500])).rejects.toMatchObject({
      code: 'upload_cancelled',
    });
    expect((await store.read.photos.find(photo.photoId))?.storageKey).toBe('theirs');
  });

  it('fails with a reason that stays, and only once', async () => {
    const { uploadId } = await begin();
    await uploads.fetched.fail(uploadId, new UploadError('fetch_failed', { reason: 'it is gone' }));
    await uploads.fetched.fail(uploadId, new UploadError('fetch_failed', { reason: 'again' }));
    expect(await store.read.uploads.find(uploadId)).toMatchObject({
      state: 'failed',
      errorCode: 'fetch_failed',
      errorDetails: { reason: 'it is gone' },
    });
  });
});
