import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { someAccount, someConsumer } from '../../../test/contract/metadata-sign-in.ts';
import {
  addPhotoTo,
  someKey,
  someOpenUpload,
  someOpenUploadFile,
  someToken,
  someUpload,
} from '../../../test/contract/metadata-records.ts';
import { accountOrders } from '../../access/accounts/records.ts';
import { eventCatalogue } from '../../events/catalogue.ts';
import type { PhotoFilter } from '../../archive/records.ts';
import { prepareRecords } from '../queries/records.ts';
import type { Executor, Statement } from '../statement.ts';
import type { Records } from '../store.ts';
import { openConnection, type SqliteConnection } from './connection.ts';
import { createSqliteKit } from './dialect.ts';
import { migrate } from './migrate.ts';

const DAY_MS = 86_400_000;

let folder: string;
let connection: SqliteConnection;
/** Plans of all statements that ran, by their text. */
let plans: Map<string, string[]>;
/** Names of all methods that were called. */
let called: Set<string>;
let records: Records;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-plans-'));
  connection = openConnection(join(folder, 'slipway.db'));
  migrate(connection.database, { now: () => 1 });
  plans = new Map();
  called = new Set();
  records = noteCalls(prepareRecords(createSqliteKit())(explaining(connection.executor(() => undefined))));
});

afterEach(() => {
  connection.database.close();
  rmSync(folder, { recursive: true });
});

function explaining(run: Executor): Executor {
  function explain<P, R>(statement: Statement<P, R>, params: P): void {
    if (plans.has(statement.sql)) return;
    const values = statement
      .values(params)
      .map((value) => (typeof value === 'boolean' ? Number(value) : value));
    const rows = connection.database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement.sql}`)
      .all(...values);
    plans.set(
      statement.sql,
      rows.map(({ detail }) => detail),
    );
  }
  return {
    all: (statement, params) => (explain(statement, params), run.all(statement, params)),
    get: (statement, params) => (explain(statement, params), run.get(statement, params)),
    run: (statement, params) => (explain(statement, params), run.run(statement, params)),
  };
}

function noteCalls(all: Records): Records {
  const noted = Object.entries(all).map(([part, methods]: [string, object]) => [
    part,
    new Proxy(methods, {
      get(target, name) {
        called.add(`${part}.${String(name)}`);
        return Reflect.get(target, name) as unknown;
      },
    }),
  ]);
  return Object.fromEntries(noted) as Records;
}

/** Calls every method of every port, with every combination that makes a statement of its own. */
async function useEverything(): Promise<void> {
  const token = someToken();
  const { tokens, uploads, users, keys } = records;
  await tokens.insert(token);
  await tokens.find(token.id);
  await tokens.lock(token.id);
  await tokens.findBySecretHash(token.secretHash);
  await tokens.update(token.id, { metadata: token.metadata, revokedAt: 1 });
  await tokens.addCompleted(token.id);
  await tokens.list({ limit: 5 });
  await tokens.list({ limit: 5, before: token.id });

  const upload = someUpload(token.id);
  await uploads.insert(upload);
  await uploads.find(upload.id);
  await uploads.findMany([upload.id, 'b', 'c']);
  await uploads.lock(upload.id);
  await uploads.findByKey(token.id, upload.key);
  await uploads.findByIdentifier(token.id, upload.identifier);
  await uploads.update(upload.id, { ranges: [], lastActivityAt: 5 });
  await uploads.update(upload.id, {
    state: 'receiving',
    hasSlot: true,
    photoId: 1,
    completedAt: 1,
    extras: [],
  });
  await uploads.countFinalAnswer(upload.id);
  await uploads.slotHolders(token.id);
  await uploads.idle(9, 9);
  await uploads.isStorageKeyKnown(upload.storageKey);
  for (const state of [{}, { state: 'failed' } as const]) {
    for (const tokenId of [{}, { tokenId: token.id }]) {
      for (const before of [{}, { before: upload.id }]) {
        await uploads.list({ ...state, ...tokenId, ...before, limit: 5 });
      }
    }
  }

  await users.hidden();
  await users.find(1);
  await users.insert({ username: 'u', displayName: 'U', isHidden: false, createdAt: 1 });
  const key = someKey();
  await keys.insert(key);
  await keys.find(key.id);
  await keys.findBySecretHash(key.secretHash);
  await keys.list();
  await keys.count();
  await keys.revoke(key.id, 1);
  await useAccess(key.id);
  await useArchive(token.id);
  await useWork(upload.id);
  await useOpenUploads(token.id);
  await useEvents();
  await useInsight();
}

async function useInsight(): Promise<void> {
  const { statistics, audit } = records;
  const hour = {
    uploadsStarted: 1,
    uploadsCompleted: 1,
    uploadsFailed: 1,
    uploadsCancelled: 1,
    uploadsExpired: 1,
    bytesIn: 1,
    downloads: 1,
    bytesOut: 1,
  };
  await statistics.add(1, hour);
  await statistics.noteUse(1, await statistics.storageUse());
  await statistics.hours({ from: 0, to: 9, limit: 9 });
  await statistics.cursor();
  await statistics.lockCursor();
  await statistics.moveCursor(1);
  await statistics.sweep(0);
  const who = { level: 'super', keyId: null, userId: 1, consumerId: null, address: '' };
  await audit.insert({ ...who, at: 1, action: 'a', details: {} });
  for (const action of [{}, { action: 'a' }]) {
    for (const userId of [{}, { userId: 1 }]) {
      for (const before of [{}, { before: 9 }]) {
        await audit.list({ ...action, ...userId, ...before, limit: 5 });
      }
    }
  }
}

async function useEvents(): Promise<void> {
  const { events, webhooks, messages, deliveries } = records;
  await events.find(1);
  await events.findMany([1, 2, 3]);
  await events.page({ after: 0, limit: 5 });
  await events.page({ after: 0, type: 'photo.added', limit: 5 });
  await events.page({ after: 0, uploadTokenId: 't', limit: 5 });
  for (const type of [{}, { type: 'photo.added' } as const]) {
    for (const before of [{}, { before: 9 }]) await events.latest({ ...type, ...before, limit: 5 });
  }
  await events.lastId();
  await events.lastIdBefore(5);
  const { id } = await webhooks.insert({
    event: 'photo.added',
    targetUrl: 'https://app.example/',
    sealedSecret: 's',
    cursor: 0,
    consumerId: null,
    createdAt: 1,
  });
  await webhooks.find(id);
  await webhooks.lock(id);
  await webhooks.inStates(['active']);
  await webhooks.inStates(['active', 'paused', 'disabled']);
  const event = { eventId: 1, eventType: 'photo.added', photoId: 1 } as const;
  await messages.owe({ webhookId: id, ...event, url: 'https://app.example/', now: 1 });
  await messages.countPending(id);
  for (const webhook of [{}, { webhookId: id }]) {
    for (const state of [{}, { state: 'failed' } as const]) {
      for (const before of [{}, { before: 9 }]) {
        await deliveries.listMessages({ ...webhook, ...state, ...before, limit: 5 });
      }
    }
  }
  await messages.hold(id);
  await messages.release(id, 1);
  await messages.giveUp(id, 1);
  await messages.giveUpHeld(1, 2);
  await messages.sweep(9, 5);
  await events.sweep(9, 5);
  await webhooks.update(id, { state: 'removed', cursor: 3 });
  await webhooks.forgetRemoved();
}

async function useAccess(keyId: string): Promise<void> {
  const { accounts, bearerTokens, consumers, accessTokens, requestTokens, nonces } = records;
  const { userId } = await accounts.insert(someAccount());
  await accounts.find(userId);
  await accounts.findByEmail('a@example.com');
  await accounts.findByUsername('a');
  await accounts.findPasswordHash(userId);
  await accounts.noteLogin(userId, 1);
  const searches = [
    {},
    ...['long', 'lo'].flatMap((text) =>
      [true, false].map((isPrivateSeen) => ({ search: { text, isPrivateSeen } })),
    ),
  ];
  for (const orderBy of accountOrders) {
    for (const search of searches) {
      for (const onlyAdmins of [true, false]) {
        await accounts.list({ ...search, onlyAdmins }, { page: 1, size: 20, orderBy, descending: true });
      }
    }
  }
  await accounts.list({ userId }, { page: 1, size: 20, orderBy: 'username', descending: true });
  await bearerTokens.insert({ secretHash: 'b', keyId, level: 'read', expiresAt: 1 });
  await bearerTokens.findBySecretHash('b');
  await bearerTokens.delete('b');
  await bearerTokens.deleteExpired(1);
  const { consumerId, key } = await consumers.insert(someConsumer());
  await consumers.find(consumerId);
  await consumers.findByKey(key);
  await consumers.withPingbacks();
  await consumers.revoke(consumerId, 1);
  const common = { sealedSecret: 's', consumerId };
  const { tokenId } = await accessTokens.insert({
    ...common,
    token: 't',
    userId,
    level: 'read',
    createdAt: 1,
    revokedAt: null,
  });
  await accessTokens.findByToken('t');
  await accessTokens.revoke(tokenId, 1);
  for (const before of [{}, { before: 1 }]) {
    await consumers.list({ limit: 5, ...before });
    await accessTokens.list({ consumerId, limit: 5, ...before });
  }
  const pending = { userId: null, verifierHash: null, callback: 'oob', expiresAt: 1 };
  await requestTokens.insert({ ...common, ...pending, token: 'r' });
  await requestTokens.find('r');
  await requestTokens.approve('r', { userId, verifierHash: 'v' });
  await requestTokens.delete('r');
  await requestTokens.deleteExpired(1);
  await nonces.remember({ digest: 'd', expiresAt: 1 });
  await nonces.deleteExpired(1);
  await useSessions(userId);
}

async function useSessions(userId: number): Promise<void> {
  const { signInTokens, sessions } = records;
  const person = { userId, email: '', fullName: '' };
  await signInTokens.insert({ ...person, secretHash: 's', kind: 'login', returnUrl: '/', expiresAt: 1 });
  await signInTokens.consume({ secretHash: 's', kind: 'login', now: 0 });
  await signInTokens.deleteExpired(1);
  await sessions.insert({ ...person, secretHash: 's', createdAt: 1, lastUsedAt: 1 });
  await sessions.findBySecretHash('s');
  await sessions.noteUse('s', 2);
  await sessions.delete('s');
  await sessions.deleteExpired({ idleSince: 1, madeBefore: 1 });
}

async function useArchive(uploadTokenId: string): Promise<void> {
  const { photos } = records;
  const albumId = await useAlbums();
  const photo = await addPhotoTo(records, uploadTokenId, {
    tags: ['red', 'blue'],
    albumIds: [albumId],
    title: 'A long title',
    variables: { project: 'x' },
  });
  await photos.find(photo.photoId);
  await photos.findByUpload(photo.uploadId);
  await photos.update(photo.photoId, {
    title: 'A longer title',
    tags: ['red', 'red:green'],
    albumIds: [albumId],
    variables: { project: 'y' },
    isPublished: true,
    kind: 'video',
  });
  await photos.publishDue(1, 5);
  await photos.nextDueAt();
  await useLists(photo.photoId, uploadTokenId);
  await useTags(photo.photoId);
  await useTokensOfItems(photo.photoId);
  await useMedia(photo.photoId);
  await records.outbox.enqueue({ kind: 'digest', photoId: photo.photoId, now: 1 });
  await records.outbox.enqueueAnew({ kind: 'digest', photoId: photo.photoId, now: 1 });
  await useFetches(photo.photoId, photo.uploadId);
  await records.jobs.claim('digest', 2, 3);
  await records.albums.removeItems(albumId, 5);
  await records.albums.delete(albumId);
  await photos.delete(photo.photoId);
}

async function useFetches(photoId: number, uploadId: string): Promise<void> {
  const { fetches } = records;
  await fetches.insert({ photoId, uploadId, sealedUrl: 's', validator: '', error: '' });
  await fetches.find(photoId);
  await fetches.findMany([photoId, 8, 9]);
  await fetches.update(photoId, { validator: 'v', error: 'e' });
}

async function useAlbums(): Promise<number> {
  const { albums } = records;
  const words = { title: 'a', description: '', token: 't' };
  const { albumId } = await albums.insert({ ...words, isHidden: false, userId: 1, createdAt: 1 });
  await albums.findMany([albumId, 2, 3]);
  await albums.findByTitle('a');
  await albums.update(albumId, { title: 'b', isHidden: true, editedAt: 2 });
  const filters = [{}, { isHidden: true }, { userId: 1 }, { albumIds: [albumId] }, { search: 'long' }];
  for (const filter of filters) {
    for (const orderBy of ['created', 'edited', 'title'] as const) {
      for (const shown of [{}, { isHidden: false }]) {
        await albums.list({ page: 1, size: 5, ...filter, ...shown, orderBy });
      }
    }
  }
  return albumId;
}

/** All ways to find a page of items, as if lists were of every size. */
async function useLists(photoId: number, uploadTokenId: string): Promise<void> {
  const { photos } = records;
  const picks: readonly PhotoFilter[] = [
    {},
    { photoId },
    { photoIds: [photoId, 2, 3] },
    { uploadTokenId },
    { userId: 1 },
    { exceptUserId: 2 },
    { albumId: 1 },
    { anyAlbum: [1, 2] },
    { tags: ['red'] },
    { tags: ['red', 'blue'] },
    { anyTag: ['red', 'blue'] },
    { variables: [['project', 'y']] },
    { anyVariable: [['project', 'y']] },
    { created: { from: 5, before: 9 } },
    { published: { from: 5 * DAY_MS + 1, before: 400 * DAY_MS + 1 } },
    { originalFilename: 'x.mov' },
    { search: 'long' },
    { search: 'lo' },
  ];
  const more: readonly PhotoFilter[] = [
    {},
    { isPublished: true },
    { kind: 'video', isPublished: true },
    { exceptUserId: 3, isPublished: true },
  ];
  for (const [all, named] of [
    [1, 1],
    [1_000_000, 500_000],
    [1_000_000, 10],
  ] as const) {
    pretendSizes(all, named);
    for (const pick of picks) {
      for (const other of more) await usePages({ ...other, ...pick });
    }
  }
  await photos.listIds({ tags: ['red'] }, { page: 1, size: 5, orderBy: 'given', descending: true });
}

async function usePages(filter: PhotoFilter): Promise<void> {
  const orders = ['created', 'title', 'published', ...(filter.search ? (['rank'] as const) : [])] as const;
  for (const orderBy of orders) {
    for (const promotedFirst of [true, false]) {
      const order = { orderBy, promotedFirst, descending: true };
      await records.photos.list(filter, { page: 1, size: 20, ...order });
      await records.photos.list(filter, { page: 5_000, size: 20, ...order });
    }
  }
}

/** As if the archive had so many items of each of some facets, and every list in it so many. */
function pretendSizes(all: number, named: number): void {
  const { database } = connection;
  const put = database.prepare('INSERT OR REPLACE INTO list_counts VALUES (?, ?, ?)');
  const lists = ['user:1', 'user:2', 'album:1', 'album:2', 'tag:red', 'tag:blue', 'variable:project=y'];
  for (const facet of [0, 4, 5, 6, 12, 36]) {
    put.run('all', facet, all);
    for (const list of [...lists, 'created month:1970-02', 'published month:1970-02'])
      put.run(list, facet, named);
  }
}

async function useTags(photoId: number): Promise<void> {
  const { tags } = records;
  await tags.count('red', true);
  await tags.amongItems([photoId, 2, 3], 5);
  await tags.sharedBy([photoId, 2, 3], ['red', 'blue']);
  for (const search of [{}, { search: 're' }]) {
    for (const machine of [{}, { isMachine: true }]) {
      for (const onlyPublished of [true, false]) {
        for (const orderBy of ['tag', 'items'] as const) {
          const filter = { ...search, ...machine, onlyPublished };
          await tags.list(filter, { page: 1, size: 5, orderBy, descending: true });
        }
      }
    }
  }
}

async function useTokensOfItems(photoId: number): Promise<void> {
  const { updateTokens, protections } = records;
  const uses = { maxUses: 1, usedCount: 0, validUntil: 9, createdAt: 1, createdByKeyId: null };
  await updateTokens.insert({ id: 'u', secretHash: 'u', photoId, ...uses });
  await updateTokens.findBySecretHash('u');
  await updateTokens.spend('u', 1);
  await updateTokens.forgetEnded(99, 5);
  const secrets = { passwordHash: 'h', endpoint: null, sealedToken: 's' };
  await protections.put({ photoId, method: 'password', ...secrets, createdAt: 1 });
  await protections.findMany([photoId, 2, 3]);
  await protections.retire({ photoId, sealedToken: 's', validUntil: 9 });
  await protections.retired(photoId, 1);
  await protections.forgetRetired(photoId, 99);
  await protections.remove(photoId);
}

async function useMedia(photoId: number): Promise<void> {
  const { media, renditions } = records;
  const rendition = { photoId, name: 'large', format: 'jpeg', generation: 1, storageKey: 'k', bytes: 1 };
  const facts = { width: 1, height: 1, bitRate: null, createdAt: 1 };
  await media.begin(photoId, { state: 'pending', reason: '' }, 1);
  await media.update(photoId, 1, { state: 'ready' }, 2);
  await media.find(photoId);
  await media.findMany([photoId]);
  await renditions.put({ ...rendition, ...facts });
  await renditions.findNamed(photoId, 'large');
  await renditions.findMany([photoId]);
  await renditions.removeAll(photoId);
  const { captions } = records;
  const key = { photoId, locale: 'en', type: 'general' } as const;
  const told = { language: 'English', isDraft: false, isDefault: false };
  await captions.put({ ...key, ...told, bytes: 1, sha256: 'x', createdAt: 1 }, 'x');
  await captions.findMany([photoId]);
  await captions.content(key);
  await captions.clearDefault(photoId);
  await captions.remove(key);
}

async function useWork(uploadId: string): Promise<void> {
  const { outbox, deliveries, jobs } = records;
  await outbox.oweCallback({ uploadId, photoId: null, url: 'u', sealedToken: 's', now: 1 });
  const data = eventCatalogue['upload.started'].example;
  await outbox.record({ type: 'upload.started', uploadId, now: 1, data });
  const [delivery] = await deliveries.claimDue(1, 2, 3);
  const id = delivery?.id ?? 0;
  const attempt = { deliveryId: id, at: 1, durationMs: 1, status: 1, error: null, response: null };
  await deliveries.recordAttempt(attempt, { state: 'pending', nextAttemptAt: 5, endedAt: null });
  await deliveries.recordAttempt(attempt, { state: 'failed', nextAttemptAt: 5, endedAt: 6 });
  await deliveries.nextDueAt();
  await deliveries.find(id);
  await deliveries.again(id, { sealedToken: null, now: 1 });
  await deliveries.attempts(1);
  for (const upload of [{}, { uploadId }]) {
    for (const state of [{}, { state: 'failed' } as const]) {
      for (const before of [{}, { before: 1 }])
        await deliveries.list({ ...upload, ...state, ...before, limit: 5 });
    }
  }
  await jobs.renew(1, 2);
  await jobs.release(1, 2);
  await jobs.reclaim(2);
  await jobs.report(1, 2);
  await jobs.findGone([1]);
  await jobs.pendingOf([1], 'media');
  await outbox.forget(1, 'media');
  await jobs.fail(1, 'e', 5);
  await jobs.fail(1, 'e', null);
  await jobs.finish(1);
  await jobs.nextDueAt();
}

async function useOpenUploads(tokenId: string): Promise<void> {
  const { openUploads } = records;
  const { openUploadId } = await openUploads.insert(someOpenUpload());
  await openUploads.find(openUploadId);
  for (const filter of [{}, { isPublic: true } as const]) {
    await openUploads.list({ page: 1, size: 5, ...filter });
  }
  await openUploads.update(openUploadId, { name: 'n', tags: ['t'], isPublic: false });
  await openUploads.insertFile(someOpenUploadFile(tokenId, openUploadId));
  await openUploads.findFile(tokenId);
  await openUploads.findFiles([tokenId, 'b', 'c']);
  await openUploads.findFileByKeyHash('h');
  await openUploads.updateFile(tokenId, { uploaderName: 'n', uploaderEmail: 'e' });
  await openUploads.delete(openUploadId);
}

/** Scans without an index that are meant, and why. */
const meantScans: readonly (readonly [step: RegExp, statement: RegExp, reason: string])[] = [
  [/^SCAN (page|runs|counted|\(subquery-\d+\))$/, /^select "(page|runs|counted)"/, 'the rows just found'],
  [/^SCAN albums$/, /body like/, 'a search through albums compares every one'],
  [/^SCAN tags$/, /tag_sort like/, 'a search through tags compares every one'],
  [/^SCAN user_counts$/, /./, 'two rows'],
  [/^SCAN storage_use$/, /./, 'two rows'],
  [/^SCAN due$/, /./, 'the rows just chosen, at most `limit`'],
  [
    /^SCAN (albums|audit|deliveries|events|users|oauth_consumers|open_uploads)$/,
    /order by "(album_id|open_upload_id|id|user_id|consumer_id)" desc limit/,
    'walks the table in the order of its key',
  ],
  [
    /^SCAN (albums|upload_tokens|api_keys|open_uploads|sessions|sign_in_tokens|oauth_\w+)$/,
    /^insert into "(users|oauth_consumers)"/,
    'skipped: only deferred foreign keys need it',
  ],
  [/^SCAN (photo|user)_texts$/, /like/, 'fewer than three characters: no index can help'],
];

test('every query of every port finds its rows by an index', async () => {
  await useEverything();
  const offences: string[] = [];
  for (const [sql, steps] of plans) {
    for (const step of steps) {
      const isIndexed =
        !step.startsWith('SCAN') || / USING (COVERING )?INDEX | VIRTUAL TABLE INDEX /.test(`${step} `);
      const isMeant = meantScans.some(([scan, statement]) => scan.test(step) && statement.test(sql));
      if (!isIndexed && !isMeant) offences.push(`${step}: ${sql}`);
    }
  }
  expect(offences).toEqual([]);
});

test('the check above looks at every method', async () => {
  await useEverything();
  const methods = Object.entries(records).flatMap(([part, slice]: [string, object]) =>
    Object.keys(slice).map((method) => `${part}.${method}`),
  );
  expect([...called].sort()).toEqual(methods.sort());
});

/** The steps of the one statement that matches. */
function planOf(pattern: RegExp): string[] {
  const found = [...plans].filter(([sql]) => pattern.test(sql));
  expect(found.map(([sql]) => sql)).toHaveLength(1);
  return found[0]?.[1] ?? [];
}

test('what runs often is led by its own index and sorts nothing', async () => {
  await useEverything();
  expect(planOf(/^select .*"storage_key".* from "uploads" where .*"key" = /)).toEqual([
    'SEARCH uploads USING INDEX uploads_live (token_id=? AND key=?)',
  ]);
  expect(planOf(/from "uploads" where .*"last_activity_at" </)).toEqual([
    'SEARCH uploads USING INDEX uploads_receiving (state=? AND last_activity_at<?)',
  ]);
  expect(planOf(/from "uploads" where "token_id" = \? and "has_slot"/)[0]).toBe(
    'SEARCH uploads USING INDEX uploads_slots (token_id=? AND has_slot=?)',
  );
  expect(planOf(/update "deliveries" .* in \(select/)).toContain(
    'SEARCH deliveries USING COVERING INDEX deliveries_due (state=? AND due_at<?)',
  );
  expect(planOf(/update "jobs" .* in \(select/)).toContain(
    'SEARCH jobs USING COVERING INDEX jobs_by_class (class=?)',
  );
  expect(planOf(/from "events" where "type" = \? and "id" > /)).toEqual([
    'SEARCH events USING INDEX events_by_type (type=? AND id>?)',
  ]);
  expect(planOf(/^select count.* from "deliveries"/)).toEqual([
    'SEARCH deliveries USING INDEX deliveries_by_webhook_state (webhook_id=? AND state=?)',
  ]);
  const deliveryPages = [...plans].filter(([sql]) =>
    /from "deliveries" where "kind" = .* desc limit/.test(sql),
  );
  expect(deliveryPages).toHaveLength(16);
  for (const [, steps] of deliveryPages) {
    expect(steps).toEqual([expect.stringMatching(/^SEARCH deliveries USING (INDEX|INTEGER)/)]);
  }
  for (const sql of [...plans.keys()].filter((text) => /"due_at" from|"has_slot" = \? where/.test(text))) {
    expect(plans.get(sql)?.join()).not.toContain('TEMP B-TREE');
  }
});

/** Statements that find a page of items, by how they do it. */
function pagesOf(way: 'runs' | 'walk' | 'pick'): ReadonlyArray<readonly [sql: string, steps: string[]]> {
  return [...plans].filter(([sql]) => {
    const isPage = /^select "(photos|page|runs)"\."photo_id"/.test(sql);
    const isRuns = sql.startsWith('select "runs"');
    const isPick = sql.includes('over () as total');
    return isPage && { runs: isRuns, pick: isPick, walk: !isRuns && !isPick }[way];
  });
}

test('a page of a list is merged from its facets, each of which an index has in order, and nothing is sorted', async () => {
  await useEverything();
  const pages = pagesOf('runs');
  expect(pages.length).toBeGreaterThanOrEqual(5);
  const used = new Set<string>();
  for (const [sql, steps] of pages) {
    const reads = steps.filter((step) => /^(SEARCH|SCAN) photo/.test(step));
    expect(reads).toHaveLength(sql.split(' union all ').length);
    for (const step of reads) used.add(step);
    expect(steps.filter((step) => step === 'MERGE (UNION ALL)')).toHaveLength(reads.length - 1);
    expect([sql, steps.join()]).toEqual([sql, expect.not.stringContaining('TEMP B-TREE')]);
  }
  expect([...used].sort()).toEqual([
    'SEARCH photo_albums USING COVERING INDEX photo_albums_by_album (album_id=? AND facet=?)',
    'SEARCH photo_tags USING COVERING INDEX photo_tags_by_tag (tag=? AND facet=?)',
    'SEARCH photo_variables USING COVERING INDEX photo_variables_by_value (name=? AND value=? AND facet=?)',
    'SEARCH photos USING COVERING INDEX photos_by_facet (facet=?)',
    'SEARCH photos USING COVERING INDEX photos_by_user (user_id=? AND facet=?)',
  ]);
});

test('an archive is walked in the order of its list, and nothing is sorted', async () => {
  await useEverything();
  const pages = pagesOf('walk');
  expect(pages.length).toBeGreaterThanOrEqual(20);
  for (const [sql, steps] of pages) {
    expect(steps[0]).toMatch(
      /^(SCAN|SEARCH) photos USING (COVERING )?INDEX photos_by_(created|title|published)/,
    );
    expect([sql, steps.join()]).toEqual([sql, expect.not.stringContaining('TEMP B-TREE')]);
  }
});

test('few items are picked out by what makes them few', async () => {
  await useEverything();
  const pages = pagesOf('pick');
  expect(pages.length).toBeGreaterThanOrEqual(40);
  for (const [sql, steps] of pages) {
    const read = steps.find((step) => /^(SEARCH|SCAN) photo/.test(step) && !step.includes('CONSTANT ROW'));
    expect([sql, read]).toEqual([sql, expect.stringMatching(/^SEARCH |^SCAN photo_(search|texts)/)]);
  }
});

test('exact numbers of items are read from counts, or counted in an index alone', async () => {
  await useEverything();
  expect(planOf(/^select "list", "facet", "items" from "list_counts" where "list" in \(\?\)/)).toEqual([
    'SEARCH list_counts USING PRIMARY KEY (list=?)',
  ]);
  expect(planOf(/^select coalesce\(sum\("items"\)/)[0]).toBe(
    'SEARCH list_counts USING PRIMARY KEY (list>? AND list<?)',
  );
});

test('tags are listed in the order of an index', async () => {
  await useEverything();
  const pages = [...plans].filter(([sql]) => /^select "tag", .* from "tags" .* limit/.test(sql));
  expect(pages).toHaveLength(16);
  for (const [sql, steps] of pages) {
    const index = sql.includes('order by "tag_sort"') ? 'tags_by_name' : 'tags_by_(shown_)?items';
    expect(steps).toEqual([expect.stringMatching(new RegExp(`USING (COVERING )?INDEX ${index}`))]);
  }
});

test('a page of users is walked in order, and an order by the sort of user by its own index', async () => {
  await useEverything();
  const pages = [...plans].filter(([sql]) =>
    /^select .* from "users" where "is_hidden" = false order/.test(sql),
  );
  expect(pages.length).toBe(6);
  for (const [sql, steps] of pages) {
    expect([sql, steps.length]).toEqual([sql, 1]);
    expect(steps[0]).toMatch(/^SCAN users( USING INDEX (users_by_\w+|sqlite_autoindex_users_1))?$/);
  }
});

test('a signed request is looked up by the names that it carries, and remembered by one insertion', async () => {
  await useEverything();
  expect(planOf(/from "oauth_consumers" where "key" = /)[0]).toMatch(/USING INDEX .*\(key=\?\)/);
  expect(planOf(/from "oauth_access_tokens" where "token" = /)[0]).toMatch(/USING INDEX .*\(token=\?\)/);
  expect(planOf(/^delete from "oauth_nonces"/)).toEqual([
    'SEARCH oauth_nonces USING COVERING INDEX oauth_nonces_by_expiry (expires_at<?)',
  ]);
});
