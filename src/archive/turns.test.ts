import { expect, it } from 'vitest';
import { createTurns } from './turns.ts';

it('runs a few at once, the others in their order, and refuses what would wait too long', async () => {
  const turns = createTurns({ running: 2, waiting: 2 });
  const log: string[] = [];
  const ends: Array<() => void> = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      log.push(name);
      ends.push(() => resolve(name));
    });
  const taken = ['a', 'b', 'c', 'd'].map((name) => turns.take(work(name)));
  expect(turns.take(work('e'))).toBeUndefined();
  await Promise.resolve();
  expect(log).toEqual(['a', 'b']);
  ends[1]?.();
  expect(await taken[1]).toBe('b');
  expect(log).toEqual(['a', 'b', 'c']);
  ends[0]?.();
  ends[2]?.();
  expect(await Promise.all([taken[0], taken[2]])).toEqual(['a', 'c']);
  ends[3]?.();
  expect(await taken[3]).toBe('d');
  expect(await turns.take(async () => 'f')).toBe('f');
});

it('goes on after work that failed', async () => {
  const turns = createTurns({ running: 1, waiting: 5 });
  const failing = turns.take(() => Promise.reject(new Error('no')));
  const next = turns.take(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
