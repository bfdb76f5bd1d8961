/** Lets so much work run at once; the rest waits its turn. */
export interface Turns {
  /** Runs the work when it is its turn; undefined at once when too much waits already. */
  take<T>(work: () => Promise<T>): Promise<T> | undefined;
}

/** At most `running` works at a time, and `waiting` more in a queue. */
export function createTurns({ running, waiting }: { running: number; waiting: number }): Turns {
  const queue: Array<() => void> = [];
  let active = 0;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (active >= running) await new Promise<void>((resolve) => queue.push(resolve));
    else active += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes over the place.
      const next = queue.shift();
      if (next === undefined) active -= 1;
      else next();
    }
  }

  return { take: (work) => (queue.length >= waiting ? undefined : run(work)) };
}
