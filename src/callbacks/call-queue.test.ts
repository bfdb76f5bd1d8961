import { describe, expect, test } from 'vitest';
import { createCallQueue, type CallQueue } from './call-queue.ts';

interface TestCall {
  readonly host: string;
}

const limits = { maxRunning: 8, maxPerHost: 4, maxWaiting: 10 };

function addMany(queue: CallQueue<TestCall>, host: string, count: number): boolean[] {
  return Array.from({ length: count }, () => queue.add({ host }));
}

function startAll(queue: CallQueue<TestCall>): TestCall[] {
  const started: TestCall[] = [];
  for (let call = queue.next(); call; call = queue.next()) started.push(call);
  return started;
}

const hostsOf = (calls: readonly TestCall[]) => calls.map(({ host }) => host).join('');

describe('the call queue', () => {
  test('runs at most four calls to one host and eight in all, oldest first', () => {
    const queue = createCallQueue<TestCall>(limits);
    addMany(queue, 'a', 6);
    addMany(queue, 'b', 2);
    expect(hostsOf(startAll(queue))).toBe('aaaabb');
    addMany(queue, 'c', 3);
    expect(hostsOf(startAll(queue))).toBe('cc');
    expect(queue.hasFreePlace()).toBe(false);
  });

  test('gives the place of an ended call to the next one that may have it', () => {
    const queue = createCallQueue<TestCall>(limits);
    addMany(queue, 'a', 6);
    const [first] = startAll(queue);
    queue.ended(first!, true);
    expect(hostsOf(startAll(queue))).toBe('a');
    expect(queue.waitingRoom()).toBe(9);
  });

  test('is full when as many calls wait as may', () => {
    const queue = createCallQueue<TestCall>(limits);
    expect(addMany(queue, 'a', 11)).toEqual([...Array.from({ length: 10 }, () => true), false]);
  });

  test('keeps no more calls to a host in trouble than may run, so that others find room', () => {
    const queue = createCallQueue<TestCall>(limits);
    addMany(queue, 'dead', 1);
    queue.ended(queue.next()!, false);
    expect(addMany(queue, 'dead', 6)).toEqual([true, true, true, true, false, false]);
    startAll(queue);
    expect(queue.add({ host: 'dead' })).toBe(false);
    expect(queue.add({ host: 'well' })).toBe(true);
  });

  test('lets calls wait again once a host answers well', () => {
    const queue = createCallQueue<TestCall>(limits);
    addMany(queue, 'a', 2);
    const [first, second] = startAll(queue);
    queue.ended(first!, false);
    queue.ended(second!, true);
    expect(addMany(queue, 'a', 6)).not.toContain(false);
  });

  test('runs nothing after it was closed', () => {
    const queue = createCallQueue<TestCall>(limits);
    addMany(queue, 'a', 1);
    queue.close();
    expect(queue.next()).toBeUndefined();
    expect(queue.hasFreePlace()).toBe(false);
  });
});
