import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallError } from './call-error.ts';
import { createGuardedDownload, type GuardedDownload } from './guarded-download.ts';

const endings: (() => Promise<unknown>)[] = [];
const never = new AbortController().signal;

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function openDownload(options: Partial<Parameters<typeof createGuardedDownload>[0]> = {}): GuardedDownload {
  const download = createGuardedDownload({
    allowPrivate: [],
    allowLoopback: true,
    timeoutMs: 5_000,
    userAgent: 'Slipway/test',
    ...options,
  });
  endings.push(() => download.close());
  return download;
}

async function openServer(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error as CallError).code,
  );

const plain = { headers: {}, signal: never };

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a download', () => {
  test('is a GET with the given headers and our name, and asks for no encoding', async () => {
    const seen: unknown[] = [];
    const { url } = await openServer((request, response) => {
      const { headers } = request;
      seen.push([
        request.method,
        request.url,
        headers['user-agent'],
        headers['accept-encoding'],
        headers.range,
      ]);
      response.end('the file');
    });
    const { status, body } = await openDownload().open(`${url}/a?b=c`, {
      ...plain,
      headers: { range: 'bytes=5-' },
    });
    expect([status, await textOf(body)]).toEqual([200, 'the file']);
    expect(seen).toEqual([['GET', '/a?b=c', 'Slipway/test', 'identity', 'bytes=5-']]);
  });

  test('follows redirects and tells where it came to', async () => {
    const { url } = await openServer((request, response) => {
      const steps: Record<string, string> = { '/a': '/b/next', '/b/next': 'final?x=1' };
      const location = steps[request.url ?? ''];
      if (location === undefined) response.end('here');
      else response.writeHead(request.url === '/a' ? 301 : 307, { location }).end('moved');
    });
    const answer = await openDownload().open(`${url}/a`, plain);
    expect([answer.url.href, await textOf(answer.body)]).toEqual([`${url}/b/final?x=1`, 'here']);
  });

  test('follows five redirects and no more', async () => {
    let requests = 0;
    const { url } = await openServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/again' }).end();
    });
    expect(await codeOf(openDownload().open(url, plain))).toBe('redirected');
    expect(requests).toBe(6);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['http://10.1.2.3/', 'address_not_allowed'],
    ['http://[fd00::1]/', 'address_not_allowed'],
    ['http://[::ffff:10.0.0.1]/', 'address_not_allowed'],
    ['http://2130706433:1/', 'port_not_allowed'],
    ['ftp://93.184.216.34/', 'url_invalid'],
    ['file:///etc/passwd', 'url_invalid'],
    ['http://user:pass@93.184.216.34/', 'url_invalid'],
    ['http://', 'url_invalid'],
  ])('goes nowhere near %s, not even when it is sent there', async (target, code) => {
    const { url } = await openServer((_request, response) => {
      response.writeHead(302, { location: target }).end();
    });
    const download = openDownload();
    expect(await codeOf(download.open(target, plain))).toBe(code);
    expect(await codeOf(download.open(url, plain))).toBe(code);
  });

  test('connects to the address that was checked, and to none when one of several is private', async () => {
    const { url, port } = await openServer((_request, response) => response.end('x'));
    const asked: string[] = [];
    const resolving = (addresses: string[]) =>
      openDownload({
        resolve: async (hostname) => {
          asked.push(hostname);
          return addresses.map((address) => ({ address, family: 4 }));
        },
      });
    const { body } = await resolving(['127.0.0.1']).open(url.replace('127.0.0.1', 'files.example'), plain);
    expect(await textOf(body)).toBe('x');
    const mixed = resolving(['93.184.216.34', '10.0.0.1']).open(`http://evil.example:${port}/`, plain);
    expect(await codeOf(mixed)).toBe('address_not_allowed');
    expect(asked).toEqual(['files.example', 'evil.example']);
  });

  test('reaches loopback only where that is allowed or listed', async () => {
    const { url, port } = await openServer((_request, response) => response.end('x'));
    expect(await codeOf(openDownload({ allowLoopback: false }).open(url, plain))).toBe('address_not_allowed');
    const listed = openDownload({ allowLoopback: false, allowPrivate: [`127.0.0.1:${port}`] });
    expect((await listed.open(url, plain)).status).toBe(200);
  });

  test('knows of literal addresses without a look-up that they will be refused', () => {
    const download = openDownload({ allowLoopback: false });
    expect(download.refusal('http://127.0.0.1/')).toBe('address_not_allowed');
    expect(download.refusal('https://[::1]/')).toBe('address_not_allowed');
    expect(download.refusal('http://93.184.216.34:22/')).toBe('port_not_allowed');
    expect(download.refusal('gopher://93.184.216.34/')).toBe('url_invalid');
    expect(download.refusal('https://93.184.216.34/film.mp4')).toBeUndefined();
    expect(download.refusal('https://localhost/')).toBeUndefined();
  });

  test('gives up when no answer begins in time, and when it is told to, before and after the head', async () => {
    const { url } = await openServer((request, response) => {
      if (request.url === '/body') response.writeHead(200).write('some');
    });
    const download = openDownload({ timeoutMs: 300 });
    expect(await codeOf(download.open(url, plain))).toBe('timeout');
    const stop = new AbortController();
    const waiting = codeOf(download.open(`${url}/never`, { ...plain, signal: stop.signal }));
    stop.abort(new Error('stop'));
    expect(await waiting).toBe('connection_failed');
    const later = new AbortController();
    const { body } = await download.open(`${url}/body`, { ...plain, signal: later.signal });
    const reading = textOf(body);
    later.abort(new Error('stop'));
    await expect(reading).rejects.toThrow('stop');
    const before = AbortSignal.abort(new Error('stop'));
    expect(await codeOf(download.open(url, { ...plain, signal: before }))).toBe('connection_failed');
  });
});
