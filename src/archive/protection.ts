import type { ProtectionMethod, ProtectionRecord, ProtectionRecords } from './access-records.ts';
import { ArchiveError, noSuchPhoto } from './archive-error.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import type { PhotoRecord, PhotoRecords } from './records.ts';
import { isSameToken } from './same-token.ts';
import { isTimeLimitedToken } from './time-limited-token.ts';
import { createTurns } from './turns.ts';
import { readWebAddress } from './web-address.ts';

/** Random characters in a token of a protected item. */
const TOKEN_LENGTH = 32;
const MINUTE_MS = 60_000;
/** Wrong passwords for one item within a minute. */
const MAX_FAILURES = 20;

/** How an item is to be protected. */
export interface NewProtection {
  readonly photoId: number;
  readonly method: ProtectionMethod;
  readonly password: string;
  /** Where players ask, for `custom`. */
  readonly endpoint: string;
  /** How long the token of an earlier protection goes on opening the item. */
  readonly graceMinutes: number;
}

/** What it takes to get the bytes of an item. */
export interface Protection {
  readonly method: ProtectionMethod;
  readonly endpoint: string;
  /** Opens the bytes. */
  readonly token: string;
}

/** Protects items beyond their token: their bytes are for whoever was verified. */
export interface ProtectionService {
  /**
   * Protects an item, in place of an earlier protection, with a new token. Fails with `no_such_photo`, or with
   * `invalid_input` when the method's own data is missing.
   */
  protect(protection: NewProtection): Promise<Protection>;
  /** Ends the protection of an item; none is no error. Fails with `no_such_photo`. */
  unprotect(photoId: number, graceMinutes: number): Promise<void>;
  /**
   * The token of an item for somebody who knows its password. Fails with `permission_denied`; with `no_such_object`
   * for an item that is not protected or does not exist, which look the same; and with `limit_exceeded` after too many
   * wrong passwords.
   */
  verify(request: { photoId: number; method: string; data: string }): Promise<string>;
  /** The protections of those of the items that are protected. */
  protectionsOf(photos: readonly PhotoRecord[]): Promise<ReadonlyMap<number, Protection>>;
  /** The item, if the token opens what is known of it: its own, a time-limited one, or that of its protection. */
  open(photoId: number, token: string): Promise<PhotoRecord | undefined>;
  /** The item, if the token opens its bytes. */
  openBytes(photoId: number, token: string): Promise<PhotoRecord | undefined>;
}

interface ProtectionSlice {
  readonly photos: PhotoRecords;
  readonly protections: ProtectionRecords;
}

/** What protection needs from outside. */
export interface ProtectionOptions {
  readonly store: {
    readonly read: ProtectionSlice;
    transaction<T>(work: (tx: ProtectionSlice) => Promise<T>): Promise<T>;
  };
  readonly clock: { now(): number };
  readonly ids: { secret(length: number): string };
  readonly sealer: { seal(text: string): string; unseal(sealed: string): string };
  /** Slow, salted hashes. */
  readonly passwords: {
    hash(password: string): Promise<string>;
    verify(password: string, hash: string): Promise<boolean>;
  };
}

/** Protection over a store. Trouble with the records is `records_unavailable`. */
export function createProtectionService(options: ProtectionOptions): ProtectionService {
  const { store, clock, ids, sealer } = options;
  const check = createPasswordCheck(options);

  const toProtection = (protection: ProtectionRecord) => openProtection(protection, sealer);

  return {
    async protect({ photoId, method, graceMinutes, ...data }) {
      const secrets = await readMethodData(options, method, data);
      const sealedToken = sealer.seal(ids.secret(TOKEN_LENGTH));
      const protection = { photoId, method, ...secrets, sealedToken, createdAt: clock.now() };
      await store.transaction(async (tx) => {
        if (!(await tx.photos.find(photoId))) throw noSuchPhoto(photoId);
        await retire(tx, photoId, graceMinutes, clock.now());
        await tx.protections.put(protection);
        await tx.photos.update(photoId, { isProtected: true });
      });
      return toProtection(protection);
    },

    unprotect: (photoId, graceMinutes) =>
      store.transaction(async (tx) => {
        if (!(await tx.photos.find(photoId))) throw noSuchPhoto(photoId);
        await retire(tx, photoId, graceMinutes, clock.now());
        await tx.protections.remove(photoId);
        await tx.photos.update(photoId, { isProtected: false });
      }),

    async verify({ photoId, method, data }) {
      const [protection] = await store.read.protections.findMany([photoId]);
      if (!protection) {
        throw new ArchiveError('no_such_object', `There is no protected object with the number ${photoId}.`);
      }
      if (protection.method !== method) {
        throw new ArchiveError('permission_denied', `The object is not protected by the method "${method}".`);
      }
      await check(protection, data);
      return sealer.unseal(protection.sealedToken);
    },

    ...createProtectionReader(options),
  };
}

type Reading = Pick<ProtectionService, 'protectionsOf' | 'open' | 'openBytes'>;

function createProtectionReader({ store, clock, sealer }: ProtectionOptions): Reading {
  /** Whether a token is that of the protection, or of an earlier one that is still good. */
  async function isVerified(photoId: number, token: string): Promise<boolean> {
    const { protections } = store.read;
    const [current] = await protections.findMany([photoId]);
    const retired = await protections.retired(photoId, clock.now());
    const tokens = [...(current ? [current] : []), ...retired].map(({ sealedToken }) =>
      sealer.unseal(sealedToken),
    );
    return tokens.some((candidate) => isSameToken(token, candidate));
  }

  const isOwn = (photo: PhotoRecord, token: string) =>
    isSameToken(token, photo.token) || isTimeLimitedToken(token, photo, clock.now());

  return {
    async protectionsOf(photos) {
      const photoIds = photos.filter((photo) => photo.isProtected).map((photo) => photo.photoId);
      const found = await store.read.protections.findMany(photoIds);
      return new Map(found.map((protection) => [protection.photoId, openProtection(protection, sealer)]));
    },

    async open(photoId, token) {
      const photo = await store.read.photos.find(photoId);
      if (!photo) return undefined;
      return isOwn(photo, token) || (await isVerified(photoId, token)) ? photo : undefined;
    },

    async openBytes(photoId, token) {
      const photo = await store.read.photos.find(photoId);
      if (!photo) return undefined;
      if (!photo.isProtected && isOwn(photo, token)) return photo;
      return (await isVerified(photoId, token)) ? photo : undefined;
    },
  };
}

function openProtection(
  { method, endpoint, sealedToken }: ProtectionRecord,
  sealer: ProtectionOptions['sealer'],
): Protection {
  return { method, endpoint: endpoint ?? '', token: sealer.unseal(sealedToken) };
}

/** Lets the token of the present protection go on for some minutes. */
async function retire(
  tx: ProtectionSlice,
  photoId: number,
  graceMinutes: number,
  now: number,
): Promise<void> {
  await tx.protections.forgetRetired(photoId, now);
  const [current] = await tx.protections.findMany([photoId]);
  if (!current || graceMinutes <= 0) return;
  const validUntil = now + graceMinutes * MINUTE_MS;
  await tx.protections.retire({ photoId, sealedToken: current.sealedToken, validUntil });
}

async function readMethodData(
  { passwords }: ProtectionOptions,
  method: ProtectionMethod,
  { password, endpoint }: { password: string; endpoint: string },
): Promise<Pick<ProtectionRecord, 'passwordHash' | 'endpoint'>> {
  const wrong = (message: string) => new ArchiveError('invalid_input', message);
  if (method === 'password') {
    if (password === '') throw wrong('The parameter "password" is required for this method.');
    return { passwordHash: await passwords.hash(password), endpoint: null };
  }
  if (endpoint.trim() === '') throw wrong('The parameter "endpoint" is required for this method.');
  const reading = readWebAddress(endpoint);
  if ('reason' in reading) throw wrong(`The parameter "endpoint" is wrong: ${reading.reason}.`);
  return { passwordHash: null, endpoint: reading.address };
}

/** Checks passwords, few at a time, and none of an item for which too many were wrong. */
function createPasswordCheck({ passwords, clock }: ProtectionOptions) {
  const limit = createAttemptLimit<number>({ maxFailures: MAX_FAILURES, windowMs: MINUTE_MS, clock });
  const turns = createTurns({ running: 2, waiting: 100 });
  const tooMany = () =>
    new ArchiveError('limit_exceeded', 'Too many passwords were tried. Try again in a minute.');

  return async ({ photoId, passwordHash, endpoint }: ProtectionRecord, password: string): Promise<void> => {
    if (passwordHash === null) {
      const message = `Access to this object is given by ${endpoint ?? 'its application'}, not here.`;
      throw new ArchiveError('permission_denied', message);
    }
    const verified = await turns.take(async () => {
      // Looked at when it is its turn: those before it may have been wrong.
      if (limit.isReached(photoId)) throw tooMany();
      const isRight = await passwords.verify(password, passwordHash);
      if (!isRight) limit.recordFailure(photoId);
      return isRight;
    });
    if (verified === undefined) throw tooMany();
    if (!verified) throw new ArchiveError('permission_denied', 'The password is not correct.');
  };
}
