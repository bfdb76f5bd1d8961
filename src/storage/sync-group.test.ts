import { describe, expect, it } from 'vitest';
import { createSyncGroup } from './sync-group.ts';

describe('a sync group', () => {
  it('shares one later sync among all who ask while one is running', async () => {
    const gates: Array<(error?: Error) => void> = [];
    const sync = createSyncGroup(
      () => new Promise((resolve, reject) => gates.push((error) => (error ? reject(error) : resolve()))),
    );
    const first = sync();
    const waiters = [sync(), sync(), sync()];
    expect(gates.length).toBe(1);
    gates[0]?.();
    await first;
    await expect.poll(() => gates.length).toBe(2);
    gates[1]?.();
    await Promise.all(waiters);
    expect(gates.length).toBe(2);
  });

  it('tells a failure to those who waited for it, and starts afresh for the next', async () => {
    let fails = true;
    const sync = createSyncGroup(async () => {
      if (fails) throw new Error('disk');
    });
    await expect(sync()).rejects.toThrow('disk');
    fails = false;
    await expect(sync()).resolves.toBeUndefined();
  });
});
