import { createSealer } from '../../src/access/sealing.ts';

/** Seals like a server with a key of its own, and hashes passwords at once instead of slowly. */
export const archiveSecrets = {
  sealer: createSealer(Buffer.alloc(32, 7)),
  passwords: {
    hash: async (password: string) => `hash of ${password}`,
    verify: async (password: string, hash: string) => hash === `hash of ${password}`,
  },
};
