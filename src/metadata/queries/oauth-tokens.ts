import type { Selectable } from 'kysely';
import type {
  AccessTokenRecord,
  AccessTokenRecords,
  NonceRecords,
  RequestTokenRecords,
} from '../../access/oauth/records.ts';
import type { KeyLevel } from '../../access/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { OAuthAccessTokensTable } from '../schema-sign-in.ts';
import { defineInsert, defineStatement, type Executor, memoize } from '../statement.ts';
import { defineExpiry } from './expiry.ts';

const accessColumns = [
  'token_id',
  'token',
  'sealed_secret',
  'consumer_id',
  'user_id',
  'level',
  'created_at',
  'revoked_at',
] as const satisfies readonly (keyof OAuthAccessTokensTable)[];

const requestColumns = [
  'token',
  'sealed_secret',
  'consumer_id',
  'callback',
  'user_id',
  'verifier_hash',
  'expires_at',
] as const;

/** The records of access tokens, over any executor. */
export function prepareAccessTokens({ db }: QueryKit): (run: Executor) => AccessTokenRecords {
  const select = db.selectFrom('oauth_access_tokens').select(accessColumns);
  const insert = defineStatement<Omit<AccessTokenRecord, 'tokenId'>>()((param) =>
    db
      .insertInto('oauth_access_tokens')
      .values({
        token: param('token'),
        sealed_secret: param('sealedSecret'),
        consumer_id: param('consumerId'),
        user_id: param('userId'),
        level: param('level'),
        created_at: param('createdAt'),
        revoked_at: param('revokedAt'),
      })
      .returning(accessColumns),
  );
  const findByToken = defineStatement<{ token: string }>()((param) =>
    select.where('token', '=', param('token')),
  );
  const list = memoize((isContinued: boolean) =>
    defineStatement<{ consumerId: number; before?: number; limit: number }>()((param) =>
      select
        .where('consumer_id', '=', param('consumerId'))
        .$if(isContinued, (query) => query.where('token_id', '<', param('before') as number))
        .orderBy('token_id', 'desc')
        .limit(param('limit')),
    ),
  );
  const revoke = defineStatement<{ tokenId: number; now: number }>()((param) =>
    db
      .updateTable('oauth_access_tokens')
      .set({ revoked_at: param('now') })
      .where('token_id', '=', param('tokenId'))
      .where('revoked_at', 'is', null),
  );

  return (run) => ({
    async insert(token) {
      const row = await run.get(insert, token);
      if (row === undefined) throw new UploadError('records_unavailable');
      return toAccessToken(row);
    },
    async findByToken(token) {
      const row = await run.get(findByToken, { token });
      return row === undefined ? undefined : toAccessToken(row);
    },
    async list(page) {
      return (await run.all(list(page.before !== undefined), page)).map(toAccessToken);
    },
    async revoke(tokenId, now) {
      return (await run.run(revoke, { tokenId, now })) > 0;
    },
  });
}

/** The records of request tokens, over any executor. */
export function prepareRequestTokens({ db }: QueryKit): (run: Executor) => RequestTokenRecords {
  const insert = defineInsert(db, 'oauth_request_tokens', requestColumns);
  const find = defineStatement<{ token: string }>()((param) =>
    db.selectFrom('oauth_request_tokens').select(requestColumns).where('token', '=', param('token')),
  );
  const approve = defineStatement<{ token: string; userId: number; verifierHash: string }>()((param) =>
    db
      .updateTable('oauth_request_tokens')
      .set({ user_id: param('userId'), verifier_hash: param('verifierHash') })
      .where('token', '=', param('token')),
  );
  const remove = defineStatement<{ token: string }>()((param) =>
    db.deleteFrom('oauth_request_tokens').where('token', '=', param('token')),
  );
  const deleteExpired = defineExpiry(db, 'oauth_request_tokens');

  return (run) => ({
    async insert(token) {
      await run.run(insert, {
        token: token.token,
        sealed_secret: token.sealedSecret,
        consumer_id: token.consumerId,
        callback: token.callback,
        user_id: token.userId,
        verifier_hash: token.verifierHash,
        expires_at: token.expiresAt,
      });
    },
    async find(token) {
      const row = await run.get(find, { token });
      if (row === undefined) return undefined;
      return {
        token: row.token,
        sealedSecret: row.sealed_secret,
        consumerId: row.consumer_id,
        callback: row.callback,
        userId: row.user_id,
        verifierHash: row.verifier_hash,
        expiresAt: row.expires_at,
      };
    },
    async approve(token, approval) {
      return (await run.run(approve, { token, ...approval })) > 0;
    },
    async delete(token) {
      return (await run.run(remove, { token })) > 0;
    },
    deleteExpired: (now) => run.run(deleteExpired, { now }),
  });
}

/** The records of requests that were seen, over any executor. */
export function prepareNonces({ db }: QueryKit): (run: Executor) => NonceRecords {
  const remember = defineStatement<{ digest: string; expiresAt: number }>()((param) =>
    db
      .insertInto('oauth_nonces')
      .values({ digest: param('digest'), expires_at: param('expiresAt') })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const deleteExpired = defineExpiry(db, 'oauth_nonces');

  return (run) => ({
    async remember(nonce) {
      return (await run.run(remember, nonce)) > 0;
    },
    deleteExpired: (now) => run.run(deleteExpired, { now }),
  });
}

function toAccessToken(row: Selectable<OAuthAccessTokensTable>): AccessTokenRecord {
  return {
    tokenId: row.token_id,
    token: row.token,
    sealedSecret: row.sealed_secret,
    consumerId: row.consumer_id,
    userId: row.user_id,
    level: row.level as KeyLevel,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
