import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { defineStatement, type Statement } from '../statement.ts';

/** Tables whose rows are good until `expires_at`, with an index on it. */
type ExpiringTable = 'bearer_tokens' | 'oauth_request_tokens' | 'oauth_nonces' | 'sign_in_tokens';

/** Removes the rows that are good no longer. */
export function defineExpiry(db: Kysely<Schema>, table: ExpiringTable): Statement<{ now: number }, unknown> {
  return defineStatement<{ now: number }>()((param) =>
    db.deleteFrom(table).where('expires_at', '<=', param('now')),
  );
}
