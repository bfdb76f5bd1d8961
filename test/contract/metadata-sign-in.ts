import { expect } from 'vitest';
import type { AccountPaging, NewAccount } from '../../src/access/accounts/records.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import { nextNumber, someKey } from './metadata-records.ts';
import type { StoreTest } from './metadata-store.ts';

export function someAccount(changes: Partial<NewAccount> = {}): NewAccount {
  const number = nextNumber();
  return {
    username: `user-${number}`,
    displayName: `User ${number}`,
    email: `User${number}@Example.com`,
    fullName: '',
    timezone: 'Europe/Copenhagen',
    isAdmin: false,
    type: 'full',
    passwordHash: null,
    createdAt: 1_700_000_000_000 + number,
    ...changes,
  };
}

export function someConsumer(changes: object = {}) {
  return {
    key: `1-${String(nextNumber()).padStart(20, 'k')}`,
    sealedSecret: 'v1.sealed',
    name: 'Shop',
    level: 'write',
    userId: 1,
    pingbackUrl: 'https://example.com/pingback',
    createdAt: 5,
    revokedAt: null,
    ...changes,
  } as const;
}

const firstPage: AccountPaging = { page: 1, size: 100, orderBy: 'username', descending: false };

const addAccount = (store: MetadataStore, changes: Partial<NewAccount> = {}) =>
  store.transaction((tx) => tx.accounts.insert(someAccount(changes)));

const accountTests: readonly StoreTest[] = [
  [
    'adds accounts and finds them by number, by name, and by an address in any case',
    async (store) => {
      const wish = someAccount({
        email: 'Ünsal@Example.com',
        fullName: 'Ünsal Öz',
        passwordHash: 'scrypt$1',
      });
      const account = await store.transaction((tx) => tx.accounts.insert(wish));
      const { passwordHash: _, ...known } = wish;
      expect(account).toEqual({ ...known, userId: account.userId, isHidden: false, lastLoginAt: null });
      const { accounts } = store.read;
      expect(await accounts.find(account.userId)).toEqual(account);
      expect(await accounts.findByEmail('üNSAL@EXAMPLE.COM')).toEqual(account);
      expect(await accounts.findByUsername(wish.username)).toEqual(account);
      expect(await accounts.findPasswordHash(account.userId)).toBe('scrypt$1');
      expect(await accounts.findPasswordHash((await addAccount(store)).userId)).toBeNull();
      expect(await accounts.findPasswordHash(999_999)).toBeUndefined();
      expect(await accounts.find(999_999)).toBeUndefined();
      expect(await accounts.findByEmail('nobody@example.com')).toBeUndefined();
      await store.transaction((tx) => tx.accounts.noteLogin(account.userId, 77));
      expect((await accounts.find(account.userId))?.lastLoginAt).toBe(77);
    },
  ],
  [
    'refuses a second account with the same name or the same address in any case, and takes many without one',
    async (store) => {
      await addAccount(store, { username: 'bob', email: 'bob@example.com' });
      for (const twin of [{ username: 'bob' }, { email: 'BOB@example.com' }]) {
        await expect(addAccount(store, twin)).rejects.toMatchObject({ name: 'UniqueViolation' });
      }
      await addAccount(store, { email: null });
      await addAccount(store, { email: null });
    },
  ],
  [
    'lists accounts in every order with exact totals, page by page, never the hidden one',
    async (store) => {
      const anna = await addAccount(store, {
        username: 'c',
        displayName: 'anna',
        email: 'z@x',
        isAdmin: true,
      });
      const bert = await addAccount(store, { username: 'a', displayName: 'Bert', email: 'y@x' });
      const cleo = await addAccount(store, { username: 'b', displayName: 'CLEO', email: 'x@x' });
      await store.transaction((tx) => tx.accounts.noteLogin(bert.userId, 5));
      const namesBy = async (orderBy: AccountPaging['orderBy'], descending = false) => {
        const { accounts } = await store.read.accounts.list({}, { ...firstPage, orderBy, descending });
        return accounts.map(({ displayName }) => displayName);
      };
      expect(await namesBy('display_name')).toEqual(['anna', 'Bert', 'CLEO']);
      expect(await namesBy('display_name', true)).toEqual(['CLEO', 'Bert', 'anna']);
      expect(await namesBy('username')).toEqual(['Bert', 'CLEO', 'anna']);
      expect(await namesBy('email')).toEqual(['CLEO', 'Bert', 'anna']);
      expect(await namesBy('site_admin_p', true)).toEqual(['anna', 'CLEO', 'Bert']);
      expect(await namesBy('creation_date')).toEqual(['anna', 'Bert', 'CLEO']);
      expect((await namesBy('last_login', true))[0]).toBe('Bert');
      const list: typeof store.read.accounts.list = (filter, paging) =>
        store.read.accounts.list(filter, paging);
      expect(await list({}, { ...firstPage, page: 2, size: 2 })).toEqual({ accounts: [anna], total: 3 });
      expect(await list({ onlyAdmins: true }, firstPage)).toEqual({ accounts: [anna], total: 1 });
      expect(await list({ userId: cleo.userId }, firstPage)).toEqual({ accounts: [cleo], total: 1 });
      expect(await list({ userId: cleo.userId, onlyAdmins: true }, firstPage)).toEqual({
        accounts: [],
        total: 0,
      });
      const hidden = await store.read.users.hidden();
      expect(await list({ userId: hidden.userId }, firstPage)).toEqual({ accounts: [], total: 0 });
    },
  ],
  [
    'searches names, and what is private only for those who may see it, whatever is typed',
    async (store) => {
      await addAccount(store, {
        username: 'ernest',
        displayName: 'Érnest 100%',
        fullName: 'Hemmingway',
        email: 'papa@example.com',
      });
      const total = async (text: string, isPrivateSeen: boolean) =>
        (await store.read.accounts.list({ search: { text, isPrivateSeen } }, firstPage)).total;
      for (const seen of ['ernest', 'ÉRNEST', 'er', '0%', '%', '', '\u001F'])
        expect(await total(seen, false)).toBe(1);
      for (const secret of ['hemming', 'papa@ex', 'pa', '@']) {
        expect([secret, await total(secret, false), await total(secret, true)]).toEqual([secret, 0, 1]);
      }
      for (const nothing of ['nobody', '_', 'private_body', '" OR 1', '}: "papa']) {
        expect([nothing, await total(nothing, false)]).toEqual([nothing, 0]);
      }
    },
  ],
];

const oauthTests: readonly StoreTest[] = [
  [
    'keeps consumers, lists them newest first, and revokes each once',
    async (store) => {
      const insert = (changes = {}) => store.transaction((tx) => tx.consumers.insert(someConsumer(changes)));
      const [one, two, three] = [await insert(), await insert({ name: 'Two' }), await insert()];
      const { consumers } = store.read;
      expect(await consumers.findByKey(two.key)).toEqual(two);
      expect(await consumers.find(two.consumerId)).toEqual(two);
      expect(await consumers.findByKey('nothing')).toBeUndefined();
      expect(await consumers.list({ limit: 2 })).toEqual([three, two]);
      expect(await consumers.list({ limit: 9, before: two.consumerId })).toEqual([one]);
      const revoke = (now: number) => store.transaction((tx) => tx.consumers.revoke(two.consumerId, now));
      expect([await revoke(7), await revoke(8)]).toEqual([true, false]);
      expect((await consumers.find(two.consumerId))?.revokedAt).toBe(7);
      const silent = await insert({ pingbackUrl: '' });
      expect(silent.pingbackUrl).toBe('');
      expect(await consumers.withPingbacks()).toEqual([one, three]);
      await expect(insert({ key: one.key })).rejects.toMatchObject({ name: 'UniqueViolation' });
    },
  ],
  [
    'keeps access tokens of consumers, and revokes each once',
    async (store) => {
      const { consumerId } = await store.transaction((tx) => tx.consumers.insert(someConsumer()));
      const insert = (token: string) =>
        store.transaction((tx) =>
          tx.accessTokens.insert({
            token,
            sealedSecret: 's',
            consumerId,
            userId: 1,
            level: 'read',
            createdAt: 5,
            revokedAt: null,
          }),
        );
      const [one, two] = [await insert('1-one'), await insert('1-two')];
      const { accessTokens } = store.read;
      expect(await accessTokens.findByToken('1-one')).toEqual(one);
      expect(await accessTokens.findByToken('1-ONE')).toBeUndefined();
      expect(await accessTokens.list({ consumerId, limit: 9 })).toEqual([two, one]);
      expect(await accessTokens.list({ consumerId, limit: 9, before: two.tokenId })).toEqual([one]);
      expect(await accessTokens.list({ consumerId: 999, limit: 9 })).toEqual([]);
      const revoke = () => store.transaction((tx) => tx.accessTokens.revoke(one.tokenId, 7));
      expect([await revoke(), await revoke()]).toEqual([true, false]);
      expect((await accessTokens.findByToken('1-one'))?.revokedAt).toBe(7);
    },
  ],
  [
    'keeps request tokens until they are used, refused or expired; a later approval replaces an earlier one',
    async (store) => {
      const { consumerId } = await store.transaction((tx) => tx.consumers.insert(someConsumer()));
      const record = (token: string, expiresAt: number) => ({
        token,
        sealedSecret: 's',
        consumerId,
        callback: 'oob',
        userId: null,
        verifierHash: null,
        expiresAt,
      });
      await store.transaction((tx) => tx.requestTokens.insert(record('1-one', 10)));
      await store.transaction((tx) => tx.requestTokens.insert(record('1-two', 20)));
      const { requestTokens } = store.read;
      expect(await requestTokens.find('1-one')).toEqual(record('1-one', 10));
      for (const verifierHash of ['a', 'b']) {
        const approval = { userId: 1, verifierHash };
        expect(await store.transaction((tx) => tx.requestTokens.approve('1-one', approval))).toBe(true);
        expect(await requestTokens.find('1-one')).toEqual({ ...record('1-one', 10), ...approval });
      }
      expect(
        await store.transaction((tx) => tx.requestTokens.approve('1-no', { userId: 1, verifierHash: 'a' })),
      ).toBe(false);
      expect(await store.transaction((tx) => tx.requestTokens.deleteExpired(10))).toBe(1);
      expect(await requestTokens.find('1-one')).toBeUndefined();
      expect(await store.transaction((tx) => tx.requestTokens.delete('1-two'))).toBe(true);
      expect(await store.transaction((tx) => tx.requestTokens.delete('1-two'))).toBe(false);
    },
  ],
  [
    'remembers a request once, until it expires',
    async (store) => {
      const remember = (digest: string, expiresAt: number) =>
        store.transaction((tx) => tx.nonces.remember({ digest, expiresAt }));
      expect([await remember('a', 10), await remember('a', 20), await remember('b', 20)]).toEqual([
        true,
        false,
        true,
      ]);
      expect(await store.transaction((tx) => tx.nonces.deleteExpired(10))).toBe(1);
      expect([await remember('a', 10), await remember('b', 20)]).toEqual([true, false]);
    },
  ],
  [
    'keeps bearer tokens until they expire, and finds a key by its id',
    async (store) => {
      const key = someKey();
      await store.transaction((tx) => tx.keys.insert(key));
      expect(await store.read.keys.find(key.id)).toEqual(key);
      expect(await store.read.keys.find('nothing')).toBeUndefined();
      const token = { secretHash: 'bearer', keyId: key.id, level: 'read', expiresAt: 10 } as const;
      await store.transaction((tx) => tx.bearerTokens.insert(token));
      expect(await store.read.bearerTokens.findBySecretHash('bearer')).toEqual(token);
      const gone = { ...token, secretHash: 'gone' };
      await store.transaction((tx) => tx.bearerTokens.insert(gone));
      expect(await store.transaction((tx) => tx.bearerTokens.delete('gone'))).toBe(true);
      expect(await store.transaction((tx) => tx.bearerTokens.delete('gone'))).toBe(false);
      expect(await store.transaction((tx) => tx.bearerTokens.deleteExpired(9))).toBe(0);
      expect(await store.transaction((tx) => tx.bearerTokens.deleteExpired(10))).toBe(1);
      expect(await store.read.bearerTokens.findBySecretHash('bearer')).toBeUndefined();
    },
  ],
];

const sessionTests: readonly StoreTest[] = [
  [
    'gives a sign-in token out once, only in time, only for its purpose',
    async (store) => {
      const token = {
        secretHash: 'one',
        kind: 'session',
        userId: null,
        email: 'a@example.com',
        fullName: 'A',
        returnUrl: '/videos',
        expiresAt: 10,
      } as const;
      const insert = (changes: object) =>
        store.transaction((tx) => tx.signInTokens.insert({ ...token, ...changes }));
      await insert({});
      await insert({ secretHash: 'two', kind: 'login', userId: 1, expiresAt: 10 });
      const consume = (secretHash: string, kind: 'session' | 'login', now: number) =>
        store.transaction((tx) => tx.signInTokens.consume({ secretHash, kind, now }));
      expect(await consume('one', 'login', 5)).toBeUndefined();
      expect(await consume('one', 'session', 10)).toBeUndefined();
      expect(await consume('one', 'session', 9)).toEqual(token);
      expect(await consume('one', 'session', 9)).toBeUndefined();
      expect(await store.transaction((tx) => tx.signInTokens.deleteExpired(10))).toBe(1);
      expect(await consume('two', 'login', 5)).toBeUndefined();
    },
  ],
  [
    'keeps sessions, notes their use, and removes those that are idle or old',
    async (store) => {
      const session = {
        secretHash: 'idle',
        userId: 1,
        email: '',
        fullName: '',
        createdAt: 10,
        lastUsedAt: 10,
      };
      for (const secretHash of ['idle', 'used', 'gone']) {
        await store.transaction((tx) => tx.sessions.insert({ ...session, secretHash }));
      }
      await store.transaction((tx) => tx.sessions.noteUse('used', 50));
      const { sessions } = store.read;
      expect(await sessions.findBySecretHash('idle')).toEqual(session);
      expect(await store.transaction((tx) => tx.sessions.delete('gone'))).toBe(true);
      expect(await store.transaction((tx) => tx.sessions.delete('gone'))).toBe(false);
      const expire = (limits: { idleSince: number; madeBefore: number }) =>
        store.transaction((tx) => tx.sessions.deleteExpired(limits));
      expect(await expire({ idleSince: 20, madeBefore: 5 })).toBe(1);
      expect((await sessions.findBySecretHash('used'))?.lastUsedAt).toBe(50);
      expect(await expire({ idleSince: 20, madeBefore: 10 })).toBe(1);
      expect(await sessions.findBySecretHash('used')).toBeUndefined();
    },
  ],
];

/** Accounts, consumers and their tokens, sessions. */
export const signInTests: readonly StoreTest[] = [...accountTests, ...oauthTests, ...sessionTests];
