import type { BearerTokenRecords, KeyLevel } from '../../access/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';
import { defineExpiry } from './expiry.ts';

const columns = ['secret_hash', 'key_id', 'level', 'expires_at'] as const;

/** The records of short-lived bearer tokens, over any executor. */
export function prepareBearerTokens({ db }: QueryKit): (run: Executor) => BearerTokenRecords {
  const insert = defineInsert(db, 'bearer_tokens', columns);
  const find = defineStatement<{ hash: string }>()((param) =>
    db.selectFrom('bearer_tokens').select(columns).where('secret_hash', '=', param('hash')),
  );
  const remove = defineStatement<{ hash: string }>()((param) =>
    db.deleteFrom('bearer_tokens').where('secret_hash', '=', param('hash')),
  );
  const deleteExpired = defineExpiry(db, 'bearer_tokens');

  return (run) => ({
    async insert(token) {
      await run.run(insert, {
        secret_hash: token.secretHash,
        key_id: token.keyId,
        level: token.level,
        expires_at: token.expiresAt,
      });
    },
    async findBySecretHash(hash) {
      const row = await run.get(find, { hash });
      if (row === undefined) return undefined;
      const { secret_hash, key_id, level, expires_at } = row;
      return { secretHash: secret_hash, keyId: key_id, level: level as KeyLevel, expiresAt: expires_at };
    },
    async delete(hash) {
      return (await run.run(remove, { hash })) > 0;
    },
    deleteExpired: (now) => run.run(deleteExpired, { now }),
  });
}
