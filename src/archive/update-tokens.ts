import { createHash } from 'node:crypto';
import type { UpdateTokenRecord, UpdateTokenRecords } from './access-records.ts';
import { ArchiveError, noSuchPhoto } from './archive-error.ts';
import type { PhotoRecords } from './records.ts';

/** Random characters in a token: 40 of 62 kinds are 238 bits. */
const SECRET_LENGTH = 40;
const MINUTE_MS = 60_000;
/** How long an ended token is remembered, so that its holder is told why it does not work. */
const REMEMBERED_MS = 24 * 60 * MINUTE_MS;
/** Ended tokens that are forgotten whenever one is made. */
const FORGOTTEN_AT_ONCE = 10;

/** What is asked for when a token is made (reference, A.8). */
export interface NewUpdateToken {
  readonly photoId: number;
  readonly maxUses: number;
  readonly validMinutes: number;
}

interface TokenSlice {
  readonly photos: PhotoRecords;
  readonly updateTokens: UpdateTokenRecords;
}

/** Makes a token within a transaction; its secret is told once and never again. Fails with `no_such_photo`. */
export async function createUpdateToken(
  tx: TokenSlice,
  { photoId, maxUses, validMinutes }: NewUpdateToken,
  made: {
    readonly now: number;
    readonly keyId: string | null;
    readonly ids: { id(): string; secret(length: number): string };
  },
): Promise<{ secret: string; token: UpdateTokenRecord }> {
  const { now, keyId, ids } = made;
  if (!(await tx.photos.find(photoId))) throw noSuchPhoto(photoId);
  await tx.updateTokens.forgetEnded(now - REMEMBERED_MS, FORGOTTEN_AT_ONCE);
  const secret = ids.secret(SECRET_LENGTH);
  const token: UpdateTokenRecord = {
    id: ids.id(),
    secretHash: hashOf(secret),
    photoId,
    maxUses,
    usedCount: 0,
    validUntil: now + validMinutes * MINUTE_MS,
    createdAt: now,
    createdByKeyId: keyId,
  };
  await tx.updateTokens.insert(token);
  return { secret, token };
}

/**
 * Spends one use of a token within the transaction of what it is used for, and tells which item it is for. Fails with
 * `permission_denied` when it is not valid (any more), or is for another item than `photoId`.
 */
export async function spendUpdateToken(
  tx: TokenSlice,
  secret: string,
  photoId: number | undefined,
  now: number,
): Promise<number> {
  const token = await tx.updateTokens.findBySecretHash(hashOf(secret));
  if (!token) throw refusal('is not valid');
  if (photoId !== undefined && photoId !== token.photoId) throw refusal('is for another photo/video');
  if (await tx.updateTokens.spend(token.id, now)) return token.photoId;
  throw token.validUntil < now
    ? refusal('has expired')
    : refusal(`has been used as often as it allows (${token.maxUses})`);
}

function refusal(what: string): ArchiveError {
  const message = `This update token ${what}. Ask the application for a new one.`;
  return new ArchiveError('permission_denied', message);
}

/** The secret is long and random, so no slow hash is needed. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
