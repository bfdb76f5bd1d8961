import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests have one length, whatever was given, and the time to compare them tells nothing about the token. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
