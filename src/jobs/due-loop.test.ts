import { afterEach, describe, expect, test, vi } from 'vitest';
import { createDueLoop, type DueLoop, type WorkerLog } from './due-loop.ts';

type Round = () => Promise<number | undefined>;

const clock = { now: () => Date.now() };
const silent: WorkerLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
const loops: DueLoop[] = [];

afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
});

function openLoop(round: Round, log = silent): DueLoop {
  const loop = createDueLoop({ round, clock, log });
  loops.push(loop);
  return loop;
}

describe('a due loop', () => {
  test('does nothing before it is started', async () => {
    const round = vi.fn<Round>(async () => undefined);
    const loop = openLoop(round);
    loop.wake();
    await loop.stop();
    expect(round).not.toHaveBeenCalled();
  });

  test('runs a round at the start, and another when the next work is due', async () => {
    const round = vi.fn<Round>(async () => Date.now() + 20);
    openLoop(round).start();
    expect(round).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(round.mock.calls.length).toBeGreaterThanOrEqual(3));
  });

  test('never runs two rounds at once, and one more for all wakes during a round', async () => {
    let running = 0;
    let mostRunning = 0;
    const gate = Promise.withResolvers<void>();
    const round = vi.fn<Round>(async () => {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await gate.promise;
      running -= 1;
      return undefined;
    });
    const loop = openLoop(round);
    loop.start();
    for (let count = 0; count < 5; count += 1) loop.wake();
    gate.resolve();
    await vi.waitFor(() => expect(round).toHaveBeenCalledTimes(2));
    await loop.stop();
    expect(mostRunning).toBe(1);
    expect(round).toHaveBeenCalledTimes(2);
  });

  test('waits for the running round when it is stopped, and runs no more', async () => {
    const gate = Promise.withResolvers<undefined>();
    let isEnded = false;
    const round = vi.fn<Round>(async () => {
      await gate.promise;
      isEnded = true;
      return Date.now();
    });
    const loop = openLoop(round);
    loop.start();
    const stopped = loop.stop();
    gate.resolve(undefined);
    await stopped;
    expect(isEnded).toBe(true);
    loop.wake();
    expect(round).toHaveBeenCalledTimes(1);
  });

  test('survives a round that throws, says so, and can be woken again', async () => {
    const round = vi.fn<Round>().mockRejectedValueOnce(new Error('no database')).mockResolvedValue(undefined);
    const error = vi.fn<WorkerLog['error']>();
    const loop = openLoop(round, { ...silent, error });
    loop.start();
    await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(1));
    loop.wake();
    await vi.waitFor(() => expect(round).toHaveBeenCalledTimes(2));
    expect(error).toHaveBeenCalledTimes(1);
  });

  test('does not spin when work is due that a round cannot take', async () => {
    const round = vi.fn<Round>(async () => 0);
    const loop = openLoop(round);
    loop.start();
    let turns = 0;
    await vi.waitFor(
      () => {
        turns += 1;
        expect(round.mock.calls.length).toBeGreaterThanOrEqual(3);
      },
      { interval: 1 },
    );
    expect(turns).toBeGreaterThan(10);
  });
});
