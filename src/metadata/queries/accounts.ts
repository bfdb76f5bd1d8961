import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import type {
  AccountFilter,
  AccountPaging,
  AccountRecord,
  AccountRecords,
  AccountType,
  NewAccount,
} from '../../access/accounts/records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { Schema, UsersTable } from '../schema.ts';
import { foldText, searchBody, sortKey } from '../search-text.ts';
import { defineInsert, defineStatement, type Executor, memoize } from '../statement.ts';

const columns = [
  'user_id',
  'username',
  'display_name',
  'email',
  'full_name',
  'timezone',
  'is_admin',
  'type',
  'is_hidden',
  'created_at',
  'last_login_at',
] as const satisfies readonly (keyof UsersTable)[];

const insertedColumns = [
  'username',
  'display_name',
  'display_key',
  'email',
  'email_key',
  'full_name',
  'password_hash',
  'timezone',
  'is_admin',
  'type',
  'is_hidden',
  'created_at',
] as const satisfies readonly (keyof UsersTable)[];

type AccountRow = Pick<Selectable<UsersTable>, (typeof columns)[number]>;

/** Everything that the statement of a list depends on. */
interface ListShape {
  readonly orderBy: AccountPaging['orderBy'];
  readonly descending: boolean;
  readonly onlyAdmins: boolean;
  readonly searchMode: string;
}

interface ListValues {
  search?: string;
  limit: number;
  offset: number;
}

/** The columns of each order, as the indexes have them; the number of the user decides what is left. */
const orderColumns = {
  display_name: ['display_key'],
  username: ['username'],
  site_admin_p: ['is_admin', 'display_key'],
  email: ['email_key'],
  creation_date: [],
  last_login: ['last_login_at'],
} as const satisfies Record<AccountPaging['orderBy'], readonly (keyof UsersTable)[]>;

/** The records of accounts, over any executor. */
export function prepareAccounts(kit: QueryKit): (run: Executor) => AccountRecords {
  const { db } = kit;
  const insert = defineStatement<ReturnType<typeof toRow>>()((param) => {
    const row = Object.fromEntries(insertedColumns.map((column) => [column, param(column)]));
    return db
      .insertInto('users')
      .values(row as never)
      .returning(columns);
  });
  const insertText = defineInsert(db, 'user_texts', ['user_id', 'public_body', 'private_body']);
  const { find, findByEmail, findByUsername, findPasswordHash } = prepareFinders(kit);
  const noteLogin = defineStatement<{ userId: number; now: number }>()((param) =>
    db
      .updateTable('users')
      .set({ last_login_at: param('now') })
      .where('user_id', '=', param('userId')),
  );
  const { page, count, countAll } = prepareLists(kit);

  return (run) => ({
    async insert(account) {
      const record = toRecord(await run.get(insert, toRow(account)));
      await run.run(insertText, {
        user_id: record.userId,
        public_body: searchBody([account.username, account.displayName]),
        private_body: searchBody([account.fullName, account.email ?? '']),
      });
      return record;
    },
    async find(userId) {
      return toOptionalRecord(await run.get(find, { userId }));
    },
    async findByEmail(email) {
      return toOptionalRecord(await run.get(findByEmail, { key: foldText(email) }));
    },
    async findByUsername(username) {
      return toOptionalRecord(await run.get(findByUsername, { username }));
    },
    async findPasswordHash(userId) {
      return (await run.get(findPasswordHash, { userId }))?.password_hash;
    },
    async list(filter, paging) {
      if (filter.userId !== undefined) {
        const account = toOptionalRecord(await run.get(find, { userId: filter.userId }));
        const found = account && isListed(account, filter) ? [account] : [];
        return { accounts: paging.page === 1 ? found : [], total: found.length };
      }
      const { shape, search } = describe(kit, filter, paging);
      const key = JSON.stringify(shape);
      const values = { ...search, limit: paging.size, offset: (paging.page - 1) * paging.size };
      const onlyAdmins = shape.onlyAdmins;
      const counted =
        shape.searchMode === '' ? await run.get(countAll(onlyAdmins), {}) : await run.get(count(key), values);
      const rows = await run.all(page(key), values);
      return { accounts: rows.map(toRecord), total: Number(counted?.users ?? 0) };
    },
    async noteLogin(userId, now) {
      await run.run(noteLogin, { userId, now });
    },
  });
}

function prepareFinders({ db }: QueryKit) {
  const select = db.selectFrom('users').select(columns);
  const find = defineStatement<{ userId: number }>()((param) =>
    select.where('user_id', '=', param('userId')),
  );
  const findByEmail = defineStatement<{ key: string }>()((param) =>
    select.where('email_key', '=', param('key')),
  );
  const findByUsername = defineStatement<{ username: string }>()((param) =>
    select.where('username', '=', param('username')),
  );
  const findPasswordHash = defineStatement<{ userId: number }>()((param) =>
    db.selectFrom('users').select('password_hash').where('user_id', '=', param('userId')),
  );
  return { find, findByEmail, findByUsername, findPasswordHash };
}

function prepareLists({ db, dialect }: QueryKit) {
  const filtered = <O>(
    query: SelectQueryBuilder<Schema, 'users', O>,
    { onlyAdmins, searchMode }: ListShape,
    pattern: () => string,
  ) =>
    query
      .where('is_hidden', '=', sql.lit(false))
      .$if(onlyAdmins, (admins) => admins.where('is_admin', '=', sql.lit(true)))
      .$if(searchMode !== '', (found) => found.where(dialect.userSearch.condition(searchMode, pattern())));

  const page = memoize((key: string) => {
    const shape = JSON.parse(key) as ListShape;
    const direction = shape.descending ? 'desc' : 'asc';
    return defineStatement<ListValues>()((param) => {
      const query = filtered(db.selectFrom('users').select(columns), shape, () => param('search') as string);
      return [...orderColumns[shape.orderBy], 'user_id' as const]
        .reduce((sorted, column) => sorted.orderBy(column, direction), query)
        .limit(param('limit'))
        .offset(param('offset'));
    });
  });
  const count = memoize((key: string) =>
    defineStatement<ListValues>()((param) =>
      filtered(
        db.selectFrom('users').select((eb) => eb.fn.countAll<number | string>().as('users')),
        JSON.parse(key) as ListShape,
        () => param('search') as string,
      ),
    ),
  );
  const countAll = memoize((onlyAdmins: boolean) =>
    defineStatement<object>()(() =>
      db
        .selectFrom('user_counts')
        .select((eb) => eb.fn.sum<number | string>('users').as('users'))
        .$if(onlyAdmins, (query) => query.where('is_admin', '=', sql.lit(true))),
    ),
  );
  return { page, count, countAll };
}

function describe({ dialect }: QueryKit, filter: AccountFilter, paging: AccountPaging) {
  const { search: asked, onlyAdmins = false } = filter;
  const text = asked === undefined ? '' : foldText(asked.text).trim();
  const plan = text === '' ? undefined : dialect.userSearch.plan(text, asked?.isPrivateSeen ?? false);
  const shape: ListShape = {
    orderBy: paging.orderBy,
    descending: paging.descending,
    onlyAdmins,
    searchMode: plan?.mode ?? '',
  };
  return { shape, search: plan === undefined ? {} : { search: plan.pattern } };
}

/** Whether a single account would be in the list; a search in one account is not offered. */
function isListed(account: AccountRecord, filter: AccountFilter): boolean {
  return !account.isHidden && (filter.onlyAdmins !== true || account.isAdmin);
}

function toOptionalRecord(row: AccountRow | undefined): AccountRecord | undefined {
  return row === undefined ? undefined : toRecord(row);
}

function toRecord(row: AccountRow | undefined): AccountRecord {
  if (row === undefined) throw new UploadError('records_unavailable');
  return {
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    fullName: row.full_name,
    timezone: row.timezone,
    isAdmin: Boolean(row.is_admin),
    type: row.type as AccountType,
    isHidden: Boolean(row.is_hidden),
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at,
  };
}

function toRow(account: NewAccount) {
  return {
    username: account.username,
    display_name: account.displayName,
    display_key: sortKey(account.displayName),
    email: account.email,
    email_key: account.email === null ? null : foldText(account.email),
    full_name: account.fullName,
    password_hash: account.passwordHash,
    timezone: account.timezone,
    is_admin: account.isAdmin,
    type: account.type,
    is_hidden: false,
    created_at: account.createdAt,
  };
}
