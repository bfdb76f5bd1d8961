import type { Clock } from '../uploads/ports.ts';
import type { Actor, AuditRecords } from './records.ts';

/** What the trail needs of the metadata store. */
export interface AuditStore {
  readonly read: { readonly audit: AuditRecords };
  transaction<T>(work: (tx: { readonly audit: AuditRecords }) => Promise<T>): Promise<T>;
}

/** Who did what to the site. */
export interface AuditTrail {
  /** Adds an entry; resolves once it is durable. `details` must hold no secret. */
  note(actor: Actor, action: string, details: Readonly<Record<string, string>>): Promise<void>;
  readonly list: AuditRecords['list'];
}

/** Longer details are cut. */
const MAX_CHARACTERS = 300;

/** The audit trail over a store. */
export function createAuditTrail({
  store,
  clock,
}: {
  readonly store: AuditStore;
  readonly clock: Clock;
}): AuditTrail {
  return {
    note(actor, action, details) {
      const cut = Object.entries(details).map(([name, text]) => [
        name,
        text.slice(0, MAX_CHARACTERS).toWellFormed(),
      ]);
      const entry = { ...actor, at: clock.now(), action, details: Object.fromEntries(cut) as typeof details };
      return store.transaction((tx) => tx.audit.insert(entry));
    },
    list: (filter) => store.read.audit.list(filter),
  };
}
