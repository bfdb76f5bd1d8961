import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openStream, type StreamClient } from '../../test/support/event-stream.ts';
import { pause, waitFor } from '../../test/support/deadline.ts';
import { eventCatalogue } from '../events/catalogue.ts';
import { type EventRecord, messageId } from '../events/records.ts';
import { openEventStream } from '../http/event-stream.ts';
import { UploadActivity } from '../uploads/upload-activity.ts';
import { LiveHub, type LiveStore } from './live-hub.ts';
import { everythingScope } from './scope.ts';

const clock = { now: () => Date.now() };
const opened: { server?: Server; clients: StreamClient[] } = { clients: [] };

afterEach(() => {
  for (const client of opened.clients.splice(0)) client.close();
  opened.server?.closeAllConnections();
  opened.server?.close();
});

/** Records whose events have `padding` bytes each and are made when they are read. */
function createStore(padding = 0) {
  const startedAt = Date.now();
  const counts = { newest: 0, reads: 0, rowsRead: 0 };
  const data = { ...eventCatalogue['album.created'].example, padding: 'x'.repeat(padding) };
  const eventOf = (id: number): EventRecord => ({
    id,
    type: 'album.created',
    at: startedAt + id,
    photoId: null,
    data,
  });
  const events = {
    find: async (id: number) => (id >= 1 && id <= counts.newest ? eventOf(id) : undefined),
    lastId: async () => {
      counts.reads += 1;
      return counts.newest;
    },
    async page({ after, limit }: { after: number; limit: number }) {
      counts.reads += 1;
      await pause(0);
      const length = Math.max(0, Math.min(limit, counts.newest - after));
      counts.rowsRead += length;
      return Array.from({ length }, (_, index) => eventOf(after + 1 + index));
    },
  };
  const store: LiveStore = {
    read: { events, photos: { find: async () => undefined } },
    durable: async () => {},
  };
  return { store, counts, nameOf: (id: number) => messageId(eventOf(id)) };
}

async function serve(hub: LiveHub, stallMs?: number) {
  const server = createServer((request, response) => {
    const lastEventId = request.headers['last-event-id'] as string | undefined;
    const wish = { scope: everythingScope(undefined), lastEventId, isAllowed: async () => true };
    void hub.serve(wish, openEventStream(response, stallMs));
  });
  opened.server = server;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (lastEventId?: string) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const client = await openStream({ url }, '/', headers);
    opened.clients.push(client);
    return client;
  };
}

function createHub(store: LiveStore, maxStreams = 10) {
  const log = { warn: () => {} };
  const activity = new UploadActivity(clock);
  return new LiveHub({ store, activity, clock, log, keepForMs: 86_400_000, maxStreams });
}

const numbersOf = (client: StreamClient) =>
  client.blocks.filter(({ event }) => event === 'album.created').map(({ id }) => Number(id.split('_')[1]));

describe('the streams of a server', () => {
  it('get every event once, in order, however they come and go while events are recorded', async () => {
    const { store, counts, nameOf } = createStore();
    const hub = createHub(store);
    const open = await serve(hub);
    const first = await open();
    const clients: { client: StreamClient; from: number }[] = [];
    for (let round = 0; round < 60; round += 1) {
      counts.newest += 1 + (round % 7) * 40;
      hub.wake();
      if (round % 6 !== 0) continue;
      const from = Math.floor(counts.newest / 2) + 1;
      clients.push({ client: await open(nameOf(from)), from });
      if (round % 12 === 0) clients.shift()?.client.close();
    }
    hub.wake();
    for (const { client, from } of [...clients, { client: first, from: 0 }]) {
      await client.find('the newest event', ({ id }) => id === nameOf(counts.newest));
      const expected = Array.from({ length: counts.newest - from }, (_, index) => from + 1 + index);
      expect(numbersOf(client).join()).toBe(expected.join());
    }
  });

  it('read nothing when nobody listens', async () => {
    const { store, counts } = createStore();
    const hub = createHub(store);
    const open = await serve(hub);
    hub.wake();
    expect(counts.reads).toBe(0);
    const client = await open();
    await client.find('the beginning', ({ event }) => event === 'stream.ready');
    client.close();
    await waitFor('the stream to be gone', () => {
      const before = counts.reads;
      hub.wake();
      return counts.reads === before ? true : undefined;
    });
  });

  it('keep little in memory for a client that does not read, and go on when it does', async () => {
    const { store, counts, nameOf } = createStore(8_000);
    const open = await serve(createHub(store));
    counts.newest = 4_000;
    const client = await open(nameOf(1));
    client.pause();
    let before = -1;
    await waitFor('the server to wait', async () => {
      before = counts.rowsRead;
      await pause(150);
      return counts.rowsRead === before ? true : undefined;
    });
    // What the system's own buffers hold, and one page.
    expect(counts.rowsRead).toBeLessThan(2_500);
    client.resume();
    await client.find('the rest', ({ id }) => id === nameOf(4_000));
    expect(numbersOf(client)).toHaveLength(3_999);
  });

  it('end a client that goes on not reading', async () => {
    const { store, counts, nameOf } = createStore(8_000);
    const open = await serve(createHub(store), 100);
    counts.newest = 4_000;
    const client = await open(nameOf(1));
    client.pause();
    await waitFor('the connection to be cut', async () => {
      const count = await new Promise<number>((resolve, reject) => {
        opened.server?.getConnections((error, value) => (error ? reject(error) : resolve(value)));
      });
      return count === 0 ? true : undefined;
    });
    expect(counts.rowsRead).toBeLessThan(2_500);
  });

  it('are only so many, and none once the server stops', async () => {
    const { store } = createStore();
    const hub = createHub(store, 1);
    const open = await serve(hub);
    const scope = everythingScope(undefined);
    expect(hub.refusal(scope)).toBeUndefined();
    const client = await open();
    expect(hub.refusal(scope)).toBe('too_many');
    hub.close();
    await client.find('the end', ({ event }) => event === 'stream.end');
    await waitFor('the connection to end', () => (client.hasEnded ? true : undefined));
    expect(hub.refusal(scope)).toBe('shutting_down');
  });

  it('say that too much happened, instead of repeating it all', async () => {
    const { store, counts, nameOf } = createStore();
    const open = await serve(createHub(store));
    counts.newest = 20_000;
    const client = await open(nameOf(1));
    const gap = await client.find('the gap', ({ event }) => event === 'stream.gap');
    expect(gap).toMatchObject({ id: nameOf(20_000), body: { data: { reason: 'too_many' } } });
  });
});
