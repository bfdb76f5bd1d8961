import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../metadata/store.ts';
import { systemIds } from '../system.ts';
import { createKeyService, type KeyService } from './key-service.ts';

const NOW = 1_700_000_000_000;

let folder: string;
let store: MetadataStore;
let keys: KeyService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-keys-'));
  const clock = { now: () => NOW };
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock });
  keys = createKeyService({ store, ids: systemIds, clock });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the owner key', () => {
  it('is made at the first start, with a user, and shown once', async () => {
    const made = await keys.ensureOwnerKey();
    expect(made).toEqual({
      secret: expect.stringMatching(/^sk_super_[0-9A-Za-z]{40}$/) as string,
      created: true,
    });
    const [key] = await keys.list();
    expect(key).toMatchObject({ name: 'Owner', level: 'super', createdAt: NOW, revokedAt: null });
    expect(await store.read.users.find(key?.userId ?? 0)).toMatchObject({
      username: 'owner',
      displayName: 'Owner',
      isHidden: false,
    });
    expect(await keys.ensureOwnerKey()).toBeUndefined();
    expect(await keys.list()).toHaveLength(1);
  });

  it('is the configured one, which later starts recognise', async () => {
    const configured = 'a-configured-owner-key-0123456789';
    expect(await keys.ensureOwnerKey(configured)).toEqual({ secret: configured, created: true });
    expect(await keys.ensureOwnerKey(configured)).toEqual({ secret: configured, created: false });
    expect(await keys.findCaller(configured)).toMatchObject({ level: 'super' });
  });

  it('is not made again when another one is configured later', async () => {
    await keys.ensureOwnerKey();
    expect(await keys.ensureOwnerKey('another-key-0123456789')).toBeUndefined();
    expect(await keys.findCaller('another-key-0123456789')).toBeUndefined();
  });

  it('is made once when two nodes start together', async () => {
    const results = await Promise.all([keys.ensureOwnerKey(), keys.ensureOwnerKey()]);
    expect(results.filter((result) => result?.created)).toHaveLength(1);
    expect(await keys.list()).toHaveLength(1);
  });

  it('is not made again after every key was made and revoked', async () => {
    await keys.ensureOwnerKey();
    const first = (await keys.list())[0];
    const second = await keys.create({ name: 'Second', level: 'super', userId: first?.userId ?? 0 });
    expect(await keys.revoke(first?.id ?? '')).toBe('revoked');
    expect(second.key.id).not.toBe(first?.id);
    expect(await keys.ensureOwnerKey()).toBeUndefined();
  });
});

describe('a key', () => {
  let userId: number;
  beforeEach(async () => {
    await keys.ensureOwnerKey();
    userId = (await keys.list())[0]?.userId ?? 0;
  });

  it('names its level, and is kept only as a hash', async () => {
    const { secret, key } = await keys.create({ name: 'Shop', level: 'write', userId });
    expect(secret).toMatch(/^sk_write_[0-9A-Za-z]{40}$/);
    expect(key).toMatchObject({
      name: 'Shop',
      level: 'write',
      userId,
      secretHash: createHash('sha256').update(secret).digest('hex'),
      secretHint: secret.slice(-4),
    });
    expect(JSON.stringify(await keys.list())).not.toContain(secret);
  });

  it('says who calls', async () => {
    const { secret, key } = await keys.create({ name: 'Shop', level: 'read', userId });
    expect(await keys.findCaller(secret)).toEqual({ level: 'read', userId, keyId: key.id });
  });

  it('is refused at once after it was revoked', async () => {
    const { secret, key } = await keys.create({ name: 'Shop', level: 'read', userId });
    await keys.findCaller(secret);
    expect(await keys.revoke(key.id)).toBe('revoked');
    expect(await keys.findCaller(secret)).toBeUndefined();
    expect(await keys.revoke(key.id)).toBe('unknown');
  });

  it('that is the last super one cannot be revoked, however hard two callers try', async () => {
    const first = (await keys.list())[0]?.id ?? '';
    expect(await keys.revoke(first)).toBe('last_super');
    const { key } = await keys.create({ name: 'Second', level: 'super', userId });
    const outcomes = await Promise.all([keys.revoke(first), keys.revoke(key.id)]);
    expect(outcomes.toSorted()).toEqual(['last_super', 'revoked']);
  });

  it('that nobody made is refused', async () => {
    expect(await keys.findCaller('sk_super_guess')).toBeUndefined();
    expect(await keys.revoke('nonsense')).toBe('unknown');
  });
});

describe('a key that was lost', () => {
  it('is followed by a new super key for the same user, and stays what it was', async () => {
    const lost = await keys.ensureOwnerKey();
    const [owner] = await keys.list();
    const { secret, key } = await keys.recover();
    expect(secret).toMatch(/^sk_super_[0-9A-Za-z]{40}$/);
    expect(key).toMatchObject({ name: 'Recovered', level: 'super', userId: owner?.userId });
    expect(await keys.findCaller(secret)).toMatchObject({ level: 'super', userId: owner?.userId });
    expect(await keys.findCaller(lost?.secret ?? '')).toMatchObject({ level: 'super' });
  });

  it('is made even where there never was one', async () => {
    const { key } = await keys.recover();
    expect(await store.read.accounts.find(key.userId)).toMatchObject({ username: 'owner', isAdmin: true });
    expect((await keys.recover()).key.userId).toBe(key.userId);
  });
});
