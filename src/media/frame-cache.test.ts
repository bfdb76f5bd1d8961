import { expect, test } from 'vitest';
import { createFrameCache } from './frame-cache.ts';

test('what was not used for longest goes first, and nothing too large is kept', () => {
  const cache = createFrameCache(80);
  for (let number = 0; number < 8; number += 1) cache.put(`${number}`, Buffer.alloc(10, number));
  expect(cache.get('0')).toEqual(Buffer.alloc(10, 0));
  cache.put('8', Buffer.alloc(10));
  expect([cache.get('0')?.length, cache.get('1')?.length, cache.get('8')?.length]).toEqual([
    10,
    undefined,
    10,
  ]);
  cache.put('8', Buffer.alloc(11));
  expect(cache.get('8')).toBeUndefined();
  expect(cache.get('2')).toBeDefined();
});
