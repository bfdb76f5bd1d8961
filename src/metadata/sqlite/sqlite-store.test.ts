import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { testMetadataStore } from '../../../test/contract/metadata-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

describe('SQLite on disk keeps the contract of the metadata store', () => {
  testMetadataStore(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-store-'));
    const store = await openSqliteStore({ path: join(folder, 'slipway.db'), clock: { now: Date.now } });
    return {
      store,
      async close() {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  });
});
