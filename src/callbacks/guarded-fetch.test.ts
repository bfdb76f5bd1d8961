import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallError } from './call-error.ts';
import { createGuardedFetch, type GuardedFetch } from './guarded-fetch.ts';

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

type FetchOptions = Parameters<typeof createGuardedFetch>[0];

function openFetch(options: Partial<FetchOptions> = {}): GuardedFetch {
  const fetch = createGuardedFetch({
    allowPrivate: [],
    allowLoopback: true,
    timeoutMs: 10_000,
    maxResponseBytes: 65_536,
    userAgent: 'Slipway/test',
    ...options,
  });
  endings.push(() => fetch.close());
  return fetch;
}

async function openReceiver(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

async function openTcp(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error as CallError).code,
  );

describe('a call', () => {
  test('is one GET with the whole query and our name, on a connection of its own', async () => {
    const seen: unknown[] = [];
    const { url } = await openReceiver((request, response) => {
      const { method, url: target, headers } = request;
      seen.push([method, target, headers['user-agent'], headers.connection, headers.cookie]);
      response.end('thanks');
    });
    const answer = { status: 200, beginning: 'thanks' };
    expect(await openFetch().call(`${url}/cb?a=1&b=x+y`)).toEqual(answer);
    expect(seen).toEqual([['GET', '/cb?a=1&b=x+y', 'Slipway/test', 'close', undefined]]);
  });

  test('with something to bring is one POST of exactly that', async () => {
    const seen: unknown[] = [];
    const { url } = await openReceiver((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { method, url: target, headers } = request;
        seen.push([method, target, headers['content-type'], headers['content-length'], headers['x-mark']]);
        seen.push(Buffer.concat(pieces).toString());
        response.end('é'.repeat(600));
      });
    });
    const headers = { 'content-type': 'application/json', 'x-mark': '1' };
    const answer = await openFetch().call(`${url}/hook?a=1`, { headers, body: '{"ü":1}' });
    expect(seen).toEqual([['POST', '/hook?a=1', 'application/json', '8', '1'], '{"ü":1}']);
    expect(answer).toEqual({ status: 200, beginning: 'é'.repeat(512) });
    await openFetch().call(url, { headers: {}, body: '' });
    expect(seen.slice(2)).toEqual([['POST', '/', undefined, '0', undefined], '']);
  });

  test.each([200, 204, 400, 404, 410, 429, 500, 503])('resolves with the status %i', async (status) => {
    const { url } = await openReceiver((_request, response) => response.writeHead(status).end());
    expect(await openFetch().call(url)).toEqual({ status, beginning: '' });
  });

  test.each([301, 302, 303, 307, 308, 304])(
    'never follows a redirect (%i), which is a failure',
    async (status) => {
      const seen: (string | undefined)[] = [];
      const { url } = await openReceiver((request, response) => {
        seen.push(request.url);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      await expect(openFetch().call(`${url}/cb`)).rejects.toMatchObject({ code: 'redirected', status });
      expect(seen).toEqual(['/cb']);
    },
  );

  test('ends at the time limit when no answer comes', async () => {
    const { url } = await openReceiver(() => undefined);
    expect(await codeOf(openFetch({ timeoutMs: 100 }).call(url))).toBe('timeout');
  });

  test('ends at the time limit when the name is not resolved', async () => {
    const fetch = openFetch({ timeoutMs: 100, resolve: () => new Promise(() => undefined) });
    expect(await codeOf(fetch.call('http://slow.example/'))).toBe('timeout');
  });

  test('cuts a body that never ends, and keeps the status', async () => {
    let sentBytes = 0;
    const closed = Promise.withResolvers<void>();
    const { url } = await openReceiver((_request, response) => {
      const piece = Buffer.alloc(16_384);
      const send = () => {
        while (!response.destroyed && response.write(piece)) sentBytes += piece.length;
      };
      response.on('drain', send).on('close', closed.resolve).writeHead(200);
      send();
    });
    const { status, beginning } = await openFetch().call(url);
    expect([status, beginning.length]).toEqual([200, 1_024]);
    await closed.promise;
    expect(sentBytes).toBeLessThan(64 * 2 ** 20);
  });

  test('cuts a body that trickles at the time limit, and keeps the status', async () => {
    const { url } = await openReceiver((_request, response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const { status, beginning } = await openFetch({ timeoutMs: 200 }).call(url);
    expect(status).toBe(202);
    expect(beginning).toMatch(/^\.+$/);
  });

  test('reads a short body to its end, so that the application is not cut off', async () => {
    const ended = Promise.withResolvers<boolean>();
    const { url } = await openReceiver((_request, response) => {
      response.on('close', () => ended.resolve(response.writableFinished));
      response.write('first');
      setTimeout(() => response.end('second'), 50);
    });
    await openFetch().call(url);
    expect(await ended.promise).toBe(true);
  });

  test('fails when the connection breaks before the answer', async () => {
    const url = await openTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await codeOf(openFetch().call(url))).toBe('connection_failed');
  });

  test('fails when nothing listens', async () => {
    const url = await openTcp(() => undefined);
    await endings.pop()?.();
    expect(await codeOf(openFetch().call(url))).toBe('connection_failed');
  });

  test('fails when the answer is not HTTP, or its headers have no end', async () => {
    const ssh = await openTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await codeOf(openFetch().call(ssh))).toBe('response_invalid');
    const endless = await openTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const send = () => {
        while (!socket.destroyed && socket.write(`X-Filler: ${'x'.repeat(8_000)}\r\n`));
      };
      socket.on('drain', send);
      send();
    });
    expect(await codeOf(openFetch().call(endless))).toBe('response_invalid');
  });

  test('fails when TLS is expected and not spoken', async () => {
    const { url } = await openReceiver((_request, response) => response.end());
    expect(await codeOf(openFetch().call(url.replace('http:', 'https:')))).toBe('connection_failed');
  });

  test('is ended by close, after which there are no more', async () => {
    const received = Promise.withResolvers<void>();
    const { url } = await openReceiver(() => received.resolve());
    const fetch = openFetch();
    const call = codeOf(fetch.call(url));
    await received.promise;
    await fetch.close();
    expect(await call).toBe('closed');
    expect(await codeOf(fetch.call(url))).toBe('closed');
  });

  test('tells nobody which address a name has', async () => {
    const fetch = openFetch({ resolve: async () => [{ address: '10.1.2.3', family: 4 }] });
    const error = await fetch.call('http://intern.example/').catch((cause: unknown) => cause as CallError);
    expect(error).toMatchObject({ code: 'address_not_allowed' });
    expect((error as CallError).message).not.toContain('10.1.2.3');
  });
});

describe('the guard', () => {
  test.each([
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'javascript:1',
    'http://user:password@127.0.0.1/',
    'http://user@127.0.0.1/',
    '//127.0.0.1/',
    'http://',
    '',
  ])('refuses the address %j', async (url) => {
    expect(await codeOf(openFetch().call(url))).toBe('url_invalid');
  });

  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '①②⑦.0.0.1',
    'localhost',
    'app.example',
  ])('reaches loopback spelled %s only when that is allowed', async (host) => {
    let calls = 0;
    const { port } = await openReceiver((_request, response) => {
      calls += 1;
      response.end();
    });
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const url = `http://${host}:${port}/`;
    expect(await codeOf(openFetch({ resolve, allowLoopback: false }).call(url))).toBe('address_not_allowed');
    expect(calls).toBe(0);
    expect(await codeOf(openFetch({ resolve }).call(url))).toBe('answered');
    expect(calls).toBe(1);
  });

  test.each([
    '0.0.0.0',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
  ])('refuses %s even when loopback is allowed', async (host) => {
    expect(await codeOf(openFetch({ timeoutMs: 1_000 }).call(`http://${host}:8080/`))).toBe(
      'address_not_allowed',
    );
  });

  test('checks what a name resolves to, also without an injected resolver', async () => {
    const { port } = await openReceiver((_request, response) => response.end());
    const url = `http://localhost:${port}/`;
    expect(await codeOf(openFetch({ allowLoopback: false }).call(url))).toBe('address_not_allowed');
    expect(await codeOf(openFetch().call(url))).toBe('answered');
  });

  test('refuses a name when only one of its addresses is not allowed', async () => {
    const addresses = ['127.0.0.1', '10.0.0.1'].map((address) => ({ address, family: 4 }));
    const { port } = await openReceiver((_request, response) => response.end());
    const fetch = openFetch({ resolve: async () => addresses });
    expect(await codeOf(fetch.call(`http://app.example:${port}/`))).toBe('address_not_allowed');
  });

  test('connects to the address that was checked, and asks for the name once per call', async () => {
    const hosts: (string | undefined)[] = [];
    const { port } = await openReceiver((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const answers = ['127.0.0.1', '169.254.169.254'];
    const resolved: string[] = [];
    const fetch = openFetch({
      resolve: async (hostname) => {
        resolved.push(hostname);
        return [{ address: answers.shift() ?? '', family: 4 }];
      },
    });
    const url = `http://rebinding.example:${port}/`;
    expect(await codeOf(fetch.call(url))).toBe('answered');
    expect(await codeOf(fetch.call(url))).toBe('address_not_allowed');
    expect(hosts).toEqual([`rebinding.example:${port}`]);
    expect(resolved).toEqual(['rebinding.example', 'rebinding.example']);
  });

  test('tries the other addresses of a name when the first does not answer', async () => {
    const { port } = await openReceiver((_request, response) => response.end());
    const addresses = [
      { address: '127.0.0.77', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const fetch = openFetch({ resolve: async () => addresses });
    expect(await codeOf(fetch.call(`http://app.example:${port}/`))).toBe('answered');
  });

  test('lets a listed name be private', async () => {
    const { port } = await openReceiver((_request, response) => response.end());
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const fetch = openFetch({ allowLoopback: false, allowPrivate: [`app.internal:${port}`], resolve });
    expect(await codeOf(fetch.call(`http://app.internal:${port}/`))).toBe('answered');
    expect(await codeOf(fetch.call(`http://other.internal:${port}/`))).toBe('address_not_allowed');
  });

  test('says that a name was not found', async () => {
    const missing = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    expect(await codeOf(openFetch({ resolve: missing }).call('http://nowhere.example/'))).toBe(
      'name_not_found',
    );
    expect(await codeOf(openFetch({ resolve: async () => [] }).call('http://nowhere.example/'))).toBe(
      'name_not_found',
    );
  });

  test('refuses the port of another service', async () => {
    expect(await codeOf(openFetch().call('http://127.0.0.1:6379/'))).toBe('port_not_allowed');
  });
});

describe('an address that can never be called', () => {
  test.each([
    ['https://app.example/hook', undefined],
    ['http://127.0.0.1:9000/', undefined],
    ['http://8.8.8.8/', undefined],
    ['http://10.0.0.1/', 'address_not_allowed'],
    ['http://[fe80::1]/', 'address_not_allowed'],
    ['http://169.254.169.254/latest/meta-data/', 'address_not_allowed'],
    ['http://2130706433:25/', 'port_not_allowed'],
    ['http://8.8.8.8:22/', 'port_not_allowed'],
    ['ftp://app.example/', 'url_invalid'],
    ['https://user:password@app.example/', 'url_invalid'],
    ['app.example', 'url_invalid'],
    ['', 'url_invalid'],
  ])('is known before any call: %s', (url, refusal) => {
    expect(openFetch().refusal(url)).toBe(refusal);
  });
});
