import { expect } from 'vitest';
import type { WebhookRecord } from '../../src/callbacks/webhook-records.ts';
import { eventCatalogue, type EventType } from '../../src/events/catalogue.ts';
import type { NewEvent } from '../../src/events/records.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import type { StoreTest } from './metadata-store.ts';

/** Records events of these types, at the times 1, 2, 3 …; resolves to their ids. */
async function recordEvents(store: MetadataStore, types: readonly EventType[]): Promise<number[]> {
  const before = await store.read.events.lastId();
  for (const [index, type] of types.entries()) {
    const event = { type, photoId: 7, now: index + 1, data: eventCatalogue[type].example } as NewEvent;
    await store.transaction((tx) => tx.outbox.record(event));
  }
  return (await store.read.events.page({ after: before, limit: 100 })).map(({ id }) => id);
}

function addWebhook(store: MetadataStore, changes: Partial<WebhookRecord> = {}) {
  return store.transaction((tx) =>
    tx.webhooks.insert({
      event: 'photo.added',
      targetUrl: 'https://app.example/hook?key=1',
      sealedSecret: 'v1.sealed',
      cursor: 5,
      consumerId: null,
      createdAt: 100,
      ...changes,
    }),
  );
}

/** A webhook that is owed as many messages, at the times 1, 2, 3 … */
async function oweMessages(store: MetadataStore, count: number) {
  const webhook = await addWebhook(store);
  const eventIds = await recordEvents(
    store,
    Array.from({ length: count }, () => 'photo.added' as const),
  );
  for (const [index, eventId] of eventIds.entries()) {
    const { id: webhookId, targetUrl: url } = webhook;
    const message = { webhookId, eventId, eventType: 'photo.added', photoId: 7, url } as const;
    await store.transaction((tx) => tx.messages.owe({ ...message, now: index + 1 }));
  }
  return { webhook, eventIds };
}

const statesOf = async (store: MetadataStore) =>
  (await store.read.deliveries.listMessages({ limit: 100 })).map(({ state }) => state).toReversed();

const end = (store: MetadataStore, deliveryId: number, endedAt: number) =>
  store.transaction((tx) =>
    tx.deliveries.recordAttempt(
      { deliveryId, at: endedAt, durationMs: 1, status: 200, error: null, response: 'thanks' },
      { state: 'delivered', nextAttemptAt: endedAt, endedAt },
    ),
  );

const recordTests: readonly StoreTest[] = [
  [
    'gives events ids that grow, and what they tell back as it was',
    async (store) => {
      const types = ['upload.started', 'photo.added', 'upload.started'] as const;
      const ids = await recordEvents(store, types);
      expect(ids).toHaveLength(3);
      expect([...ids].sort((a, b) => a - b)).toEqual(ids);
      const [first = 0, second = 0, third = 0] = ids;
      expect(await store.read.events.find(second)).toEqual({
        id: second,
        type: 'photo.added',
        at: 2,
        photoId: 7,
        data: eventCatalogue['photo.added'].example,
      });
      expect(await store.read.events.find(third + 1)).toBeUndefined();
      const found = (await store.read.events.findMany([third, first])).map(({ id }) => id);
      expect(found.toSorted((one, other) => one - other)).toEqual([first, third]);
      expect(await store.read.events.findMany([])).toEqual([]);
    },
  ],
  [
    'pages events from a cursor on, all or of one type',
    async (store) => {
      expect(await store.read.events.lastId()).toBe(0);
      const types = ['upload.started', 'photo.added', 'upload.started', 'photo.added'] as const;
      const [a = 0, b = 0, c = 0, d = 0] = await recordEvents(store, types);
      const { events } = store.read;
      const idsOf = async (filter: Parameters<typeof events.page>[0]) =>
        (await events.page(filter)).map(({ id }) => id);
      expect(await idsOf({ after: a, limit: 2 })).toEqual([b, c]);
      expect(await idsOf({ after: b, type: 'photo.added', limit: 9 })).toEqual([d]);
      expect(await idsOf({ after: d, limit: 9 })).toEqual([]);
      expect(await events.lastId()).toBe(d);
      expect(await events.lastIdBefore(3)).toBe(b);
      expect(await events.lastIdBefore(1)).toBe(0);
    },
  ],
  [
    'takes an event of completion twice without complaint, and other events as often as they come',
    async (store) => {
      const data = eventCatalogue['upload.completed'].example;
      for (const type of [
        'upload.started',
        'upload.started',
        'upload.completed',
        'upload.completed',
      ] as const) {
        const event = { type, uploadId: 'one', now: 1, data } as const;
        await store.transaction((tx) => tx.outbox.record(event));
      }
      const kept = await store.read.events.page({ after: 0, limit: 9 });
      expect(kept.map(({ type }) => type)).toEqual(['upload.started', 'upload.started', 'upload.completed']);
    },
  ],
  [
    'never gives the id of a removed event to another',
    async (store) => {
      const [first = 0] = await recordEvents(store, ['photo.added']);
      expect(await store.transaction((tx) => tx.events.sweep(1_000, 10))).toBe(1);
      const [second = 0] = await recordEvents(store, ['photo.added']);
      expect(second).toBeGreaterThan(first);
    },
  ],
  [
    'keeps old events that are still owed to somebody, and removes no more than it is told to',
    async (store) => {
      const { eventIds } = await oweMessages(store, 4);
      const messages = await store.read.deliveries.listMessages({ limit: 9 });
      for (const { id } of messages.slice(0, 3)) await end(store, id, 50);
      const sweep = (before: number, limit: number) =>
        store.transaction((tx) => tx.events.sweep(before, limit));
      expect(await sweep(4, 1)).toBe(1);
      expect(await sweep(4, 9)).toBe(1);
      const kept = await store.read.events.page({ after: 0, limit: 9 });
      expect(kept.map(({ id }) => id)).toEqual([eventIds[0], eventIds[3]]);
    },
  ],
];

const webhookTests: readonly StoreTest[] = [
  [
    'gives a webhook back as it was added: active, and with nothing to its discredit',
    async (store) => {
      const added = await addWebhook(store);
      expect(added).toEqual({
        id: added.id,
        event: 'photo.added',
        targetUrl: 'https://app.example/hook?key=1',
        sealedSecret: 'v1.sealed',
        previousSealedSecret: null,
        previousSecretUntil: null,
        state: 'active',
        stateReason: '',
        cursor: 5,
        failingSince: null,
        consumerId: null,
        createdAt: 100,
      });
      expect(await store.read.webhooks.find(added.id)).toEqual(added);
      expect(await store.transaction((tx) => tx.webhooks.lock(added.id))).toEqual(added);
      expect(await store.read.webhooks.find(added.id + 1)).toBeUndefined();
    },
  ],
  [
    'refuses the same event at the same address twice, until the first one is removed',
    async (store) => {
      const { id } = await addWebhook(store);
      await addWebhook(store, { event: 'photo.deleted' });
      await expect(addWebhook(store)).rejects.toMatchObject({ name: 'UniqueViolation', table: 'webhooks' });
      await store.transaction((tx) => tx.webhooks.update(id, { state: 'removed' }));
      await addWebhook(store);
      const pingback = { event: 'pingback', consumerId: 5 } as const;
      await addWebhook(store, pingback);
      await expect(
        addWebhook(store, { ...pingback, targetUrl: 'https://other.example/' }),
      ).rejects.toMatchObject({ name: 'UniqueViolation' });
    },
  ],
  [
    'changes what it is told to, and lists webhooks by their states, oldest first',
    async (store) => {
      const [one, two] = [await addWebhook(store), await addWebhook(store, { event: '*' })];
      const patch = {
        state: 'paused',
        stateReason: 'failing',
        failingSince: 70,
        cursor: 8,
        sealedSecret: 'v1.new',
        previousSealedSecret: 'v1.sealed',
        previousSecretUntil: 90,
      } as const;
      await store.transaction((tx) => tx.webhooks.update(one.id, patch));
      expect(await store.read.webhooks.find(one.id)).toEqual({ ...one, ...patch });
      const idsIn = async (...states: WebhookRecord['state'][]) =>
        (await store.read.webhooks.inStates(states)).map(({ id }) => id);
      expect(await idsIn('active')).toEqual([two.id]);
      expect(await idsIn('active', 'paused', 'disabled')).toEqual([one.id, two.id]);
      expect(await idsIn('removed')).toEqual([]);
    },
  ],
  [
    'forgets a removed webhook once nothing tells of it',
    async (store) => {
      const { webhook } = await oweMessages(store, 1);
      const lonely = await addWebhook(store, { event: '*' });
      for (const { id } of [webhook, lonely])
        await store.transaction((tx) => tx.webhooks.update(id, { state: 'removed' }));
      await store.transaction((tx) => tx.webhooks.forgetRemoved());
      expect(await store.read.webhooks.find(lonely.id)).toBeUndefined();
      expect(await store.read.webhooks.find(webhook.id)).toBeDefined();
    },
  ],
];

const messageTests: readonly StoreTest[] = [
  [
    'owes an event to a webhook once, however often it is said',
    async (store) => {
      const { webhook, eventIds } = await oweMessages(store, 1);
      const message = { webhookId: webhook.id, eventId: eventIds[0] ?? 0, eventType: 'photo.added' } as const;
      await store.transaction((tx) => tx.messages.owe({ ...message, photoId: null, url: 'x', now: 9 }));
      const [delivery, ...others] = await store.read.deliveries.listMessages({ limit: 9 });
      expect(others).toEqual([]);
      expect(delivery).toEqual({
        kind: 'webhook',
        id: delivery?.id,
        webhookId: webhook.id,
        eventId: eventIds[0],
        eventType: 'photo.added',
        photoId: 7,
        url: webhook.targetUrl,
        state: 'pending',
        attempts: 0,
        tries: 0,
        owedAt: 1,
        nextAttemptAt: 1,
        createdAt: 1,
        endedAt: null,
      });
      expect(await store.read.deliveries.list({ limit: 9 })).toEqual([]);
    },
  ],
  [
    'leases messages beside callbacks, and keeps what was answered',
    async (store) => {
      await oweMessages(store, 2);
      const [first, second] = await store.transaction((tx) => tx.deliveries.claimDue(10, 1_000, 9));
      expect([first?.kind, second?.kind]).toEqual(['webhook', 'webhook']);
      await end(store, first?.id ?? 0, 20);
      expect(await store.read.deliveries.attempts(first?.id ?? 0)).toEqual([
        { deliveryId: first?.id, at: 20, durationMs: 1, status: 200, error: null, response: 'thanks' },
      ]);
      expect(await statesOf(store)).toEqual(['delivered', 'pending']);
    },
  ],
  [
    'sets aside what a webhook is owed, and owes it again with a fresh time for retries',
    async (store) => {
      const { webhook } = await oweMessages(store, 3);
      const [first] = await store.transaction((tx) => tx.deliveries.claimDue(1, 1_000, 1));
      await end(store, first?.id ?? 0, 5);
      expect(await store.read.messages.countPending(webhook.id)).toBe(2);
      await store.transaction((tx) => tx.messages.hold(webhook.id));
      expect(await statesOf(store)).toEqual(['delivered', 'held', 'held']);
      expect(await store.read.messages.countPending(webhook.id)).toBe(0);
      expect(await store.read.deliveries.nextDueAt()).toBeUndefined();
      await store.transaction((tx) => tx.messages.release(webhook.id, 500));
      expect(await statesOf(store)).toEqual(['delivered', 'pending', 'pending']);
      const [newest] = await store.read.deliveries.listMessages({ limit: 1 });
      expect(newest).toMatchObject({ tries: 0, owedAt: 500, nextAttemptAt: 500, createdAt: 3 });
    },
  ],
  [
    'writes down how an attempt went that was under way when its webhook was paused',
    async (store) => {
      const { webhook } = await oweMessages(store, 2);
      const [one, two] = await store.transaction((tx) => tx.deliveries.claimDue(10, 1_000, 9));
      await store.transaction((tx) => tx.messages.hold(webhook.id));
      await end(store, one?.id ?? 0, 20);
      const failed = {
        deliveryId: two?.id ?? 0,
        at: 20,
        durationMs: 1,
        status: 500,
        error: null,
        response: '',
      };
      const outcome = { state: 'pending', nextAttemptAt: 60, endedAt: null } as const;
      await store.transaction((tx) => tx.deliveries.recordAttempt(failed, outcome));
      expect(await statesOf(store)).toEqual(['delivered', 'held']);
      expect(await store.read.deliveries.find(two?.id ?? 0)).toMatchObject({ state: 'held', attempts: 1 });
    },
  ],
  [
    'gives up what a webhook is owed, or what has been held for too long',
    async (store) => {
      const { webhook } = await oweMessages(store, 3);
      await store.transaction((tx) => tx.messages.hold(webhook.id));
      await store.transaction((tx) => tx.messages.giveUpHeld(2, 90));
      expect(await statesOf(store)).toEqual(['failed', 'held', 'held']);
      await store.transaction((tx) => tx.messages.giveUp(webhook.id, 91));
      expect(await statesOf(store)).toEqual(['failed', 'failed', 'failed']);
      const [newest] = await store.read.deliveries.listMessages({ limit: 1 });
      expect(newest?.endedAt).toBe(91);
    },
  ],
  [
    'removes messages that ended long ago with their attempts, and no others',
    async (store) => {
      await oweMessages(store, 4);
      const messages = await store.read.deliveries.listMessages({ limit: 9 });
      const ids = messages.map(({ id }) => id).toReversed();
      const [first = 0, second = 0, third = 0, fourth = 0] = ids;
      await end(store, first, 10);
      await end(store, second, 20);
      await end(store, third, 30);
      const sweep = (before: number, limit: number) =>
        store.transaction((tx) => tx.messages.sweep(before, limit));
      expect(await sweep(25, 1)).toBe(1);
      expect(await sweep(25, 9)).toBe(1);
      expect(await sweep(25, 9)).toBe(0);
      const left = (await store.read.deliveries.listMessages({ limit: 9 })).map(({ id }) => id);
      expect(left).toEqual([fourth, third]);
      expect(await store.read.deliveries.attempts(first)).toEqual([]);
    },
  ],
  [
    'lists messages newest first, by webhook, by state, and page after page',
    async (store) => {
      const { webhook } = await oweMessages(store, 3);
      const { deliveries } = store.read;
      const idsOf = async (filter: Parameters<typeof deliveries.listMessages>[0]) =>
        (await deliveries.listMessages(filter)).map(({ id }) => id);
      const [c = 0, b = 0, a = 0] = await idsOf({ limit: 9 });
      await end(store, b, 50);
      expect([c, b, a]).toEqual([c, b, a].sort((one, other) => other - one));
      expect(await idsOf({ limit: 1 })).toEqual([c]);
      expect(await idsOf({ limit: 9, before: c })).toEqual([b, a]);
      expect(await idsOf({ limit: 9, webhookId: webhook.id, state: 'pending' })).toEqual([c, a]);
      expect(await idsOf({ limit: 9, state: 'delivered' })).toEqual([b]);
      expect(await idsOf({ limit: 9, webhookId: webhook.id + 1 })).toEqual([]);
    },
  ],
];

/** Events, webhooks, and the messages that come of both. */
export const eventTests: readonly StoreTest[] = [...recordTests, ...webhookTests, ...messageTests];
