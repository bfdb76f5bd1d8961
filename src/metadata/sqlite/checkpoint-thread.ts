import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckpointReply, CheckpointStep, CheckpointWorkerData } from './checkpoint-worker.ts';

/** The thread that works on the files; it is started when it is first needed. */
export interface CheckpointThread {
  /** One step at a time. An ended thread is an answer too, and the next step starts a new one. */
  perform(step: Exclude<CheckpointStep, 'close'>): Promise<CheckpointReply>;
  /** Resolves once the thread has closed the database and ended. */
  close(): Promise<void>;
}

/** A running thread. `ended` never rejects. */
interface Running {
  readonly worker: Worker;
  readonly ended: Promise<CheckpointReply>;
}

/** Prepares the thread without starting it. It keeps the process alive only during a step. */
export function createCheckpointThread(workerData: CheckpointWorkerData): CheckpointThread {
  let running: Running | undefined;

  function start(): Running {
    const file = new URL(`./checkpoint-worker${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { workerData });
    const { promise: ended, resolve } = Promise.withResolvers<CheckpointReply>();
    const started = { worker, ended };
    const end = (message: string) => {
      if (running === started) running = undefined;
      resolve({ code: 'thread', message });
    };
    worker.once('error', (error) => end(String(error)));
    worker.once('exit', (code) => end(`It ended with code ${code}`));
    return started;
  }

  return {
    perform(step) {
      running ??= start();
      const { worker, ended } = running;
      const reply = new Promise<CheckpointReply>((resolve) => worker.once('message', resolve));
      worker.ref();
      tell(worker, step);
      return Promise.race([reply, ended]).finally(() => worker.unref());
    },
    async close() {
      if (running === undefined) return;
      const { worker, ended } = running;
      worker.ref();
      tell(worker, 'close');
      await ended;
    },
  };
}

function tell(worker: Worker, step: CheckpointStep): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(step);
}
