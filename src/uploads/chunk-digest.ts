import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { UploadError } from './errors.ts';

/** Algorithms a client may use for the bytes of one request. */
export const digestAlgorithms = ['md5', 'sha1', 'sha256', 'sha512'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** What a client says the bytes of its request hash to. */
export interface ExpectedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly value: Buffer;
}

/** Computes what the client promised, as the bytes pass. */
export interface DigestCheck {
  update(bytes: Buffer): void;
  /** Throws `digest_mismatch` when a promise is not kept. */
  verify(): void;
}

/** A check of all given digests; undefined when there are none, so that nobody pays for hashing unasked. */
export function createDigestCheck(expected: readonly ExpectedDigest[]): DigestCheck | undefined {
  if (expected.length === 0) return undefined;
  const running: [Hash, Buffer][] = expected.map(({ algorithm, value }) => [createHash(algorithm), value]);
  return {
    update: (bytes) => {
      for (const [hash] of running) hash.update(bytes);
    },
    verify: () => {
      for (const [hash, value] of running) {
        const actual = hash.digest();
        if (actual.length !== value.length || !timingSafeEqual(actual, value))
          throw new UploadError('digest_mismatch');
      }
    },
  };
}
