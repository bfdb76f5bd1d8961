import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhotoRecord } from '../archive/records.ts';
import { createHttpServer } from '../http/server.ts';
import { type DiskStorage, openDiskStorage } from '../storage/disk.ts';
import { systemIds } from '../system.ts';
import { UploadError } from '../uploads/errors.ts';
import { registerSourceRoute } from './source-route.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
/** Good for another 90 seconds; whether it is right is not decided here. */
const limitedToken = `${'a1'.repeat(20)}-${NOW / 1000 + 90}`;

let folder: string;
let storage: DiskStorage;
let app: FastifyInstance;
let origin: string;
let photo: PhotoRecord;
let isHeldBack = false;
const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256));

async function store(bytes: Buffer): Promise<string> {
  const key = storage.createKey(systemIds.id(), Date.now());
  const writer = await storage.openWriter(key, 0);
  await writer.write(Buffer.from(bytes));
  await writer.finish(true);
  return key;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-source-'));
  storage = await openDiskStorage({ dataDir: folder, minFreeBytes: 0, bufferBytes: 2 ** 20 });
  photo = {
    photoId: 60_433,
    treeId: 7340,
    token: 'abcdefghABCDEFGH0123456789abcdef',
    title: 'Holiday',
    description: '',
    tags: [],
    albumIds: [],
    isPublished: true,
    publishAt: null,
    publishDueAt: null,
    isPromoted: false,
    isProtected: false,
    seoPolicy: '',
    is360: false,
    has360Thumbnail: false,
    variables: {},
    userId: 1,
    absoluteUrl: null,
    originalFilename: 'höliday "film".mp4',
    size: content.length,
    contentType: 'video/mp4',
    kind: 'video',
    sha256: null,
    storageKey: await store(content),
    uploadId: 'upload',
    uploadTokenId: 'token',
    createdAt: Date.UTC(2026, 10, 24, 12),
    storedAt: Date.UTC(2026, 10, 24, 12),
  };
  const archive = {
    openBytes: async (photoId: number, token: string) =>
      photoId === photo.photoId && [photo.token, limitedToken].includes(token) ? photo : undefined,
  };
  app = createHttpServer({ logger: pino({ level: 'silent' }) });
  registerSourceRoute(app, {
    onServed: () => {},
    clock: { now: () => NOW },
    archive,
    storage: { read: (key, start, end) => storage.read(key, start, end) },
    isHeldBack: async () => isHeldBack,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await app.close();
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

const base = () => `/${photo.treeId}/${photo.photoId}/${photo.token}/source`;

/** Asks for a path and takes the whole answer. */
async function ask(path: string, init?: RequestInit) {
  const response = await fetch(origin + path, { redirect: 'error', ...init });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
}

describe('the stored file of an item', () => {
  it.each(['', '/', '/holiday.mp4', '/h%C3%B6liday%2F..%2Ffilm.mp4', '/a/b/c', '/x?download=1', '?x=1'])(
    'is served under its address followed by %j',
    async (rest) => {
      const response = await ask(base() + rest);
      expect(response.status).toBe(200);
      expect(response.body.equals(content)).toBe(true);
    },
  );

  it('is described to browsers so that it stays what it is', async () => {
    const { headers } = await ask(base());
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '300000',
      'content-disposition': `inline; filename="h_liday _film_.mp4"; filename*=UTF-8''h%C3%B6liday%20%22film%22.mp4`,
      'accept-ranges': 'bytes',
      'last-modified': 'Tue, 24 Nov 2026 12:00:00 GMT',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox allow-same-origin',
    });
  });

  it('is kept by a browser no longer than its time-limited address is good', async () => {
    const path = base().replace(photo.token, limitedToken);
    const { status, headers } = await ask(path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, max-age=90']);
  });

  it('is resumed and jumped into', async () => {
    const first = await ask(base(), { headers: { range: 'bytes=0-99999' } });
    const etag = first.headers.get('etag') ?? '';
    const second = await ask(base(), { headers: { range: 'bytes=100000-', 'if-range': etag } });
    expect([first.status, second.status]).toEqual([206, 206]);
    expect(Buffer.concat([first.body, second.body]).equals(content)).toBe(true);
    expect((await ask(base(), { headers: { range: 'bytes=300000-' } })).status).toBe(416);
  });

  it('keeps its tag when its digest has been computed meanwhile, and is not sent to whoever has it', async () => {
    const etag = (await ask(base(), { method: 'HEAD' })).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    photo = { ...photo, sha256: 'ab'.repeat(32) };
    const response = await ask(base(), { headers: { 'if-none-match': etag } });
    expect(response.status).toBe(304);
    photo = { ...photo, storageKey: await store(content) };
    expect((await ask(base(), { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it('can be asked about without its bytes', async () => {
    const response = await ask(base(), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '300000']);
    expect(response.body).toHaveLength(0);
  });

  it.each([
    ['video/quicktime', 'video/quicktime', 'inline'],
    ['application/mxf', 'application/mxf', 'inline'],
    ['audio/mpeg', 'audio/mpeg', 'inline'],
    ['image/png', 'image/png', 'inline'],
    ['application/pdf', 'application/pdf', 'attachment'],
    ['application/zip', 'application/zip', 'attachment'],
    ['application/octet-stream', 'application/octet-stream', 'attachment'],
    ['image/svg+xml', 'application/octet-stream', 'attachment'],
    ['application/xml', 'application/octet-stream', 'attachment'],
    ['application/xhtml+xml', 'application/octet-stream', 'attachment'],
    ['text/html', 'application/octet-stream', 'attachment'],
    ['text/vtt', 'application/octet-stream', 'attachment'],
    ['text/javascript', 'application/octet-stream', 'attachment'],
    ['application/x-shockwave-flash', 'application/octet-stream', 'attachment'],
    ['application/wasm', 'application/octet-stream', 'attachment'],
  ])('of type %s goes out as %s, %s', async (contentType, sentType, disposition) => {
    // Whatever the record says of the kind: the type decides.
    photo = { ...photo, contentType, kind: 'image' };
    const { headers } = await ask(base());
    expect(headers.get('content-type')).toBe(sentType);
    expect(headers.get('content-disposition')?.split(';')[0]).toBe(disposition);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('what does not fit', () => {
  it('looks the same whether the number, the tree or the token is wrong, or there is no such path at all', async () => {
    const { treeId, photoId, token } = photo;
    const wrong = [
      `/${treeId}/${photoId + 1}/${token}/source`,
      `/${treeId + 1}/${photoId}/${token}/source`,
      `/${treeId}/${photoId}/${token.replace('a', 'b')}/source`,
      `/${treeId}/${photoId}/${token}x/source/name.mp4`,
      `/${treeId}/0x${photoId}/${token}/source`,
      `/${treeId}/${photoId}.0/${token}/source`,
      `/${treeId}/${'9'.repeat(40)}/${token}/source`,
      `/${treeId}/${photoId}/${token}/other`,
      '/nothing/at/all/source',
    ];
    const answers = await Promise.all(
      wrong.map(async (path) => {
        const response = await ask(path);
        const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
        return { status: response.status, headers, text: response.body.toString() };
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers.at(-1));
    expect(answers[0]).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
    expect((await ask(wrong[0] ?? '', { method: 'HEAD' })).status).toBe(404);
  });

  it('is 404 when the bytes are gone', async () => {
    await storage.remove(photo.storageKey);
    const response = await ask(base());
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(response.body.toString()).toBe('There is nothing here.');
  });

  it('is 503 when the storage is in trouble, and says nothing of where', async () => {
    photo = { ...photo, storageKey: '../../etc/passwd' };
    await expect((async () => storage.read(photo.storageKey, 0, 1))()).rejects.toBeInstanceOf(UploadError);
    const response = await ask(base());
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(response.body.toString()).not.toContain('passwd');
  });

  it('cannot be written to', async () => {
    expect((await ask(base(), { method: 'POST', body: 'x' })).status).toBe(404);
    expect((await ask(base(), { method: 'DELETE' })).status).toBe(404);
  });
});
