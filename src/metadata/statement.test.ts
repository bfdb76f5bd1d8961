import { expect, test } from 'vitest';
import { createSqliteKit } from './sqlite/dialect.ts';
import { defineStatement, memoize, padList } from './statement.ts';

const { db } = createSqliteKit();

test('binds the values of a call in the order of the placeholders, beside the constants of the query', () => {
  const statement = defineStatement<{ id: string; state: string; ids: number[] }>()((param) =>
    db
      .updateTable('uploads')
      .set({ state: param('state'), has_slot: false })
      .where('photo_id', 'in', param.list('ids', 3))
      .where('id', '=', param('id')),
  );
  expect(statement.isRead).toBe(false);
  expect(statement.values({ id: 'a', state: 'failed', ids: [7, 8, 9] })).toEqual([
    'failed',
    false,
    7,
    8,
    9,
    'a',
  ]);
  expect(statement.values({ id: 'b', state: 'expired', ids: [1, 2, 3] })).toEqual([
    'expired',
    false,
    1,
    2,
    3,
    'b',
  ]);
});

test('refuses a call that lacks a parameter, instead of storing nothing', () => {
  const statement = defineStatement<{ id: string; ids: number[] }>()((param) =>
    db
      .selectFrom('photos')
      .selectAll()
      .where('token', '=', param('id'))
      .where('photo_id', 'in', param.list('ids', 2)),
  );
  expect(statement.isRead).toBe(true);
  expect(() => statement.values({ ids: [1, 2] } as never)).toThrow('"id" is missing');
  expect(() => statement.values({ id: 'a', ids: [1] })).toThrow('"ids" is missing');
});

test('lengthens lists to few different lengths without adding a value', () => {
  const lengths = Array.from({ length: 100 }, (_, i) => {
    const list = Array.from({ length: i + 1 }, (_unused, n) => n);
    const padded = padList(list);
    expect(new Set(padded)).toEqual(new Set(list));
    return padded.length;
  });
  expect(new Set(lengths)).toEqual(new Set([1, 2, 4, 8, 16, 32, 64, 128]));
  expect(padList([])).toEqual([]);
});

test('remembers what it made, and never more than its limit', () => {
  const made: number[] = [];
  const square = memoize((n: number) => {
    made.push(n);
    return n * n;
  }, 3);
  expect([square(2), square(2), square(3), square(4), square(2)]).toEqual([4, 4, 9, 16, 4]);
  expect(made).toEqual([2, 3, 4]);
  expect([square(5), square(2)]).toEqual([25, 4]);
  expect(made).toEqual([2, 3, 4, 5, 2]);
});
