import type { PhotoRecord } from '../archive/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { UploadActivity } from '../uploads/upload-activity.ts';
import { EventFeed, type FeedStore } from './event-feed.ts';
import { LiveStream, type StreamSink } from './live-stream.ts';
import { type PhotoProgress, photoProgressEvent, type StreamScope, uploadProgressEvent } from './scope.ts';

/** What the streams need of the metadata store. */
export interface LiveStore extends FeedStore {
  readonly read: FeedStore['read'] & {
    readonly photos: { find(photoId: number): Promise<PhotoRecord | undefined> };
  };
}

/** Everything the streams work with. */
export interface LiveHubOptions {
  readonly store: LiveStore;
  readonly activity: UploadActivity;
  readonly clock: Clock;
  readonly log: { warn(details: object, message: string): void };
  readonly keepForMs: number;
  /** Most streams at once: so many of keys, and so many of upload tokens. */
  readonly maxStreams: number;
}

/** Who wants a stream, and for how long they may have it. */
export interface StreamWish {
  readonly scope: StreamScope;
  readonly lastEventId: string | undefined;
  /** Asked now and then; false ends the stream. */
  readonly isAllowed: () => Promise<boolean>;
}

/** One stream, and what is known of it. */
interface Member {
  readonly stream: LiveStream;
  readonly isAllowed: () => Promise<boolean>;
}

/** A comment is sent this often, so that nobody on the way takes the connection for dead; and rights are looked at. */
const BEAT_MS = 15_000;

/** Progress is told this often. */
const PROGRESS_MS = 1_000;

/** Streams of one upload token. */
const MAX_OF_TOKEN = 10;

/** Everybody who listens. Without them nothing runs: no timer, no query. */
export class LiveHub {
  readonly #options: LiveHubOptions;
  readonly #feed: EventFeed;
  readonly #members = new Set<Member>();
  #timers: NodeJS.Timeout[] = [];
  #isClosed = false;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    this.#feed = new EventFeed(options.store, (err) => options.log.warn({ err }, 'Events could not be read'));
  }

  /** To be called when events were recorded in this process. */
  wake(): void {
    this.#feed.wake();
  }

  /** Why one more stream cannot be had now; undefined when it can. */
  refusal({ uploadTokenId }: StreamScope): 'shutting_down' | 'too_many' | undefined {
    if (this.#isClosed) return 'shutting_down';
    const scopes = [...this.#members].map(({ stream }) => stream.scope);
    const alike = scopes.filter(
      (other) => (other.uploadTokenId === undefined) === (uploadTokenId === undefined),
    );
    const own =
      uploadTokenId === undefined ? [] : scopes.filter((other) => other.uploadTokenId === uploadTokenId);
    const isFull = alike.length >= this.#options.maxStreams || own.length >= MAX_OF_TOKEN;
    return isFull ? 'too_many' : undefined;
  }

  /** Serves a stream until its connection ends. Never rejects: trouble with the records ends the connection. */
  async serve({ scope, lastEventId, isAllowed }: StreamWish, sink: StreamSink): Promise<void> {
    const stream = new LiveStream(scope, sink, { ...this.#options, feed: this.#feed });
    const member = { stream, isAllowed };
    this.#members.add(member);
    if (this.#members.size === 1) this.#startTimers();
    sink.onClose(() => {
      stream.leave();
      this.#members.delete(member);
      if (this.#members.size === 0) this.#stopTimers();
    });
    try {
      await stream.begin(lastEventId);
      await stream.follow();
    } catch (err) {
      this.#options.log.warn({ err }, 'A stream of events could not be served');
      sink.end();
    }
  }

  /** Tells how far the work on an item is. */
  async photoProgress(progress: PhotoProgress): Promise<void> {
    if (this.#members.size === 0) return;
    const event = photoProgressEvent(progress);
    const tokenIds = new Set([...this.#members].map(({ stream }) => stream.scope.uploadTokenId));
    const isOfToken = tokenIds.size > 1 || !tokenIds.has(undefined);
    const photo = isOfToken ? await this.#options.store.read.photos.find(progress.photoId) : undefined;
    for (const { stream } of this.#members) {
      const { uploadTokenId } = stream.scope;
      if (uploadTokenId === undefined || uploadTokenId === photo?.uploadTokenId) stream.pass(event);
    }
  }

  /** Ends every stream; none begins afterwards. */
  close(): void {
    this.#isClosed = true;
    for (const { stream } of this.#members) stream.end('shutting_down');
    this.#stopTimers();
  }

  #startTimers(): void {
    this.#timers = [
      setInterval(() => this.#tellProgress(), PROGRESS_MS).unref(),
      setInterval(() => void this.#beat(), BEAT_MS).unref(),
    ];
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #tellProgress(): void {
    for (const progress of this.#options.activity.news()) {
      const event = uploadProgressEvent(progress);
      for (const { stream } of this.#members) {
        const { uploadTokenId } = stream.scope;
        if (uploadTokenId === undefined || uploadTokenId === progress.tokenId) stream.pass(event);
      }
    }
  }

  async #beat(): Promise<void> {
    for (const { stream, isAllowed } of this.#members) {
      stream.beat();
      // Trouble is no answer: the next look may have one.
      const isStillAllowed = await isAllowed().catch(() => true);
      if (!isStillAllowed) stream.end('not_allowed');
    }
  }
}
