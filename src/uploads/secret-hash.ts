import { hash as digestOf, timingSafeEqual } from 'node:crypto';

/** How secrets are kept: SHA-256, hex. They are long and random, so no slow hash is needed. */
export function hashSecret(secret: string): string {
  return digestOf('sha256', secret);
}

/** Whether this is the secret that is kept as `hash`; the time to tell says nothing about it. */
export function isSecretOf(hash: string, secret: string): boolean {
  const [kept, given] = [Buffer.from(hash), Buffer.from(hashSecret(secret))];
  return kept.length === given.length && timingSafeEqual(kept, given);
}
