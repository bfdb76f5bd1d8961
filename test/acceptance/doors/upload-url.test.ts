import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, fetchSource, type Parameters, sha256 } from '../../support/api.ts';
import { countStoredFiles } from '../../support/archive-checks.ts';
import { waitFor } from '../../support/deadline.ts';
import { filePart, sendForm } from '../../support/doors.ts';
import { makeVideo } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useServer } from '../../support/suite.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server whose files the tests choose. */
function useFiles() {
  const handlers = new Map<string, Handler>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    asked.push(`${path} ${request.headers.range ?? ''}`.trim());
    const handler = handlers.get(path);
    if (handler) return handler(request, response);
    response.writeHead(404).end();
  });
  beforeAll(
    () =>
      new Promise<void>((done) => {
        server.listen(0, '127.0.0.1', done);
      }),
  );
  afterAll(() => server.closeAllConnections());
  afterAll(
    () =>
      new Promise((done) => {
        server.close(done);
      }),
  );
  return {
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (path: string, handler: Handler) => void handlers.set(path, handler),
    /** Requests for a path, with the range that they asked for. */
    asked: (path: string) => asked.filter((line) => line.split(' ')[0] === path),
  };
}

/** Serves bytes, ranges and all, as a well-behaved server does. */
function wellBehaved(bytes: Buffer, etag = '"one"'): Handler {
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const isRange = from !== undefined && request.headers['if-range'] === etag;
    const start = isRange ? Number(from) : 0;
    response.writeHead(isRange ? 206 : 200, {
      etag,
      'content-length': bytes.length - start,
      ...(isRange ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    response.end(bytes.subarray(start));
  };
}

describe('photo/upload-url', () => {
  const site = useServer({
    SLIPWAY_LIMITS_IDLE_SECONDS: '2',
    SLIPWAY_UPLOADS_MAX_SIZE_BYTES: '60MB',
    SLIPWAY_ARCHIVE_VARIABLES: 'project',
    SLIPWAY_JOBS_LEASE_SECONDS: '3',
  });
  const files = useFiles();

  interface Item {
    readonly photo_id: number;
    readonly source_state: string;
    readonly source_error: string;
    readonly [name: string]: unknown;
  }

  async function itemOf(photoId: number): Promise<Item> {
    const { data } = await callApi(site, 'photo/list', { photo_id: photoId, include_unpublished_p: 1 });
    return (data as Item[])[0]!;
  }

  async function begin(url: string, parameters: Parameters = {}): Promise<number> {
    const { data } = await callApi(site, 'photo/upload-url', { url, ...parameters }, 'POST');
    return (data as { photo_id: number }).photo_id;
  }

  const settled = (photoId: number, state: string) =>
    waitFor(`item ${photoId} to be ${state}`, async () => {
      const item = await itemOf(photoId);
      return item.source_state === state ? item : undefined;
    });

  async function expectBytes(photoId: number, bytes: Buffer): Promise<void> {
    const item = await settled(photoId, 'stored');
    expect((await fetchSource(site, item as never)).hash).toBe(sha256(bytes));
  }

  it('answers at once with an item that has no file yet, and gets it', async () => {
    const { bytes } = await makeVideo('remote.mp4', 3_000_000);
    const gate = Promise.withResolvers<void>();
    files.serve('/films/My%20film.mp4', (request, response) => {
      void gate.promise.then(() => wellBehaved(bytes)(request, response));
    });
    const photoId = await begin(`${files.url()}/films/My%20film.mp4?sig=secret`, {
      publish: 0,
      tags: 'two words, other',
      content: 'a < b\nc',
      content_format: 'text/plain',
    });
    expect(await itemOf(photoId)).toMatchObject({
      title: 'My film',
      placeholder_p: true,
      source_state: 'fetching',
      source_download: '',
      published_p: false,
      tags: ['two words', 'other'],
      content: 'a &lt; b<br />c',
    });
    gate.resolve();
    await expectBytes(photoId, bytes);
    expect(await itemOf(photoId)).toMatchObject({
      placeholder_p: false,
      video_p: true,
      original_filename: 'My film.mp4',
      title: 'My film',
    });
    const { data } = await callApi(site, 'upload/list', { state: 'completed' });
    expect((data as Record<string, unknown>[])[0]).toMatchObject({ photo_id: photoId, size: bytes.length });
    expect(await site.log()).not.toContain('sig=secret');
  });

  it("keeps the site's own variables", async () => {
    const { bytes } = await makeVideo('variable.mp4', 50_000);
    files.serve('/variable.mp4', wellBehaved(bytes));
    const photoId = await begin(`${files.url()}/variable.mp4`, { project: 'apollo' });
    expect(await itemOf(photoId)).toMatchObject({ project: 'apollo' });
  });

  it('answers as photo/upload does in version 1', async () => {
    const { bytes } = await makeVideo('v1.mp4', 100_000);
    files.serve('/v1.mp4', wellBehaved(bytes));
    const form = new URLSearchParams({ url: `${files.url()}/v1.mp4`, format: 'json', raw: '1' });
    const response = await fetch(`${site.url}/api/photo/upload-url`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ownerKey}` },
      body: form,
    });
    const { upload } = JSON.parse(await response.text()) as { upload: Record<string, string> };
    expect(Object.keys(upload)).toEqual(['photo_id', 'tree_id', 'token']);
    await expectBytes(Number(upload.photo_id), bytes);
  });

  it('takes the name that the server gives, and a file whose length nobody tells', async () => {
    const { bytes } = await makeVideo('chunked.mp4', 2_000_000, 3);
    files.serve('/get', (_request, response) => {
      response.writeHead(200, { 'content-disposition': `attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.mp4` });
      response.write(bytes.subarray(0, 1000));
      setTimeout(() => response.end(bytes.subarray(1000)), 50);
    });
    const photoId = await begin(`${files.url()}/get`);
    await expectBytes(photoId, bytes);
    expect(await itemOf(photoId)).toMatchObject({ original_filename: 'Grüße.mp4', title: 'get' });
  });

  it('goes on where the connection broke, and where the server was killed', async () => {
    const { bytes } = await makeVideo('large.mp4', 56_000_000, 4);
    const size = 56_000_000;
    let broken = 0;
    const gate = Promise.withResolvers<void>();
    files.serve('/large.mp4', (request, response) => {
      const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
      broken += 1;
      if (broken > 2) return wellBehaved(bytes)(request, response);
      response.writeHead(from === '0' ? 200 : 206, {
        etag: '"one"',
        'content-length': size - Number(from),
        ...(from === '0' ? {} : { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
      });
      const end = broken === 1 ? 20_000_000 : 36_000_000;
      response.write(bytes.subarray(Number(from), end), () => {
        if (broken === 1) response.destroy();
        else gate.resolve();
      });
    });
    const photoId = await begin(`${files.url()}/large.mp4`);
    await gate.promise;
    await waitFor('two segments', async () => {
      const { data } = await callApi(site, 'upload/list', { state: 'receiving' });
      return (data as { received: number }[])[0]?.received === 33_554_432 || undefined;
    });
    await site.kill();
    await site.start();
    await waitFor('the lease of the killed process to end', async () => (broken > 2 ? true : undefined));
    await expectBytes(photoId, bytes);
    expect(files.asked('/large.mp4')).toEqual([
      '/large.mp4',
      '/large.mp4 bytes=16777216-',
      '/large.mp4 bytes=33554432-',
    ]);
  });

  it('begins anew when the file changed meanwhile', async () => {
    const [one, two] = [await makeVideo('one.mp4', 30_000_000, 1), await makeVideo('two.mp4', 31_000_000, 2)];
    let requests = 0;
    files.serve('/changing.mp4', (request, response) => {
      requests += 1;
      if (requests > 1) return wellBehaved(two.bytes, '"two"')(request, response);
      response.writeHead(200, { etag: '"one"', 'content-length': one.bytes.length });
      response.write(one.bytes.subarray(0, 20_000_000), () => setTimeout(() => response.destroy(), 200));
    });
    await expectBytes(await begin(`${files.url()}/changing.mp4`), two.bytes);
    expect(files.asked('/changing.mp4')).toEqual(['/changing.mp4', '/changing.mp4 bytes=16777216-']);
  });

  it('follows redirects, but not into private networks, and not for ever', async () => {
    const { bytes } = await makeVideo('redirected.mp4', 100_000);
    files.serve('/final.mp4', wellBehaved(bytes));
    const to = (location: string) => (_request: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(302, { location }).end();
    files.serve('/first', to('/second'));
    files.serve('/second', to(`${files.url()}/final.mp4`));
    files.serve('/inward', to('http://169.254.169.254/latest/meta-data/'));
    files.serve('/file', to('file:///etc/passwd'));
    files.serve('/circle', to('/circle'));
    await expectBytes(await begin(`${files.url()}/first`), bytes);
    for (const [path, reason] of [
      ['/inward', 'its address is in a private network'],
      ['/file', 'the address, or one it redirects to, is not http or https, or holds a password'],
      ['/circle', 'there are too many redirects'],
    ] as const) {
      const item = await settled(await begin(files.url() + path), 'failed');
      expect(item.source_error).toBe(`The file could not be fetched: ${reason}.`);
    }
  });

  it('fails for good what cannot become a file here: the item says why, and so do the uploads', async () => {
    files.serve('/page.html', (_request, response) => void response.end('<!doctype html><p>hello'));
    files.serve(
      '/huge.mp4',
      (_request, response) => void response.writeHead(200, { 'content-length': 70_000_000 }).write('x'),
    );
    files.serve('/endless', (_request, response) => {
      const piece = Buffer.alloc(2 ** 20, 1);
      const more = (): void => void response.write(piece, () => setImmediate(more));
      more();
    });
    files.serve(
      '/empty.mp4',
      (_request, response) => void response.writeHead(200, { 'content-length': 0 }).end(),
    );
    files.serve(
      '/packed',
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    );
    const cases = [
      ['/nothing', 'fetch_failed', 'status 404'],
      ['/page.html', 'type_not_allowed', 'type of file'],
      ['/huge.mp4', 'file_too_large', 'too large'],
      ['/endless', 'file_too_large', 'too large'],
      ['/empty.mp4', 'file_empty', 'empty'],
      ['/packed', 'fetch_failed', 'encoding'],
    ] as const;
    const before = await countStoredFiles(site);
    for (const [path, code, words] of cases) {
      const item = await settled(await begin(files.url() + path), 'failed');
      expect(item).toMatchObject({ placeholder_p: true, source_error: expect.stringContaining(words) });
      const { data } = await callApi(site, 'upload/list', { state: 'failed', size: 1 });
      expect((data as Record<string, unknown>[])[0]).toMatchObject({ error_code: code, photo_id: null });
    }
    await waitFor('nothing to be left', async () => (await countStoredFiles(site)) === before || undefined);
  });

  it('tries again later when the trouble may pass, and meanwhile says what it is', async () => {
    const { bytes } = await makeVideo('later.mp4', 100_000);
    let requests = 0;
    files.serve('/later.mp4', (request, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(503).end();
      else if (requests === 2) response.writeHead(200, { 'content-length': 100_000 }).write('x');
      else wellBehaved(bytes)(request, response);
    });
    const photoId = await begin(`${files.url()}/later.mp4`);
    const item = await waitFor('an error', async () => {
      const found = await itemOf(photoId);
      return found.source_error === '' ? undefined : found;
    });
    expect(item).toMatchObject({
      source_state: 'fetching',
      source_error: expect.stringContaining('status 503'),
    });
    // The first wait is five seconds, the second a minute: the silent answer is cut off after two seconds.
    await waitFor(
      'the silence to be cut off',
      async () => (await itemOf(photoId)).source_error.includes('too slowly') || undefined,
    );
  });

  it('leaves a file alone that came in another way meanwhile', async () => {
    const [slow, quick] = [await makeVideo('slow.mp4', 200_000, 1), await makeVideo('quick.mp4', 200_000, 2)];
    const gate = Promise.withResolvers<void>();
    files.serve('/slow.mp4', (request, response) => {
      void gate.promise.then(() => wellBehaved(slow.bytes)(request, response));
    });
    const photoId = await begin(`${files.url()}/slow.mp4`);
    await sendForm(site, '/api/2/photo/replace', [['photo_id', String(photoId)], filePart(quick)]);
    gate.resolve();
    const receiving = async () => {
      const { data } = await callApi(site, 'upload/list', { state: 'receiving' });
      return (data as { filename: string }[]).map(({ filename }) => filename);
    };
    await expect.poll(receiving, { timeout: 20_000 }).not.toContain('slow.mp4');
    await expectBytes(photoId, quick.bytes);
  });

  it('ends with its item', async () => {
    files.serve('/deleted.mp4', (_request, response) => {
      response.writeHead(200, { 'content-length': 40_000_000 }).write(Buffer.alloc(1_000_000));
    });
    const photoId = await begin(`${files.url()}/deleted.mp4`, { title: 'Deleted' });
    await callApi(site, 'photo/delete', { photo_id: photoId }, 'POST');
    const { data } = await callApi(site, 'upload/list', { state: 'cancelled' });
    expect((data as { filename: string }[])[0]?.filename).toBe('deleted.mp4');
  });

  it.each([
    ['no address', {}],
    ['another scheme', { url: 'ftp://example.com/film.mp4' }],
    ['a password', { url: 'http://me:pass@example.com/film.mp4' }],
    ['a private address', { url: 'http://10.0.0.1/film.mp4' }],
    ['a private address in disguise', { url: 'http://0x0a000001/film.mp4' }],
    ['the service of a cloud', { url: 'http://[fd00:ec2::254]/latest' }],
    ['a port of another service', { url: 'http://93.184.216.34:25/film.mp4' }],
    ['a text that is no address', { url: 'film.mp4' }],
  ])('refuses %s at once', async (_what, parameters) => {
    const before = (await callApi(site, 'photo/list', { include_unpublished_p: 1 })).total_count;
    await expect(callApi(site, 'photo/upload-url', parameters as Parameters, 'POST')).rejects.toThrow(
      /400.*invalid_input/,
    );
    expect((await callApi(site, 'photo/list', { include_unpublished_p: 1 })).total_count).toBe(before);
  });

  it('is for who may write', async () => {
    const response = await fetch(`${site.url}/api/2/photo/upload-url`, {
      method: 'POST',
      body: new URLSearchParams({ url: `${files.url()}/x` }),
    });
    expect(response.status).toBe(403);
  });
});

describe('photo/upload-url on a server behind a proxy', () => {
  const site = useServer({ SLIPWAY_PUBLIC_URL: 'https://video.example.com' });
  const files = useFiles();

  it('does not read what this machine keeps to itself', async () => {
    await expect(callApi(site, 'photo/upload-url', { url: `${files.url()}/x` }, 'POST')).rejects.toThrow(
      /invalid_input/,
    );
    const { data } = await callApi(
      site,
      'photo/upload-url',
      { url: files.url().replace('127.0.0.1', 'localhost') },
      'POST',
    );
    const { photo_id: photoId } = data as { photo_id: number };
    await waitFor('the refusal', async () => {
      const list = await callApi(site, 'photo/list', { photo_id: photoId });
      return (
        (list.data as { source_error: string }[])[0]?.source_error.includes('private network') || undefined
      );
    });
    expect(files.asked('/')).toEqual([]);
  });
});
