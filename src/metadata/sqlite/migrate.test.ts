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

test('keeps owed callbacks and their log when webhooks come', () => {
  const names = readdirSync(shipped).sort();
  const step = names.findIndex((name) => name.endsWith('-events-and-webhooks.sql'));
  for (const name of names.slice(step)) rmSync(join(migrations, name));
  migrate(database, clock, migrations);
  database.pragma('foreign_keys = OFF');
  database.exec(`
    INSERT INTO uploads VALUES ('u', 't', '', '', '', '', 1, 'completed', '[]', 0, '', NULL, NULL, '[]', NULL, NULL,
      '{}', 7, 0, 1, 1, 1);
    INSERT INTO deliveries VALUES (3, 'u', 7, 'https://app.example/', 'v1.x', 'pending', 2, 50, 60, 10, NULL);
    INSERT INTO delivery_attempts VALUES (1, 3, 20, 5, 500, NULL), (2, 3, 30, 5, NULL, 'timeout');
  `);
  database.pragma('foreign_keys = ON');
  migrate(database, clock);
  expect(database.prepare('SELECT * FROM deliveries').all()).toMatchObject([
    {
      id: 3,
      kind: 'callback',
      upload_id: 'u',
      attempts: 2,
      tries: 2,
      owed_at: 10,
      due_at: 60,
      ended_at: null,
    },
  ]);
  expect(database.prepare('SELECT id, delivery_id, status FROM delivery_attempts').all()).toEqual([
    { id: 1, delivery_id: 3, status: 500 },
    { id: 2, delivery_id: 3, status: null },
  ]);
  database.exec('DELETE FROM deliveries');
  expect(database.prepare('SELECT id FROM delivery_attempts').all()).toEqual([]);
});
