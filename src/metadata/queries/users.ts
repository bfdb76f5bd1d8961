import { sql, type Selectable } from 'kysely';
import type { UserRecord, UserRecords } from '../../archive/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { UsersTable } from '../schema.ts';
import { sortKey } from '../search-text.ts';
import { defineStatement, type Executor } from '../statement.ts';

const columns = ['user_id', 'username', 'display_name', 'is_hidden', 'created_at'] as const;

/** The records of users, over any executor. */
export function prepareUsers({ db }: QueryKit): (run: Executor) => UserRecords {
  const select = db.selectFrom('users').select(columns);
  const insert = defineStatement<Omit<UserRecord, 'userId'> & { displayKey: string }>()((param) =>
    db
      .insertInto('users')
      .values({
        username: param('username'),
        display_name: param('displayName'),
        display_key: param('displayKey'),
        is_hidden: param('isHidden'),
        created_at: param('createdAt'),
      })
      .returning(columns),
  );
  const find = defineStatement<{ userId: number }>()((param) =>
    select.where('user_id', '=', param('userId')),
  );
  const hidden = defineStatement<object>()(() => select.where('is_hidden', '=', sql.lit(true)));

  return (run) => ({
    async insert(user) {
      return toRecord(await run.get(insert, { ...user, displayKey: sortKey(user.displayName) }));
    },
    async find(userId) {
      const row = await run.get(find, { userId });
      return row === undefined ? undefined : toRecord(row);
    },
    async hidden() {
      return toRecord(await run.get(hidden, {}));
    },
  });
}

function toRecord(row: Pick<Selectable<UsersTable>, (typeof columns)[number]> | undefined): UserRecord {
  if (row === undefined) {
    throw new UploadError(
      'records_unavailable',
      {},
      { cause: new Error('A user that must exist is missing') },
    );
  }
  return {
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    isHidden: Boolean(row.is_hidden),
    createdAt: row.created_at,
  };
}
