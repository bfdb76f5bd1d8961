import { describe, expect, it } from 'vitest';
import { systemIds } from './system.ts';

describe('system ids', () => {
  it('are 26 safe characters, unique, and sort by the time they were made', async () => {
    const first = systemIds.id();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = Array.from({ length: 1000 }, () => systemIds.id());
    expect(first).toMatch(/^[0-9a-z]{26}$/);
    expect(later.every((id) => id > first)).toBe(true);
    expect(new Set(later).size).toBe(1000);
  });

  it('make secrets of letters and digits in the asked length', () => {
    expect(systemIds.secret(40)).toMatch(/^[0-9A-Za-z]{40}$/);
    expect(systemIds.secret(40)).not.toBe(systemIds.secret(40));
  });
});
