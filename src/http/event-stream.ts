import type { ServerResponse } from 'node:http';

/** A client that has read nothing for this long, while there was something, is cut off. */
const STALL_MS = 20_000;

/** How long browsers wait before they come back, milliseconds. */
const RETRY_MS = 3_000;

/** An answer that goes on as long as both sides want (`text/event-stream`). */
export interface EventStream {
  write(text: string): void;
  /** Whether as much waits for the client as may. Node would take more, so whoever writes must ask. */
  readonly isFull: boolean;
  /** Resolves once more may be written, or never will be. */
  drained(): Promise<void>;
  readonly isClosed: boolean;
  /** Ends the answer; what was written is still sent. */
  end(): void;
  /** Calls back once the connection is gone, for whatever reason. */
  onClose(listener: () => void): void;
}

/**
 * Begins such an answer. A client that does not read is cut off after 20 seconds, and no more waits for it in the
 * meantime than the write buffer of the response holds (64 KiB, and the piece that filled it).
 */
export function openEventStream(response: ServerResponse, stallMs = STALL_MS): EventStream {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    // nginx would gather what is to be seen at once.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
  let stall: NodeJS.Timeout | undefined;
  response.on('drain', () => {
    clearTimeout(stall);
    stall = undefined;
  });
  response.on('close', () => clearTimeout(stall));
  response.on('error', () => {});

  const stream: EventStream = {
    get isFull() {
      return response.writableNeedDrain;
    },
    get isClosed() {
      return response.closed || response.destroyed || response.writableEnded;
    },
    write(text) {
      if (stream.isClosed || response.write(text)) return;
      stall ??= setTimeout(() => response.destroy(), stallMs).unref();
    },
    drained() {
      if (!stream.isFull || stream.isClosed) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          response.off('drain', settle);
          response.off('close', settle);
          resolve();
        };
        response.on('drain', settle);
        response.on('close', settle);
      });
    },
    end() {
      response.end();
    },
    onClose(listener) {
      if (response.closed) listener();
      else response.once('close', listener);
    },
  };
  return stream;
}
