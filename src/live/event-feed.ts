import type { EventRecord, EventRecords } from '../events/records.ts';

/** What the feed and its listeners read. */
export interface FeedStore {
  readonly read: { readonly events: Pick<EventRecords, 'find' | 'page' | 'lastId'> };
  /** Resolves once everything that `read` can see is durable. */
  durable(): Promise<void>;
}

/** Gets events as they are recorded, in their order; one may come a second time, or be older than where it joined. */
export interface FeedListener {
  onEvent(event: EventRecord): void;
}

/** Events that are read in one go. */
const PAGE = 200;

/** How often is looked for events that other processes have recorded. */
const LOOK_MS = 5_000;

/**
 * Reads new events once, for however many listeners. Nobody hears of an event before it is durable: its number would
 * otherwise be given again after a power cut. Without listeners nothing is read, and no timer runs.
 */
export class EventFeed {
  readonly #store: FeedStore;
  readonly #onTrouble: (error: unknown) => void;
  readonly #listeners = new Set<FeedListener>();
  #position = 0;
  #isWanted = false;
  #isReading = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: FeedStore, onTrouble: (error: unknown) => void) {
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  /** To be called when events were recorded in this process. Costs nothing while nobody listens. */
  wake(): void {
    if (this.#listeners.size === 0) return;
    this.#isWanted = true;
    if (!this.#isReading) void this.#read();
  }

  /**
   * Adds a listener that knows every event up to `position`. False when the feed has told of later ones already: then
   * the listener must read those itself, and ask again.
   */
  join(listener: FeedListener, position: number): boolean {
    if (this.#listeners.size > 0 && this.#position > position) return false;
    if (this.#listeners.size === 0) {
      this.#position = position;
      this.#timer = setInterval(() => this.wake(), LOOK_MS).unref();
    }
    this.#listeners.add(listener);
    this.wake();
    return true;
  }

  /** Removes a listener; one that is not there is no error. */
  leave(listener: FeedListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#timer);
    this.#isWanted = false;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        const events = await this.#store.read.events.page({ after: this.#position, limit: PAGE });
        if (events.length > 0) await this.#store.durable();
        for (const event of events) this.#tell(event);
        this.#isWanted ||= events.length === PAGE;
      }
    } catch (error) {
      // The next look tries again.
      this.#onTrouble(error);
    } finally {
      this.#isReading = false;
    }
  }

  #tell(event: EventRecord): void {
    this.#position = event.id;
    for (const listener of this.#listeners) listener.onEvent(event);
  }
}
