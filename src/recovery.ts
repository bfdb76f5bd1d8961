import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyService } from './access/key-service.ts';
import { lockDataDir } from './metadata/sqlite/data-lock.ts';
import { openSqliteStore } from './metadata/sqlite/sqlite-store.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';

/** A key that was made anew for the owner: the only time its secret can be read. */
export interface RecoveredKey {
  readonly id: string;
  readonly secret: string;
  readonly userId: number;
}

/**
 * Makes a `super` key on a data folder whose server is stopped, for somebody who has lost theirs; other keys stay as
 * they are. Rejects when the folder has no database, is in use, or belongs to a newer version.
 */
export async function recoverOwnerKey(dataDir: string): Promise<RecoveredKey> {
  const path = join(dataDir, 'slipway.db');
  await access(path).catch((cause: unknown) => {
    throw new Error(
      `There is no database in "${dataDir}". Name the data folder of the server with --data-dir.`,
      {
        cause,
      },
    );
  });
  const lock = lockDataDir(dataDir);
  try {
    const store = await openSqliteStore({ path, clock });
    try {
      const { key, secret } = await createKeyService({ store, clock, ids }).recover();
      return { id: key.id, secret, userId: key.userId };
    } finally {
      await store.close();
    }
  } finally {
    lock.release();
  }
}
