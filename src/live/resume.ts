import { type EventRecord, messageId, parseMessageId } from '../events/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { FeedStore } from './event-feed.ts';

/** Most events that are gone through for somebody who comes back. */
const MAX_BEHIND = 10_000;

/** Where a stream begins. */
export interface StartingPoint {
  /** The last event that the client knows, or need not know. */
  readonly position: number;
  /** Names that place; the client comes back with it. */
  readonly name: string;
  /** Why the client has missed something, if it has. */
  readonly gap?: 'too_old' | 'too_many' | 'unknown';
  /** Whether it goes on after the event that it named. */
  readonly isResumed: boolean;
}

/**
 * Finds where a stream goes on for a client that saw `lastEventId` last; now, for one that names nothing. An event that is
 * older than `keepForMs` may have lost its followers, even if it is still kept itself.
 */
export async function findStart(
  { read: { events } }: FeedStore,
  lastEventId: string | undefined,
  {
    clock,
    keepForMs,
    isNarrow,
  }: {
    readonly clock: Clock;
    readonly keepForMs: number;
    /** Whether the stream is about so little that all of it may be repeated. */
    readonly isNarrow: boolean;
  },
): Promise<StartingPoint> {
  const newest = await events.lastId();
  const oldestTime = clock.now() - keepForMs;
  const wanted = lastEventId === undefined ? undefined : parseMessageId(lastEventId);
  const known = wanted && (await findPlace(events, wanted, oldestTime));
  if (known === undefined) {
    const now = { ...(await nameNewest(events, newest, clock)), isResumed: false };
    return lastEventId === undefined
      ? now
      : { ...now, gap: isOld(wanted, oldestTime) ? 'too_old' : 'unknown' };
  }
  if (!isNarrow && newest - known > MAX_BEHIND) {
    return { ...(await nameNewest(events, newest, clock)), gap: 'too_many', isResumed: false };
  }
  return { position: known, name: lastEventId ?? '', isResumed: true };
}

function isOld(wanted: Pick<EventRecord, 'at'> | undefined, oldestTime: number): boolean {
  return wanted !== undefined && wanted.at < oldestTime;
}

/** The number to go on after; undefined when followers may be missing, or when it names no event of this database. */
async function findPlace(
  events: FeedStore['read']['events'],
  { id, at }: Pick<EventRecord, 'id' | 'at'>,
  oldestTime: number,
): Promise<number | undefined> {
  if (at < oldestTime) return undefined;
  // The name of a place before every event: nothing was kept when it was given.
  if (id === 0) return 0;
  return (await events.find(id))?.at === at ? id : undefined;
}

async function nameNewest(
  events: FeedStore['read']['events'],
  newest: number,
  clock: Clock,
): Promise<{ position: number; name: string }> {
  const event = newest === 0 ? undefined : await events.find(newest);
  const name = messageId(event ?? { id: 0, at: clock.now() });
  return { position: newest, name };
}
