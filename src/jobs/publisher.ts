import type { Clock } from '../uploads/ports.ts';
import { createDueLoop, type DueLoop, type WorkerLog } from './due-loop.ts';

/**
 * Publishes what waits for its time. What is due is read from the records, so that nothing is missed while the program
 * does not run: that is published at the next start. To be woken when something was given a time in this process.
 */
export function createPublisher(options: {
  /** Publishes what is due, and tells when something will be (epoch milliseconds), or undefined when nothing waits. */
  readonly publishDue: () => Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: WorkerLog;
}): DueLoop {
  const { publishDue, clock, log } = options;
  return createDueLoop({ round: publishDue, clock, log });
}
