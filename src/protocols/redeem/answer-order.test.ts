import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createAnswerOrder } from './answer-order.ts';

const one = new Socket();
const other = new Socket();

/** How long the final answer waits, by the clock of the process. */
async function waitMs(work: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

describe('the order of answers', () => {
  it('holds the final answer back while a "stored" is under way on another connection', async () => {
    const order = createAnswerOrder(60);
    order.noteStored('upload', other);
    expect(await waitMs(order.beforeFinal('upload', one))).toBeGreaterThan(50);
  });

  it('remembers the other connection when this one has answered since', async () => {
    const order = createAnswerOrder(60);
    order.noteStored('upload', other);
    order.noteStored('upload', one);
    order.noteStored('upload', one);
    expect(await waitMs(order.beforeFinal('upload', one))).toBeGreaterThan(50);
  });

  it('does not wait for its own connection, for another upload, or for what is long past', async () => {
    let time = 0;
    const order = createAnswerOrder(60_000, () => time);
    order.noteStored('upload', one);
    order.noteStored('another', other);
    await expect(order.beforeFinal('upload', one)).resolves.toBeUndefined();
    time = 60_000;
    await expect(order.beforeFinal('another', one)).resolves.toBeUndefined();
  });
});
