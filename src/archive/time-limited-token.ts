import { createHmac, timingSafeEqual } from 'node:crypto';

/** `<hex HMAC-SHA1>-<seconds since 1970>` */
const FORM = /^([0-9a-f]{40})-(\d{1,12})$/i;

/** When a time-limited token ends, epoch milliseconds; undefined for every other token. Tells nothing of whether it is right. */
export function expiryOfToken(token: string): number | undefined {
  const expiry = FORM.exec(token)?.[2];
  return expiry === undefined ? undefined : Number(expiry) * 1000;
}

/**
 * Whether `given` opens an item until a moment that has not come yet (reference, C.2): the HMAC-SHA1 of
 * `expire<seconds>photo_id<number>` under the item's own token, in hex, then `-` and the seconds. Whoever knows an
 * item's token can make one, and give it to others without giving the token away. Compared in constant time.
 */
export function isTimeLimitedToken(
  given: string,
  photo: { readonly photoId: number; readonly token: string },
  now: number,
): boolean {
  const match = FORM.exec(given);
  if (!match) return false;
  const [, digest = '', expiry = ''] = match;
  const expected = createHmac('sha1', photo.token).update(`expire${expiry}photo_id${photo.photoId}`).digest();
  return timingSafeEqual(Buffer.from(digest, 'hex'), expected) && now < Number(expiry) * 1000;
}
