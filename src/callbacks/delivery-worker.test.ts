import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openOwedWork } from '../../test/support/owed-work.ts';
import { createSealer } from '../access/sealing.ts';
import { createDeliveryWorker, type DeliveryWorkerOptions } from './delivery-worker.ts';
import { createGuardedFetch } from './guarded-fetch.ts';

const second = 1_000;
const day = 86_400 * second;
const secret = 'S3cretUploadToken';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const withStatus =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();

/** An application that gives the answers in turn, and the last one ever after. */
async function openApplication(
  ...answers: Answer[]
): Promise<{ url: string; calls: string[]; most: () => number }> {
  const calls: string[] = [];
  let running = 0;
  let most = 0;
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    running += 1;
    most = Math.max(most, running);
    response.on('close', () => {
      running -= 1;
    });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, most: () => most };
}

/** Everything that a worker needs, with a clock that tests can put forward. */
async function openHouse(options: { timeoutMs?: number } = {}) {
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const { store, addUpload, close } = await openOwedWork(clock);
  const sealer = createSealer(randomBytes(32));
  const lines: unknown[] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  const log = { info: write, warn: write, error: write };
  const fetch = createGuardedFetch({
    allowPrivate: [],
    allowLoopback: true,
    timeoutMs: options.timeoutMs ?? 10 * second,
    maxResponseBytes: 1_024,
    userAgent: 'Slipway/test',
  });
  let owed = 0;
  endings.push(async () => {
    await fetch.close();
    await close();
  });

  return {
    store,
    fetch,
    lines,
    advance: (ms: number) => {
      aheadMs += ms;
    },
    owe: async (url: string, sealedToken = sealer.seal(secret), dueInMs = 0) => {
      owed += 1;
      const uploadId = `upload${owed}`;
      await addUpload(uploadId);
      await store.transaction((tx) =>
        tx.outbox.oweCallback({ uploadId, photoId: owed, url, sealedToken, now: clock.now() + dueInMs }),
      );
      return uploadId;
    },
    deliveryOf: async (uploadId: string) => {
      const [delivery] = await store.read.deliveries.list({ uploadId, limit: 1 });
      if (!delivery) throw new Error(`no delivery for ${uploadId}`);
      return delivery;
    },
    attemptsOf: async (uploadId: string) => {
      const [delivery] = await store.read.deliveries.list({ uploadId, limit: 1 });
      return store.read.deliveries.attempts(delivery?.id ?? 0);
    },
    startWorker: (changes: Partial<DeliveryWorkerOptions> = {}) => {
      const worker = createDeliveryWorker({
        store,
        fetch,
        sealer,
        pingbackTargets: { list: async () => [] },
        clock,
        log,
        retryForMs: 3 * day,
        random: () => 0,
        stopGraceMs: 100,
        ...changes,
      });
      endings.push(() => worker.stop());
      worker.start();
      return worker;
    },
  };
}

const eventually = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 25 * second, interval: 5 });

describe('the delivery worker', () => {
  test('makes an owed call once, with the token in place, and erases the token', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(200));
    const uploadId = await house.owe(`${app.url}/cb?domain=d&upload_token={upload_token}&photo_id=1`);
    const worker = house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('delivered'));
    worker.wake();
    await worker.stop();
    expect(app.calls).toEqual([`/cb?domain=d&upload_token=${secret}&photo_id=1`]);
    const delivery = await house.deliveryOf(uploadId);
    expect(delivery).toMatchObject({ attempts: 1, sealedToken: '', endedAt: expect.any(Number) });
    expect(delivery.url).toContain('{upload_token}');
    expect(await house.attemptsOf(uploadId)).toMatchObject([{ status: 200, error: null }]);
  });

  test('hears of new deliveries by wake, and of due ones by itself', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(204));
    const worker = house.startWorker();
    const first = await house.owe(app.url);
    worker.wake();
    await eventually(async () => expect((await house.deliveryOf(first)).state).toBe('delivered'));
    const later = await house.owe(app.url, undefined, 300);
    worker.wake();
    await eventually(async () => expect((await house.deliveryOf(later)).state).toBe('delivered'));
    expect(app.calls).toHaveLength(2);
  });

  test('tries again after an error, a silence and a broken connection, each after a longer wait', async () => {
    const house = await openHouse({ timeoutMs: 200 });
    const app = await openApplication(
      withStatus(500),
      () => undefined,
      (_response, request) => request.socket.resetAndDestroy(),
      withStatus(201),
    );
    const uploadId = await house.owe(`${app.url}/cb`);
    const worker = house.startWorker();
    for (const [attempts, waitMs] of [
      [1, 5 * second],
      [2, 60 * second],
      [3, 300 * second],
    ] as const) {
      await eventually(async () => expect((await house.deliveryOf(uploadId)).attempts).toBe(attempts));
      expect((await house.deliveryOf(uploadId)).state).toBe('pending');
      house.advance(waitMs - 2 * second);
      worker.wake();
      await worker.stop();
      expect(app.calls).toHaveLength(attempts);
      house.advance(2 * second);
      house.startWorker();
    }
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('delivered'));
    expect(app.calls).toHaveLength(4);
    const attempts = await house.attemptsOf(uploadId);
    expect(attempts.map(({ status, error }) => [status, error?.split(':')[0]])).toEqual([
      [500, undefined],
      [null, 'timeout'],
      [null, 'connection_failed'],
      [201, undefined],
    ]);
  });

  test('takes a redirect for a failure and does not follow it', async () => {
    const house = await openHouse();
    const target = await openApplication(withStatus(200));
    const app = await openApplication(withStatus(302, { location: target.url }));
    const uploadId = await house.owe(app.url);
    house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).attempts).toBe(1));
    expect((await house.deliveryOf(uploadId)).state).toBe('pending');
    expect(await house.attemptsOf(uploadId)).toMatchObject([{ status: 302, error: /^redirected: / }]);
    expect(target.calls).toEqual([]);
  });

  test('gives up at once when the application answers 410', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(410));
    const uploadId = await house.owe(app.url);
    house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('failed'));
    expect(await house.deliveryOf(uploadId)).toMatchObject({ attempts: 1, sealedToken: '' });
  });

  test('gives up when the time for retries is over', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(503));
    const uploadId = await house.owe(app.url);
    const worker = house.startWorker({ retryForMs: 20 * second });
    await eventually(async () => expect((await house.deliveryOf(uploadId)).attempts).toBe(1));
    expect((await house.deliveryOf(uploadId)).state).toBe('pending');
    house.advance(20 * second);
    worker.wake();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('failed'));
    expect(app.calls).toHaveLength(2);
  });

  test('does not call private addresses', async () => {
    const house = await openHouse();
    const uploadId = await house.owe('http://169.254.169.254/latest/meta-data/');
    house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).attempts).toBe(1));
    expect(await house.attemptsOf(uploadId)).toMatchObject([
      { status: null, error: /^address_not_allowed: / },
    ]);
  });

  test.each([
    ['a token that cannot be unsealed', 'v1.broken', 'http://127.0.0.1:9/', /^token_unreadable: /],
    ['an address that cannot be called', undefined, 'mailto:someone@app.example', /^url_invalid: /],
  ])('gives up at once for %s', async (_reason, sealedToken, url, error) => {
    const house = await openHouse();
    const uploadId = await house.owe(url, sealedToken);
    house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('failed'));
    expect(await house.attemptsOf(uploadId)).toMatchObject([{ status: null, error }]);
  });

  test('calls again after the lease when a process died before it wrote the answer down', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(200));
    const uploadId = await house.owe(app.url);
    let isDead = false;
    const dying = house.startWorker({
      store: {
        read: house.store.read,
        transaction: (work) =>
          isDead ? Promise.reject(new Error('the process is dead')) : house.store.transaction(work),
      },
      fetch: {
        ...house.fetch,
        call: async (url) => {
          const answer = await house.fetch.call(url);
          isDead = true;
          return answer;
        },
      },
    });
    await eventually(() => expect(app.calls).toHaveLength(1));
    await dying.stop();
    expect(await house.deliveryOf(uploadId)).toMatchObject({ state: 'pending', attempts: 0 });

    const next = house.startWorker();
    const other = await house.owe(`${app.url}/other`);
    next.wake();
    await eventually(async () => expect((await house.deliveryOf(other)).state).toBe('delivered'));
    expect(app.calls).toEqual(['/', '/other']);
    house.advance(60 * second);
    next.wake();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('delivered'));
    expect(app.calls).toEqual(['/', '/other', '/']);
  });

  test('waits for running calls when it is stopped, and begins no others', async () => {
    const house = await openHouse();
    const answering = Promise.withResolvers<void>();
    const app = await openApplication((response) => void answering.promise.then(() => response.end()));
    const uploadIds: string[] = [];
    for (let index = 0; index < 6; index += 1) uploadIds.push(await house.owe(app.url));
    const worker = house.startWorker({ stopGraceMs: 10 * second });
    await eventually(() => expect(app.calls).toHaveLength(4));
    const stopped = worker.stop();
    answering.resolve();
    await stopped;
    const states = await Promise.all(uploadIds.map(async (id) => (await house.deliveryOf(id)).state));
    expect(states.toSorted()).toEqual([...Array(4).fill('delivered'), ...Array(2).fill('pending')]);
    expect(app.calls).toHaveLength(4);
  });

  test('leaves a call that does not end to the next process', async () => {
    const house = await openHouse();
    const app = await openApplication(() => undefined, withStatus(200));
    const uploadId = await house.owe(app.url);
    const worker = house.startWorker();
    await eventually(() => expect(app.calls).toHaveLength(1));
    await worker.stop();
    await house.fetch.close();
    expect(await house.deliveryOf(uploadId)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  test('makes at most four calls to one host, and eight in all, at once', async () => {
    const house = await openHouse();
    let running = 0;
    const runningSeen: number[] = [];
    const slowly: Answer = (response) => {
      running += 1;
      runningSeen.push(running);
      setTimeout(() => {
        running -= 1;
        response.end();
      }, 20);
    };
    const apps = await Promise.all([
      openApplication(slowly),
      openApplication(slowly),
      openApplication(slowly),
    ]);
    for (const app of apps) for (let index = 0; index < 12; index += 1) await house.owe(app.url);
    house.startWorker();
    await eventually(() => expect(apps.map(({ calls }) => calls.length)).toEqual([12, 12, 12]));
    expect(apps.map(({ most }) => most())).toEqual([4, 4, 4]);
    expect(Math.max(...runningSeen)).toBe(8);
  });

  test('delivers a burst to one host without waiting for leases', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(200));
    await Promise.all(Array.from({ length: 150 }, (_, index) => house.owe(`${app.url}/${index}`)));
    house.startWorker();
    await eventually(async () => {
      expect(await house.store.read.deliveries.list({ state: 'pending', limit: 1 })).toEqual([]);
    });
    expect(new Set(app.calls).size).toBe(150);
    expect(app.calls).toHaveLength(150);
  });

  test('reaches other hosts behind a long row of calls to a dead one', async () => {
    const house = await openHouse({ timeoutMs: second });
    const dead = await openApplication(() => undefined);
    const well = await openApplication(withStatus(200));
    await Promise.all(Array.from({ length: 150 }, () => house.owe(dead.url)));
    const uploadId = await house.owe(well.url);
    house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).state).toBe('delivered'));
    expect(dead.calls.length).toBeLessThan(30);
  });

  test('writes no token to the log', async () => {
    const house = await openHouse();
    const app = await openApplication(withStatus(500), withStatus(200));
    const uploadId = await house.owe(`${app.url}/?upload_token={upload_token}&key=private`);
    const worker = house.startWorker();
    await eventually(async () => expect((await house.deliveryOf(uploadId)).attempts).toBe(1));
    house.advance(10 * second);
    worker.wake();
    await eventually(() => expect(house.lines).toHaveLength(2));
    expect(JSON.stringify(house.lines)).not.toMatch(new RegExp(`${secret}|private|upload_token`));
    expect(JSON.stringify(house.lines)).toContain(uploadId);
  });
});
