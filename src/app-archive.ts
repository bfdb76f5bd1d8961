import type { Logger } from 'pino';
import { hashPassword, verifyPassword } from './access/accounts/password-hash.ts';
import type { Sealer } from './access/sealing.ts';
import { type ArchiveService, createArchiveService } from './archive/archive-service.ts';
import type { DueLoop } from './jobs/due-loop.ts';
import { createPublisher } from './jobs/publisher.ts';
import type { MetadataStore } from './metadata/store.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import type { Storage } from './uploads/ports.ts';

/** The archive, and who publishes its items in time. */
export interface WiredArchive {
  readonly archive: ArchiveService;
  readonly publisher: DueLoop;
}

/** Puts the archive together. */
export function createArchive(
  { store, storage, sealer }: { store: MetadataStore; storage: Storage; sealer: Sealer },
  log: Logger,
  hooks: { cancelUpload: (uploadId: string) => Promise<void>; onDeleted: () => void },
): WiredArchive {
  const archive = createArchiveService({
    store,
    storage,
    clock,
    ids,
    log,
    sealer,
    passwords: { hash: hashPassword, verify: verifyPassword },
    ...hooks,
    onScheduled: () => publisher.wake(),
  });
  const publisher = createPublisher({ publishDue: () => archive.publishDue(), clock, log });
  return { archive, publisher };
}
