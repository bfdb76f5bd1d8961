import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../test/support/deadline.ts';
import { createRandom } from '../../test/support/random.ts';
import { createWireServer, type WireServer } from '../../test/support/wire-server.ts';
import type { TransferProgress } from './transfer-progress.ts';
import { identifierOf, uploadFile, type UploadFileOptions } from './upload-file.ts';

const CHUNK = 64 * 1024;
const SIZE = 10 * CHUNK + 123;

let folder: string;
let path: string;
let server: WireServer;
const bytes = createRandom(7).bytes(SIZE);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-client-'));
  path = join(folder, 'Urlaub am Meer (2).mp4');
  await writeFile(path, bytes);
  server = await createWireServer();
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const upload = (options: Partial<UploadFileOptions> = {}) =>
  uploadFile({ url: server.url, token: 'tok', file: path, chunkBytes: CHUNK, ...options });
const posts = () => server.requests.filter(({ method }) => method === 'POST');
const numbersOf = (requests: typeof server.requests) =>
  requests.map(({ query }) => Number(query.get('resumableChunkNumber')));
const storedFile = () => [...server.files.values()][0];
const sha256 = (data: Buffer | undefined) =>
  createHash('sha256')
    .update(data ?? '')
    .digest('hex');

describe('a plain run', () => {
  it('sends every byte once and returns what became of the file', async () => {
    expect(await upload()).toEqual({ photoId: 42, treeId: 7, token: 'itemtoken' });
    expect(sha256(storedFile())).toBe(sha256(bytes));
    expect(numbersOf(posts()).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('speaks the parameters of Resumable.js in the address, and cuts the last chunk short', async () => {
    await upload({ concurrency: 1 });
    const last = posts().at(-1);
    expect(Object.fromEntries(last?.query ?? [])).toMatchObject({
      resumableChunkNumber: '11',
      resumableChunkSize: '65536',
      resumableCurrentChunkSize: '123',
      resumableTotalSize: '655483',
      resumableTotalChunks: '11',
      resumableFilename: 'Urlaub am Meer (2).mp4',
      resumableRelativePath: 'Urlaub am Meer (2).mp4',
      resumableType: '',
      upload_token: 'tok',
    });
    expect(last?.query.get('resumableIdentifier')).toMatch(/^655483-\d+-UrlaubamMeer2mp4$/);
    expect(last?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '123',
    });
    expect(last?.authorization).toBeUndefined();
  });

  it('calls nothing after the final answer', async () => {
    await upload({ concurrency: 1 });
    expect(server.requests.at(-1)).toBe(posts().at(-1));
  });

  it('keeps as many chunks on the way as it is told', async () => {
    server.react(async ({ method }) => {
      if (method === 'POST') await waitFor('three chunks', () => server.peakConcurrency >= 3 || undefined);
      return undefined;
    });
    await upload({ concurrency: 3 });
    expect(server.peakConcurrency).toBe(3);
  });

  it('reports confirmed bytes up to the whole file', async () => {
    const reports: TransferProgress[] = [];
    await upload({ onProgress: (progress) => reports.push(progress) });
    const confirmed = reports.map(({ confirmedBytes }) => confirmedBytes);
    expect(confirmed[0]).toBe(0);
    expect(confirmed).toEqual([...confirmed].sort((a, b) => a - b));
    expect(reports.at(-1)).toMatchObject({
      confirmedBytes: SIZE,
      totalBytes: SIZE,
      resumedBytes: 0,
      etaSeconds: 0,
    });
  });

  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])('sends a file of %d bytes', async (size) => {
    await writeFile(path, bytes.subarray(0, size));
    await upload();
    expect(sha256(storedFile())).toBe(sha256(bytes.subarray(0, size)));
    expect(posts()).toHaveLength(Math.max(1, Math.ceil(size / CHUNK)));
  });
});

describe('going on after an interruption', () => {
  async function interruptAfter(count: number): Promise<void> {
    const stop = new AbortController();
    server.react(() => {
      if (posts().length > count) stop.abort(new Error('interrupted'));
      return posts().length > count ? 'reset' : undefined;
    });
    await expect(upload({ signal: stop.signal, concurrency: 1 })).rejects.toThrow('interrupted');
    server.react(undefined);
  }

  it('asks once what is there and sends only the rest', async () => {
    await interruptAfter(4);
    const before = server.requests.length;
    await upload({ concurrency: 1 });
    const later = server.requests.slice(before);
    expect(later.filter(({ method }) => method === 'GET')).toHaveLength(1);
    expect(numbersOf(later.filter(({ method }) => method === 'POST'))).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(sha256(storedFile())).toBe(sha256(bytes));
  });

  it('counts what was there as resumed, and not as speed', async () => {
    await interruptAfter(4);
    const reports: TransferProgress[] = [];
    await upload({ onProgress: (progress) => reports.push(progress) });
    expect(reports[0]).toMatchObject({
      confirmedBytes: 4 * CHUNK,
      resumedBytes: 4 * CHUNK,
      bytesPerSecond: undefined,
    });
    expect(reports.at(-1)).toMatchObject({ confirmedBytes: SIZE, resumedBytes: 4 * CHUNK });
  });

  it('asks for every chunk where the server has no list', async () => {
    await server.close();
    server = await createWireServer({ hasChunkList: false });
    await interruptAfter(4);
    const before = server.requests.length;
    await upload({ concurrency: 1 });
    expect(numbersOf(server.requests.slice(before).filter(({ method }) => method === 'POST'))).toEqual([
      5, 6, 7, 8, 9, 10, 11,
    ]);
    expect(sha256(storedFile())).toBe(sha256(bytes));
  });

  it('gets the result of a file that an earlier run has completed, without sending a byte', async () => {
    await upload();
    const before = posts().length;
    expect(await upload()).toEqual({ photoId: 42, treeId: 7, token: 'itemtoken' });
    expect(posts()).toHaveLength(before);
  });

  it('takes another file of the same size and name for another upload', async () => {
    await upload();
    await utimes(path, new Date(), new Date(Date.now() + 5000));
    await upload();
    expect(server.files.size).toBe(2);
  });
});

describe('passing trouble', () => {
  it.each<[string, Parameters<WireServer['react']>[0]]>([
    ['a lost connection', ({ count }) => (count % 3 === 0 ? 'reset' : undefined)],
    ['a lost answer', ({ count }) => (count % 3 === 0 ? 'store-and-reset' : undefined)],
    ['503', ({ count }) => (count % 3 === 0 ? { status: 503, body: 'Try again shortly.' } : undefined)],
    ['429', ({ count }) => (count % 4 === 0 ? { status: 429, headers: { 'retry-after': '0' } } : undefined)],
    ['408', ({ count }) => (count === 2 ? { status: 408 } : undefined)],
  ])('waits out %s', async (_, react) => {
    server.react(react);
    const retries: number[] = [];
    expect(await upload({ onRetry: ({ inMs }) => retries.push(inMs) })).toMatchObject({ photoId: 42 });
    expect(sha256(storedFile())).toBe(sha256(bytes));
    expect(retries.length).toBeGreaterThan(0);
  });

  it('gets the result when the very last answer was lost', async () => {
    server.react(({ method }) =>
      method === 'POST' && posts().length === 11 ? 'store-and-reset' : undefined,
    );
    expect(await upload({ concurrency: 1 })).toMatchObject({ photoId: 42 });
  });

  it('gives up a connection on which nothing moves', async () => {
    server.react(({ count }) => (count === 3 ? 'silence' : undefined));
    const codes: string[] = [];
    await upload({ idleTimeoutMs: 200, onRetry: ({ error }) => codes.push(error.code) });
    expect(codes).toEqual(['timed_out']);
  });

  it('ends its patience when nothing succeeds for too long, with the last reason', async () => {
    server.react(() => ({ status: 503, body: 'The server has no space left at the moment.' }));
    await expect(upload({ retryForMs: 300 })).rejects.toMatchObject({
      status: 503,
      message: 'The server has no space left at the moment.',
    });
  });

  it('stops at once when it is told to, also during a pause', async () => {
    server.react(() => ({ status: 503, headers: { 'retry-after': '60' } }));
    const stop = new AbortController();
    const reason = new Error('enough');
    const running = upload({ signal: stop.signal, onRetry: () => stop.abort(reason) });
    await expect(running).rejects.toBe(reason);
  });
});

describe('lasting trouble', () => {
  it.each([400, 401, 403, 404, 409, 413, 415, 500, 501])(
    'does not repeat a chunk after %d',
    async (status) => {
      server.react(({ method }) =>
        method === 'POST' ? { status, body: 'This type of file is not accepted here.' } : undefined,
      );
      await expect(upload({ concurrency: 1 })).rejects.toMatchObject({
        status,
        code: `http_${status}`,
        message: 'This type of file is not accepted here.',
      });
      expect(posts()).toHaveLength(1);
    },
  );

  it('reads the sentence out of an envelope', async () => {
    const body = JSON.stringify({
      status: 'error',
      code: 'token_expired',
      message: 'This upload token has expired.',
    });
    server.react(({ method }) => (method === 'POST' ? { status: 500, body } : undefined));
    await expect(upload()).rejects.toMatchObject({
      code: 'token_expired',
      message: 'This upload token has expired.',
    });
  });

  it('stops the other chunks', async () => {
    server.react(({ query }) =>
      query.get('resumableChunkNumber') === '2' ? { status: 500, body: 'Stop.' } : undefined,
    );
    await expect(upload({ concurrency: 2 })).rejects.toThrow('Stop.');
    expect(posts().length).toBeLessThan(6);
  });

  it('does not follow a redirect', async () => {
    server.react(() => ({ status: 308, headers: { location: 'https://127.0.0.1/other' } }));
    await expect(upload()).rejects.toThrow('redirects to https://127.0.0.1/other');
  });

  it('notices that the file grows', async () => {
    server.react(({ count }) => (count === 3 ? { status: 503 } : undefined));
    const running = upload({ concurrency: 1, onRetry: () => appendFileSync(path, 'more') });
    await expect(running).rejects.toMatchObject({ code: 'file_changed' });
  });

  it('tells when there is no file to send', async () => {
    await expect(upload({ file: join(folder, 'none') })).rejects.toMatchObject({
      code: 'file_unusable',
      message: `${join(folder, 'none')} cannot be opened: there is no such file.`,
    });
    await expect(upload({ file: folder })).rejects.toMatchObject({ code: 'file_unusable' });
  });
});

describe('the identifier', () => {
  it('holds only harmless characters', () => {
    expect(identifierOf({ size: 5, modifiedAt: 9, name: '../ä b%.mov' })).toBe('5-9-bmov');
  });
});
