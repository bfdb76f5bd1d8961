import { on } from 'node:events';
import { addAbortSignal, type Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { giveWay } from './digest-pace.ts';
import type { DigestReply, DigestRequest } from './digest-thread.ts';

/** SHA-256 of a stream, and how many bytes it had. */
export interface Digest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Hashes one stream at a time, in a thread of its own. */
export interface Hasher {
  /** Reads the stream to its end, giving way to other work. Rejects when the stream fails or `signal` aborts. */
  hash(source: Readable, signal: AbortSignal): Promise<Digest>;
}

const pieceBytes = 2 ** 20;

/** The thread ends after this long without work; starting one takes tens of milliseconds. */
const threadIdleMs = 10_000;

/** In development this file and the thread's are TypeScript, in a build both are JavaScript. */
const threadUrl = new URL(
  import.meta.url.endsWith('.ts') ? './digest-thread.ts' : './digest-thread.js',
  import.meta.url,
);

/** A hasher whose thread starts with the first stream and ends when there is nothing to do. */
export function createHasher(): Hasher {
  let idle: Worker | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  function takeThread(): Worker {
    clearTimeout(idleTimer);
    const thread = idle ?? startThread();
    idle = undefined;
    thread.ref();
    return thread;
  }

  function startThread(): Worker {
    const thread = new Worker(threadUrl, { name: 'slipway-digest' });
    thread.once('exit', () => {
      if (idle === thread) idle = undefined;
    });
    // Whoever waits for a reply hears of an error; between streams there is nobody to tell.
    thread.on('error', () => undefined);
    return thread;
  }

  function keepThread(thread: Worker): void {
    thread.unref();
    idle = thread;
    idleTimer = setTimeout(() => {
      idle = undefined;
      void thread.terminate();
    }, threadIdleMs).unref();
  }

  return {
    async hash(source, signal) {
      // An error or abort is heard while the stream is read; before and after that, nobody would listen.
      source.on('error', () => undefined);
      const thread = takeThread();
      try {
        const digest = await hashInThread(thread, addAbortSignal(signal, source), signal);
        keepThread(thread);
        return digest;
      } catch (error) {
        // Its late replies would be taken for those of the next stream.
        await thread.terminate();
        throw error;
      } finally {
        source.destroy();
      }
    },
  };
}

/**
 * Fills two buffers in turn: one is hashed while the other is filled. They change owner by transfer, so that nothing
 * is copied between the threads, and the stream's own buffers (which may be slices of a pool) stay where they are.
 */
async function hashInThread(thread: Worker, source: Readable, signal: AbortSignal): Promise<Digest> {
  const replies = on(thread, 'message', { signal, close: ['exit'] });
  const post = (request: DigestRequest, transfer: ArrayBuffer[] = []) =>
    thread.postMessage(request, transfer);
  const spare = [new ArrayBuffer(pieceBytes)];
  let buffer = new ArrayBuffer(pieceBytes);
  let filled = 0;
  let bytes = 0;

  async function nextReply(): Promise<DigestReply> {
    const { value, done } = (await replies.next()) as IteratorResult<[DigestReply], undefined>;
    if (done) throw new Error('The digest thread ended early.');
    return value[0];
  }

  async function sendPiece(): Promise<void> {
    post({ kind: 'piece', buffer, length: filled }, [buffer]);
    filled = 0;
    const reply = spare.length > 0 ? undefined : await nextReply();
    buffer = reply?.kind === 'hashed' ? reply.buffer : (spare.pop() ?? new ArrayBuffer(pieceBytes));
  }

  try {
    post({ kind: 'begin' });
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      for (let rest = chunk; rest.length > 0; ) {
        const part = rest.subarray(0, pieceBytes - filled);
        new Uint8Array(buffer).set(part, filled);
        filled += part.length;
        rest = rest.subarray(part.length);
        if (filled < pieceBytes) continue;
        await sendPiece();
        await giveWay(signal);
      }
    }
    post({ kind: 'piece', buffer, length: filled }, [buffer]);
    post({ kind: 'end' });
    for (let reply = await nextReply(); ; reply = await nextReply()) {
      if (reply.kind === 'digest') return { sha256: reply.hex, bytes };
    }
  } finally {
    await replies.return?.();
  }
}
