import type { SessionRecords, SignInTokenRecord, SignInTokenRecords } from '../../access/sessions/records.ts';
import type { QueryKit } from '../kit.ts';
import { defineInsert, defineStatement, type Executor } from '../statement.ts';
import { defineExpiry } from './expiry.ts';

const tokenColumns = [
  'secret_hash',
  'kind',
  'user_id',
  'email',
  'full_name',
  'return_url',
  'expires_at',
] as const;

const sessionColumns = [
  'secret_hash',
  'user_id',
  'email',
  'full_name',
  'created_at',
  'last_used_at',
] as const;

/** The records of sign-in tokens, over any executor. */
export function prepareSignInTokens({ db }: QueryKit): (run: Executor) => SignInTokenRecords {
  const insert = defineInsert(db, 'sign_in_tokens', tokenColumns);
  const consume = defineStatement<{ secretHash: string; kind: string; now: number }>()((param) =>
    db
      .deleteFrom('sign_in_tokens')
      .where('secret_hash', '=', param('secretHash'))
      .where('kind', '=', param('kind'))
      .where('expires_at', '>', param('now'))
      .returning(tokenColumns),
  );
  const deleteExpired = defineExpiry(db, 'sign_in_tokens');

  return (run) => ({
    async insert(token) {
      await run.run(insert, {
        secret_hash: token.secretHash,
        kind: token.kind,
        user_id: token.userId,
        email: token.email,
        full_name: token.fullName,
        return_url: token.returnUrl,
        expires_at: token.expiresAt,
      });
    },
    async consume(token) {
      const row = await run.get(consume, token);
      if (row === undefined) return undefined;
      return {
        secretHash: row.secret_hash,
        kind: row.kind as SignInTokenRecord['kind'],
        userId: row.user_id,
        email: row.email,
        fullName: row.full_name,
        returnUrl: row.return_url,
        expiresAt: row.expires_at,
      };
    },
    deleteExpired: (now) => run.run(deleteExpired, { now }),
  });
}

/** The records of browser sessions, over any executor. */
export function prepareSessions({ db }: QueryKit): (run: Executor) => SessionRecords {
  const insert = defineInsert(db, 'sessions', sessionColumns);
  const find = defineStatement<{ hash: string }>()((param) =>
    db.selectFrom('sessions').select(sessionColumns).where('secret_hash', '=', param('hash')),
  );
  const noteUse = defineStatement<{ hash: string; now: number }>()((param) =>
    db
      .updateTable('sessions')
      .set({ last_used_at: param('now') })
      .where('secret_hash', '=', param('hash')),
  );
  const remove = defineStatement<{ hash: string }>()((param) =>
    db.deleteFrom('sessions').where('secret_hash', '=', param('hash')),
  );
  const deleteIdle = defineStatement<{ idleSince: number }>()((param) =>
    db.deleteFrom('sessions').where('last_used_at', '<=', param('idleSince')),
  );
  const deleteOld = defineStatement<{ madeBefore: number }>()((param) =>
    db.deleteFrom('sessions').where('created_at', '<=', param('madeBefore')),
  );

  return (run) => ({
    async insert(session) {
      await run.run(insert, {
        secret_hash: session.secretHash,
        user_id: session.userId,
        email: session.email,
        full_name: session.fullName,
        created_at: session.createdAt,
        last_used_at: session.lastUsedAt,
      });
    },
    async findBySecretHash(hash) {
      const row = await run.get(find, { hash });
      if (row === undefined) return undefined;
      return {
        secretHash: row.secret_hash,
        userId: row.user_id,
        email: row.email,
        fullName: row.full_name,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
      };
    },
    async noteUse(hash, now) {
      await run.run(noteUse, { hash, now });
    },
    async delete(hash) {
      return (await run.run(remove, { hash })) > 0;
    },
    async deleteExpired({ idleSince, madeBefore }) {
      return (await run.run(deleteIdle, { idleSince })) + (await run.run(deleteOld, { madeBefore }));
    },
  });
}
