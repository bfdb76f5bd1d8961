import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someAccount } from '../../../test/contract/metadata-sign-in.ts';
import { openSqliteStore } from '../../metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../../metadata/store.ts';
import { systemIds as ids } from '../../system.ts';
import { hashPassword } from './password-hash.ts';
import { createPasswordSignIn, type PasswordSignIn } from './password-sign-in.ts';

let folder: string;
let store: MetadataStore;
let passwords: PasswordSignIn;
let now = 1_700_000_000_000;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-passwords-'));
  store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock: { now: () => now } });
  passwords = createPasswordSignIn({ store, clock: { now: () => now }, ids });
  const passwordHash = await hashPassword('correct horse');
  await store.transaction(async (tx) => {
    await tx.accounts.insert(someAccount({ username: 'ann', email: 'Ann@Example.com', passwordHash }));
    await tx.accounts.insert(someAccount({ username: 'bob', email: 'bob@example.com' }));
  });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a user is known by name or by address, in any case, and the login is noted', async () => {
  for (const name of ['ann', ' ANN ', 'ann@example.com', 'ANN@EXAMPLE.COM']) {
    now += 1;
    const account = await passwords.signIn({ name, password: 'correct horse' });
    expect(account).toMatchObject({ username: 'ann' });
    expect((await store.read.accounts.findByUsername('ann'))?.lastLoginAt).toBe(now);
  }
});

test.each([
  ['another password', 'ann', 'correct horsf'],
  ['no password', 'ann', ''],
  ['a user without one', 'bob', 'correct horse'],
  ['nobody', 'nobody', 'correct horse'],
  ['nobody at all', '', 'correct horse'],
  ['the hidden user', '__hidden', 'correct horse'],
  ['a text without end', 'ann', 'x'.repeat(100_000)],
])('%s is wrong', async (_what, name, password) => {
  expect(await passwords.signIn({ name, password })).toBe('wrong');
});

test('after many wrong passwords for a name no more are taken for a while, others are', async () => {
  const tries = Array.from({ length: 12 }, () => passwords.signIn({ name: 'Eve', password: 'guess' }));
  const outcomes = await Promise.all(tries);
  // Two are looked at at a time, so one may come after the tenth.
  expect([10, 11]).toContain(outcomes.filter((outcome) => outcome === 'wrong').length);
  expect(await passwords.signIn({ name: 'eve', password: 'guess' })).toBe('too_many');
  expect(await passwords.signIn({ name: 'ann', password: 'correct horse' })).toMatchObject({
    username: 'ann',
  });
  now += 15 * 60_000 + 1;
  expect(await passwords.signIn({ name: 'eve', password: 'guess' })).toBe('wrong');
}, 60_000);
