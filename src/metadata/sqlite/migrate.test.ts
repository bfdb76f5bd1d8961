import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConnection, type SqliteDatabase } from './connection.ts';
import { migrate } from './migrate.ts';

const shipped = fileURLToPath(new URL('../../../migrations/sqlite', import.meta.url));
const clock = { now: () => 1_700_000_000_000 };
let folder: string;
let migrations: string;
let database: SqliteDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-migrate-'));
  migrations = join(folder, 'migrations');
  cpSync(shipped, migrations, { recursive: true });
  ({ database } = openConnection(join(folder, 'slipway.db')));
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const applied = () => database.prepare('SELECT name, applied_at FROM migrations ORDER BY name').all();
const add = (name: string, sql: string) => writeFileSync(join(migrations, name), sql);

const shippedCount = readdirSync(shipped).length;
/** The name of the step that is `place` places behind the shipped ones. */
const after = (place: number, name: string) => `${String(shippedCount + place).padStart(4, '0')}-${name}.sql`;

test('creates the schema once, and leaves it alone afterwards', () => {
  migrate(database, clock);
  const before = applied();
  expect(before).toContainEqual({ name: '0001-first-tables.sql', applied_at: clock.now() });
  database.exec("UPDATE users SET display_name = 'Changed' WHERE username = '__hidden'");
  migrate(database, { now: () => 5 });
  expect(applied()).toEqual(before);
  expect(database.prepare('SELECT count(*) AS users FROM users').get()).toEqual({ users: 1 });
});

test('applies the missing steps only, in their order', () => {
  migrate(database, clock, migrations);
  add(after(1, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  add(after(2, 'most'), "ALTER TABLE more ADD COLUMN b TEXT; INSERT INTO more VALUES (1, 'x');");
  migrate(database, clock, migrations);
  expect(applied()).toHaveLength(shippedCount + 2);
  expect(database.prepare('SELECT * FROM more').all()).toEqual([{ a: 1, b: 'x' }]);
});

test('leaves nothing of steps when one of them fails', () => {
  migrate(database, clock, migrations);
  add(after(1, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  add(after(2, 'broken'), 'CREATE TABLE other (a INTEGER) STRICT; INSERT INTO absent VALUES (1);');
  expect(() => migrate(database, clock, migrations)).toThrow('no such table: absent');
  expect(applied()).toHaveLength(shippedCount);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('more', 'other')").all()).toEqual(
    [],
  );
});

test('refuses a database of a newer version with a clear message, and does not touch it', () => {
  add(after(1, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  migrate(database, clock, migrations);
  expect(() => migrate(database, clock)).toThrow(/newer version of Slipway.*-more\.sql"/);
  expect(applied()).toHaveLength(shippedCount + 1);
});

test('refuses a step that was edited or renamed after it was applied', () => {
  add(after(1, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  migrate(database, clock, migrations);
  add(after(1, 'more'), 'CREATE TABLE more (a TEXT) STRICT;');
  expect(() => migrate(database, clock, migrations)).toThrow(/-more\.sql".*must never change/);
  add(after(1, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  renameSync(join(migrations, after(1, 'more')), join(migrations, after(1, 'other')));
  expect(() => migrate(database, clock, migrations)).toThrow(/-more\.sql".*-other\.sql"/);
});

test('takes the ends of lines of another system for the same step', () => {
  add(after(1, 'more'), 'CREATE TABLE more (\n  a INTEGER\n) STRICT;\n');
  migrate(database, clock, migrations);
  add(after(1, 'more'), 'CREATE TABLE more (\r\n  a INTEGER\r\n) STRICT;\r\n');
  expect(() => migrate(database, clock, migrations)).not.toThrow();
});

test('refuses steps whose numbers have a gap', () => {
  add(after(2, 'more'), 'CREATE TABLE more (a INTEGER) STRICT;');
  expect(() => migrate(database, clock, migrations)).toThrow(/numbered one by one.*-more\.sql"/);
});
