import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openOwedWork } from '../../test/support/owed-work.ts';
import { createSealer } from '../access/sealing.ts';
import { recordChanges } from '../archive/record-changes.ts';
import { eventCatalogue, type EventType } from '../events/catalogue.ts';
import type { NewEvent } from '../events/records.ts';
import { createDelivery } from './delivery.ts';
import type { PingbackTarget } from './pingback-targets.ts';

const second = 1_000;
const day = 86_400 * second;

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

const eventually = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: 20 * second, interval: 5 });

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An application that answers with the statuses in turn, and with the last one ever after. */
async function openApplication(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: Buffer.concat(pieces).toString() });
      const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
      response.writeHead(status).end(`status ${status}\n\u0007`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Everything that tells applications, over a store, with a clock that tests can put forward. */
async function openHouse() {
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const { store: records, addItem, close } = await openOwedWork(clock);
  const lines: unknown[] = [];
  const write = (fields: object, message: string) => void lines.push({ ...fields, message });
  const consumers: PingbackTarget[] = [];
  const open = () =>
    createDelivery({
      store,
      sealer,
      clock,
      log: { info: write, warn: write, error: write },
      pingbackTargets: { list: async () => consumers },
      settings: { allowPrivate: [], timeoutSeconds: 5, maxResponseBytes: 2_000, retryForSeconds: 3 * 86_400 },
      allowLoopback: true,
      userAgent: 'Slipway/test',
      keepEventsForSeconds: 30 * 86_400,
      sweepIntervalSeconds: 1,
    });
  const store = recordChanges(records, { clock, onEvents: () => delivery.wake() });
  const sealer = createSealer(randomBytes(32));
  let delivery = open();
  endings.push(async () => {
    await delivery.stop();
    await close();
  });
  return {
    store,
    lines,
    consumers,
    now: clock.now,
    addItem,
    delivery: () => delivery,
    /** Another process takes over. */
    restart: async () => {
      await delivery.stop();
      delivery = open();
      delivery.start();
    },
    advance: (ms: number) => {
      aheadMs += ms;
      delivery.wake();
    },
    record: (type: EventType, photoId = 7) =>
      store.transaction((tx) => {
        const data = { ...eventCatalogue[type].example, photo_id: photoId };
        return tx.outbox.record({ type, photoId, now: clock.now(), data } as NewEvent);
      }),
    messages: async () => (await records.read.deliveries.listMessages({ limit: 100 })).toReversed(),
    webhook: async (id: number) => {
      const webhook = await records.read.webhooks.find(id);
      if (!webhook) throw new Error(`there is no webhook ${id}`);
      return webhook;
    },
  };
}

const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

const typesOf = (received: readonly Received[]) =>
  received.map(({ body }) => (JSON.parse(body) as { type: string }).type);

describe('a webhook', () => {
  test('gets what it is subscribed to from then on: a signed POST of JSON, once', async () => {
    const house = await openHouse();
    const app = await openApplication(204);
    await house.record('photo.added', 1);
    const wish = { event: 'photo.added', targetUrl: `${app.url}/hook?key=1#part` };
    const { webhook, secret } = await house.delivery().webhooks.subscribe(wish);
    house.delivery().start();
    await house.record('album.created');
    await house.record('photo.added', 2);
    await eventually(async () => expect((await house.messages())[0]?.state).toBe('delivered'));
    const [call, ...others] = app.received;
    if (!call) throw new Error('nothing came');
    expect(others).toEqual([]);
    expect(call).toMatchObject({ method: 'POST', url: '/hook?key=1' });
    expect(call.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Slipway/test',
      'webhook-id': expect.stringMatching(/^evt_\d+_[0-9a-z]+$/),
    });
    const message = verify(secret, call) as { id: string; data: object };
    expect(message).toEqual({
      id: call.headers['webhook-id'],
      type: 'photo.added',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { ...eventCatalogue['photo.added'].example, photo_id: 2 },
    });
    expect(await house.messages()).toMatchObject([{ webhookId: webhook.id, photoId: 2, attempts: 1 }]);
  });

  test('gets events in their order, and every event when it asks for it', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    const types = ['upload.started', 'photo.added', 'album.created', 'album.photo_added'] as const;
    for (const type of types) await house.record(type);
    house.delivery().start();
    await eventually(() => expect(app.received).toHaveLength(4));
    expect(typesOf(app.received).toSorted()).toEqual(types.toSorted());
    expect((await house.messages()).map(({ eventType }) => eventType)).toEqual(types);
  });

  test('may be subscribed by a name of the original API', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const { webhook } = await house.delivery().webhooks.subscribe({
      event: 'album_add_photo',
      targetUrl: app.url,
    });
    expect(webhook.event).toBe('album_add_photo');
    await house.record('album.photo_added');
    house.delivery().start();
    await eventually(() => expect(typesOf(app.received)).toEqual(['album.photo_added']));
  });

  test('hears of an item that is added, in the same transaction as the item', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    await house.delivery().webhooks.subscribe({ event: 'photo.updated', targetUrl: app.url });
    house.delivery().start();
    const { photoId } = await house.addItem();
    await house.store.transaction((tx) => tx.photos.update(photoId, { title: 'New' }));
    await eventually(() => expect(app.received).toHaveLength(1));
    expect(JSON.parse(app.received[0]?.body ?? '')).toMatchObject({
      data: { photo_id: photoId, title: 'New', changed: ['title'] },
    });
  });

  test('gets many events through a few places, none lost and none twice', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    await house.delivery().webhooks.subscribe({ event: 'photo.added', targetUrl: app.url });
    for (let index = 1; index <= 250; index += 1) await house.record('photo.added', index);
    house.delivery().start();
    await eventually(() => expect(app.received).toHaveLength(250));
    const ids = app.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(250);
  });

  test('does not pile up deliveries for a dead target: events wait in their own table', async () => {
    const house = await openHouse();
    const app = await openApplication(500);
    await house.delivery().webhooks.subscribe({ event: 'photo.added', targetUrl: app.url });
    for (let index = 1; index <= 130; index += 1) await house.record('photo.added', index);
    house.delivery().start();
    await eventually(() => expect(app.received).toHaveLength(100));
    expect(await house.store.read.deliveries.listMessages({ limit: 100, before: 101 })).toHaveLength(100);
    expect(await house.store.read.deliveries.find(101)).toBeUndefined();
  });
});

describe('a message that is not taken', () => {
  test('is sent again under the same id, signed anew, and its log says what came back', async () => {
    const house = await openHouse();
    const app = await openApplication(500, 302, 200);
    const { secret } = await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added');
    house.delivery().start();
    for (const attempts of [1, 2, 3]) {
      await eventually(async () => expect((await house.messages())[0]?.attempts).toBe(attempts));
      house.advance(70 * second);
    }
    const [delivery] = await house.messages();
    expect(delivery?.state).toBe('delivered');
    expect(new Set(app.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(app.received.map(({ body }) => body)).size).toBe(1);
    for (const call of app.received) expect(verify(secret, call)).toBeDefined();
    expect(await house.store.read.deliveries.attempts(delivery?.id ?? 0)).toMatchObject([
      { status: 500, error: null, response: 'status 500\n\ufffd' },
      { status: 302, error: expect.stringMatching(/^redirected: /), response: null },
      { status: 200, error: null, response: 'status 200\n\ufffd' },
    ]);
  });

  test('disables its webhook when the answer is 410, and nothing more is sent', async () => {
    const house = await openHouse();
    const app = await openApplication(410);
    const { webhook } = await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added', 1);
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.state).toBe('failed'));
    expect(await house.webhook(webhook.id)).toMatchObject({ state: 'disabled', stateReason: 'gone' });
    await house.record('photo.added', 2);
    const { state } = await house.delivery().webhooks.setState(webhook.id, 'active');
    expect(state).toBe('active');
    await house.record('photo.added', 3);
    await eventually(() => expect(app.received).toHaveLength(2));
    expect((await house.messages()).map(({ photoId }) => photoId)).toEqual([1, 3]);
  });

  test('pauses its webhook when nothing went well for three days; all of it is sent after that', async () => {
    const house = await openHouse();
    const app = await openApplication(500, 500, 200);
    const { webhook } = await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added', 1);
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.attempts).toBe(1));
    const failingSince = (await house.webhook(webhook.id)).failingSince ?? 0;
    expect(failingSince).toBeGreaterThan(0);
    house.advance(3 * day);
    await eventually(async () => expect((await house.webhook(webhook.id)).state).toBe('paused'));
    expect(await house.webhook(webhook.id)).toMatchObject({ stateReason: 'failing', failingSince });
    await house.record('photo.added', 2);
    await house.delivery().webhooks.setState(webhook.id, 'active');
    await eventually(() => expect(app.received).toHaveLength(3));
    const states = async () => (await house.messages()).map(({ photoId, state }) => [photoId, state]);
    await eventually(async () =>
      expect(await states()).toEqual([
        [1, 'failed'],
        [2, 'delivered'],
      ]),
    );
    expect((await house.webhook(webhook.id)).failingSince).toBeNull();
  });

  test('does not count against its webhook when it could not be sent at all', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const { webhook } = await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.store.transaction((tx) => tx.webhooks.update(webhook.id, { sealedSecret: 'v1.broken' }));
    await house.record('photo.added');
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.state).toBe('failed'));
    const [delivery] = await house.messages();
    expect(await house.store.read.deliveries.attempts(delivery?.id ?? 0)).toMatchObject([
      { status: null, error: expect.stringMatching(/^secret_unreadable: /) },
    ]);
    expect(await house.webhook(webhook.id)).toMatchObject({ state: 'active', failingSince: null });
    expect(app.received).toEqual([]);
  });
});

describe('a pause', () => {
  test('holds back what happens, over a restart, and loses nothing of it', async () => {
    const house = await openHouse();
    const app = await openApplication(500, 200);
    const { webhook } = await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added', 1);
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.attempts).toBe(1));
    const paused = await house.delivery().webhooks.setState(webhook.id, 'paused');
    expect(paused).toMatchObject({ state: 'paused', stateReason: 'requested' });
    expect((await house.messages())[0]?.state).toBe('held');
    for (const photoId of [2, 3]) await house.record('photo.added', photoId);
    await house.restart();
    house.advance(3_600 * second);
    expect(app.received).toHaveLength(1);
    await house.delivery().webhooks.setState(webhook.id, 'active');
    await eventually(() => expect(app.received).toHaveLength(4));
    expect((await house.messages()).map(({ photoId }) => photoId)).toEqual([1, 2, 3]);
  });

  test('ends when the same address subscribes again, which makes no second webhook', async () => {
    const house = await openHouse();
    const { webhooks } = house.delivery();
    const wish = { event: 'photo.added', targetUrl: 'https://app.example/hook' };
    const first = await webhooks.subscribe(wish);
    await webhooks.setState(first.webhook.id, 'paused');
    const again = await webhooks.subscribe(wish);
    expect(again).toEqual({ webhook: { ...first.webhook }, secret: '' });
    expect(await webhooks.list()).toHaveLength(1);
    await expect(webhooks.subscribe({ ...wish, secret: first.secret })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });
});

describe('a crash', () => {
  test('between an event and its delivery loses nothing', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added', 1);
    await house.restart();
    await eventually(() => expect(app.received).toHaveLength(1));
  });
});

describe('the secret of a webhook', () => {
  test('may be given, so that several subscriptions of one address share it', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    for (const event of ['photo.added', 'album.created']) {
      const issued = await house.delivery().webhooks.subscribe({ event, targetUrl: app.url, secret });
      expect(issued.secret).toBe(secret);
    }
    await house.record('photo.added');
    await house.record('album.created');
    house.delivery().start();
    await eventually(() => expect(app.received).toHaveLength(2));
    for (const call of app.received) expect(verify(secret, call)).toBeDefined();
  });

  test('is replaced gently: for a day both sign, or at once', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const { webhooks } = house.delivery();
    const { webhook, secret: oldest } = await webhooks.subscribe({ event: '*', targetUrl: app.url });
    const { secret: old } = await webhooks.rotateSecret(webhook.id, { isAtOnce: false });
    house.delivery().start();
    await house.record('photo.added');
    await eventually(() => expect(app.received).toHaveLength(1));
    const [first] = app.received;
    if (!first) throw new Error('nothing came');
    for (const secret of [oldest, old]) expect(verify(secret, first)).toBeDefined();
    const { secret } = await webhooks.rotateSecret(webhook.id, { isAtOnce: true });
    await house.record('photo.added');
    await eventually(() => expect(app.received).toHaveLength(2));
    const call = app.received[1] ?? first;
    expect(verify(secret, call)).toBeDefined();
    expect(() => verify(old, call)).toThrow('No matching signature found');
  });

  test('that was replaced stops signing after a day', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const { webhooks } = house.delivery();
    const { webhook } = await webhooks.subscribe({ event: '*', targetUrl: app.url });
    await webhooks.rotateSecret(webhook.id, { isAtOnce: false });
    house.advance(day);
    house.delivery().start();
    await house.record('photo.added');
    await eventually(() => expect(app.received).toHaveLength(1));
    expect(app.received[0]?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });

  test('is kept sealed, forgotten with the webhook, and written to no log', async () => {
    const house = await openHouse();
    const app = await openApplication(500, 410);
    const { webhooks } = house.delivery();
    const { webhook, secret } = await webhooks.subscribe({
      event: '*',
      targetUrl: `${app.url}/?key=private`,
    });
    expect(webhook.sealedSecret).toMatch(/^v1\./);
    expect(webhook.sealedSecret).not.toContain(secret.slice(6, 20));
    await house.record('photo.added');
    house.delivery().start();
    await eventually(() => expect(app.received).toHaveLength(1));
    house.advance(10 * second);
    await eventually(async () => expect((await house.webhook(webhook.id)).state).toBe('disabled'));
    await eventually(() => expect(house.lines.length).toBeGreaterThanOrEqual(3));
    const log = JSON.stringify(house.lines);
    expect(log).toContain('"webhookId"');
    expect(log).not.toMatch(/whsec_|private|A holiday film|status 500/);
    expect(log).not.toContain(secret.slice(6));
    await webhooks.unsubscribe({ id: webhook.id });
    expect(await house.webhook(webhook.id)).toMatchObject({ state: 'removed', sealedSecret: '' });
  });
});

describe('unsubscribing', () => {
  test('gives up what is owed, and is known by number or by address', async () => {
    const house = await openHouse();
    const app = await openApplication(500);
    const { webhooks } = house.delivery();
    const targetUrl = `${app.url}/hook`;
    const { webhook } = await webhooks.subscribe({ event: 'photo.added', targetUrl });
    await webhooks.subscribe({ event: 'album.created', targetUrl });
    await webhooks.subscribe({ event: 'album.created', targetUrl: `${app.url}/other` });
    await house.record('photo.added');
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.attempts).toBe(1));
    await webhooks.unsubscribe({ id: webhook.id });
    expect(await house.messages()).toMatchObject([{ state: 'failed' }]);
    await expect(webhooks.unsubscribe({ id: webhook.id })).rejects.toMatchObject({ code: 'no_such_object' });
    await webhooks.subscribe({ event: 'photo.added', targetUrl });
    await webhooks.unsubscribe({ targetUrl: ` ${targetUrl}#x` });
    expect((await webhooks.list()).map((left) => left.targetUrl)).toEqual([`${app.url}/other`]);
    await expect(webhooks.unsubscribe({ targetUrl })).rejects.toMatchObject({ code: 'no_such_object' });
    await expect(webhooks.unsubscribe({ targetUrl: 'nonsense' })).rejects.toMatchObject({
      code: 'no_such_object',
    });
  });
});

describe('a replay', () => {
  test('sends a message again under the same id, whatever became of it', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    await house.delivery().webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added');
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.state).toBe('delivered'));
    const id = (await house.messages())[0]?.id ?? 0;
    await house.delivery().replay('webhook', id);
    await eventually(async () =>
      expect((await house.messages())[0]).toMatchObject({ attempts: 2, state: 'delivered' }),
    );
    expect(app.received[1]?.headers['webhook-id']).toBe(app.received[0]?.headers['webhook-id']);
    expect(app.received[1]?.body).toBe(app.received[0]?.body);
  });

  test('says why it cannot be made', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const { webhooks } = house.delivery();
    const { webhook } = await webhooks.subscribe({ event: '*', targetUrl: app.url });
    await house.record('photo.added');
    house.delivery().start();
    await eventually(async () => expect((await house.messages())[0]?.state).toBe('delivered'));
    const { id = 0, eventId = 0 } = (await house.messages())[0] ?? {};
    const { replay } = house.delivery();
    await expect(replay('callback', id)).rejects.toMatchObject({ code: 'no_such_object' });
    await expect(replay('webhook', id + 1)).rejects.toMatchObject({ code: 'no_such_object' });
    await webhooks.setState(webhook.id, 'paused');
    await expect(replay('webhook', id)).rejects.toThrow('The webhook of this delivery is paused.');
    await webhooks.setState(webhook.id, 'active');
    await house.store.transaction((tx) => tx.events.sweep(Number.MAX_SAFE_INTEGER, 10));
    expect(await house.store.read.events.find(eventId)).toBeUndefined();
    await expect(replay('webhook', id)).rejects.toThrow('not kept any more');
    await webhooks.unsubscribe({ id: webhook.id });
    await expect(replay('webhook', id)).rejects.toThrow('The webhook of this delivery is unsubscribed.');
  });
});

describe('a pingback', () => {
  test('is a bare POST for a change of texts, tags, albums or formats', async () => {
    const house = await openHouse();
    const app = await openApplication(200);
    const issued = await house.delivery().webhooks.subscribe({
      event: 'pingback',
      targetUrl: `${app.url}/ping?a=1`,
    });
    expect(issued).toMatchObject({ secret: '', webhook: { sealedSecret: '' } });
    house.delivery().start();
    const { photoId } = await house.addItem();
    const update = (patch: object) => house.store.transaction((tx) => tx.photos.update(photoId, patch));
    await update({ isPublished: false });
    await update({ title: 'New' });
    await eventually(() => expect(app.received).toHaveLength(1));
    expect(app.received[0]).toMatchObject({
      method: 'POST',
      url: `/ping?a=1&type=photo&photo_id=${photoId}`,
      body: '',
    });
    expect(app.received[0]?.headers['webhook-id']).toBeUndefined();
    expect(app.received[0]?.headers['content-length']).toBe('0');
    await expect(
      house.delivery().webhooks.rotateSecret(issued.webhook.id, { isAtOnce: false }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('follows the applications: their URLs, and what changed since they have them', async () => {
    const house = await openHouse();
    const [old, fresh] = [await openApplication(200), await openApplication(200)];
    const { webhooks } = house.delivery();
    await house.record('photo.encoded', 1);
    house.advance(second);
    house.consumers.push({ consumerId: 5, url: `${old.url}/p`, since: house.now() });
    house.advance(second);
    await house.record('photo.encoded', 2);
    house.delivery().start();
    await eventually(() => expect(old.received.map(({ url }) => url)).toEqual(['/p?type=photo&photo_id=2']));
    const [pingback] = await webhooks.list();
    expect(pingback).toMatchObject({ event: 'pingback', consumerId: 5 });
    await expect(webhooks.unsubscribe({ id: pingback?.id ?? 0 })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    house.consumers.splice(0, 1, { consumerId: 5, url: `${fresh.url}/q`, since: house.now() });
    house.advance(second);
    house.delivery().wake();
    await eventually(async () => expect((await webhooks.list())[0]?.targetUrl).toBe(`${fresh.url}/q`));
    await house.record('photo.encoded', 3);
    await eventually(() =>
      expect(fresh.received.map(({ url }) => url)).toEqual(['/q?type=photo&photo_id=3']),
    );
    expect(old.received).toHaveLength(1);
    house.consumers.splice(0);
    house.delivery().wake();
    await eventually(async () => expect(await webhooks.list()).toEqual([]));
    await webhooks.subscribe({ event: 'photo.encoded', targetUrl: old.url });
    await house.record('photo.encoded', 4);
    await eventually(() => expect(old.received).toHaveLength(2));
    expect(fresh.received).toHaveLength(1);
  });
});

describe('the sweeper', () => {
  test('forgets old events and messages, gives up what is held too long, and keeps what is owed', async () => {
    const house = await openHouse();
    const [good, bad] = [await openApplication(200), await openApplication(500)];
    const { webhooks } = house.delivery();
    await webhooks.subscribe({ event: 'photo.added', targetUrl: good.url });
    const { webhook } = await webhooks.subscribe({ event: 'album.created', targetUrl: bad.url });
    house.delivery().start();
    await house.record('photo.added');
    await house.record('album.created');
    await eventually(async () =>
      expect((await house.messages()).map(({ attempts }) => attempts)).toEqual([1, 1]),
    );
    await webhooks.setState(webhook.id, 'paused');
    await house.restart();
    expect(await house.store.read.events.page({ after: 0, limit: 9 })).toHaveLength(2);
    house.advance(31 * day);
    await house.restart();
    await eventually(async () =>
      expect(await house.store.read.events.page({ after: 0, limit: 9 })).toEqual([]),
    );
    expect(await house.messages()).toMatchObject([{ eventType: 'album.created', state: 'failed' }]);
    await webhooks.unsubscribe({ id: webhook.id });
    house.advance(31 * day);
    await house.restart();
    await eventually(async () => expect(await house.messages()).toEqual([]));
    await eventually(async () => expect(await house.store.read.webhooks.find(webhook.id)).toBeUndefined());
  });
});
