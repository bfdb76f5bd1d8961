import type { PassingEvent } from '../events/passing-events.ts';
import { type EventRecord, messageId } from '../events/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { EventFeed, FeedListener, FeedStore } from './event-feed.ts';
import { findStart } from './resume.ts';
import type { StreamScope } from './scope.ts';

/** Where a stream is written to. */
export interface StreamSink {
  /** Writes a piece. */
  write(text: string): void;
  /** Whether the client has not read what it was sent: nothing more shall be written. */
  readonly isFull: boolean;
  /** Resolves once more may be written, or never will be. */
  drained(): Promise<void>;
  readonly isClosed: boolean;
  /** Ends the stream in good order. */
  end(): void;
  /** Calls back when the connection is gone, for whatever reason. */
  onClose(listener: () => void): void;
}

/** What a stream is made with. */
export interface StreamSurroundings {
  readonly store: FeedStore;
  readonly feed: EventFeed;
  readonly clock: Clock;
  /** How long events are kept at least. */
  readonly keepForMs: number;
}

/** Events that are read in one go for somebody who was away: as many wait in memory while the client does not read. */
const PAGE = 25;

/**
 * One client. It reads what it has missed from the records, at its own speed, and then listens to the feed; when it does
 * not keep up, it goes back to reading. So little waits in memory for it: what it has not got stays in the records.
 */
export class LiveStream implements FeedListener {
  readonly scope: StreamScope;
  readonly #sink: StreamSink;
  readonly #surroundings: StreamSurroundings;
  #position = 0;
  #isListening = false;

  constructor(scope: StreamScope, sink: StreamSink, surroundings: StreamSurroundings) {
    this.scope = scope;
    this.#sink = sink;
    this.#surroundings = surroundings;
  }

  /** Begins where the client left off. Rejects when the records cannot be read. */
  async begin(lastEventId: string | undefined): Promise<void> {
    const { store } = this.#surroundings;
    const isNarrow = this.scope.uploadTokenId !== undefined;
    const start = await findStart(store, lastEventId, { ...this.#surroundings, isNarrow });
    await store.durable();
    this.#position = start.position;
    if (start.gap !== undefined) this.#pass({ type: 'stream.gap', data: { reason: start.gap } }, start.name);
    else {
      const ready = { type: 'stream.ready', data: { resumed_p: start.isResumed } } as const;
      this.#pass(ready, start.isResumed ? undefined : start.name);
    }
  }

  /** Tells what was missed, then what happens. Resolves once the stream listens, or is closed; may be repeated. */
  async follow(): Promise<void> {
    const { events } = this.#surroundings.store.read;
    const { uploadTokenId } = this.scope;
    while (!this.#sink.isClosed) {
      const newest = await events.lastId();
      const page = await events.page({
        after: this.#position,
        limit: PAGE,
        ...(uploadTokenId === undefined ? {} : { uploadTokenId }),
      });
      if (page.length > 0) await this.#tellAll(page);
      else if (this.#sink.isClosed || this.#listen(newest)) return;
    }
  }

  async #tellAll(page: readonly EventRecord[]): Promise<void> {
    await this.#surroundings.store.durable();
    for (const event of page) {
      if (this.#sink.isFull) await this.#sink.drained();
      if (this.#sink.isClosed) return;
      if (this.scope.includes(event)) this.#send(event, await this.scope.render(event));
      this.#position = event.id;
    }
  }

  /** Whether the stream listens now: nothing that it wants happened up to `newest`. */
  #listen(newest: number): boolean {
    this.#position = Math.max(this.#position, newest);
    this.#isListening = this.#surroundings.feed.join(this, this.#position);
    return this.#isListening;
  }

  onEvent(event: EventRecord): void {
    if (!this.#isListening || event.id <= this.#position) return;
    if (this.scope.includes(event)) {
      const body = this.#sink.isFull ? undefined : this.scope.render(event);
      if (typeof body !== 'string') return this.#readOn();
      this.#send(event, body);
    }
    this.#position = event.id;
  }

  /** Leaves the feed, and reads on from the records. */
  #readOn(): void {
    this.leave();
    // Trouble with the records ends the stream: its client comes back with the last event that it got.
    this.follow().catch(() => this.#sink.end());
  }

  /** Tells of something that passes, if the client keeps up. */
  pass(event: PassingEvent): void {
    if (this.#isListening && !this.#sink.isFull && this.scope.wants(event.type)) this.#pass(event);
  }

  /** Shows that the connection lives. */
  beat(): void {
    if (!this.#sink.isFull) this.#sink.write(': \n\n');
  }

  /** Ends the stream, and says why. */
  end(reason: 'not_allowed' | 'shutting_down'): void {
    this.leave();
    if (!this.#sink.isFull) this.#pass({ type: 'stream.end', data: { reason } });
    this.#sink.end();
  }

  /** Gets no more events. */
  leave(): void {
    this.#isListening = false;
    this.#surroundings.feed.leave(this);
  }

  #send(event: EventRecord, body: string): void {
    this.#sink.write(`id: ${messageId(event)}\nevent: ${event.type}\ndata: ${body}\n\n`);
  }

  #pass({ type, data }: PassingEvent, name?: string): void {
    const body = { type, timestamp: new Date(this.#surroundings.clock.now()).toISOString(), data };
    const id = name === undefined ? '' : `id: ${name}\n`;
    this.#sink.write(`${id}event: ${type}\ndata: ${JSON.stringify(body)}\n\n`);
  }
}
