import { createHash } from 'node:crypto';

/** How secrets are kept: SHA-256, hex. They are long and random, so no slow hash is needed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
