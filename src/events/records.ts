import type { EventData, EventType } from './catalogue.ts';

/** What an event is about; times are epoch milliseconds. */
interface EventSubject {
  readonly uploadId?: string;
  readonly photoId?: number;
  readonly albumId?: number;
  readonly now: number;
}

/** An event to record; the type decides what it tells. */
export type NewEvent = {
  [Type in EventType]: EventSubject & { readonly type: Type; readonly data: EventData<Type> };
}[EventType];

/** Something that happened. Times are epoch milliseconds. */
export interface EventRecord {
  /** Grows with every event; never given twice. */
  readonly id: number;
  readonly type: EventType;
  readonly at: number;
  readonly photoId: number | null;
  /** As the catalogue describes it for the type. */
  readonly data: object;
}

/** Writes events down, in the transaction of the change that they tell of. */
export interface EventRecorder {
  /** A second `upload.completed` of an upload is ignored. */
  record(event: NewEvent): Promise<void>;
}

/** The events that are kept. */
export interface EventRecords {
  find(id: number): Promise<EventRecord | undefined>;
  /** Those of `ids` that are still kept, in no particular order. */
  findMany(ids: readonly number[]): Promise<EventRecord[]>;
  /** In their order, from the first one after `after`; of one type, of the uploads of one token, or all. */
  page(filter: {
    after: number;
    type?: EventType;
    uploadTokenId?: string;
    limit: number;
  }): Promise<EventRecord[]>;
  /** Newest first, from the first one before `before`. */
  latest(filter: { before?: number; type?: EventType; limit: number }): Promise<EventRecord[]>;
  /** The newest id; 0 when no event is kept. */
  lastId(): Promise<number>;
  /** The newest id of an event that happened before `time`; 0 when none is kept. */
  lastIdBefore(time: number): Promise<number>;
  /** Removes events from before `before` that no owed delivery needs; resolves to how many, `limit` at most. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Names an event for the receiver of a message, the same at every attempt and replay. */
export function messageId({ id, at }: Pick<EventRecord, 'id' | 'at'>): string {
  // The time keeps ids apart when a restored backup counts on from an earlier number.
  return `evt_${id}_${at.toString(36)}`;
}

/** The number and the time in the name of an event; undefined when it is no such name. */
export function parseMessageId(name: string): Pick<EventRecord, 'id' | 'at'> | undefined {
  const [, id, at] = /^evt_(\d{1,15})_([0-9a-z]{1,11})$/.exec(name) ?? [];
  if (id === undefined || at === undefined) return undefined;
  return { id: Number(id), at: Number.parseInt(at, 36) };
}

/** The body of a message: what a webhook gets, byte for byte. */
export function messageBody(event: EventRecord): string {
  const { type, at, data } = event;
  return JSON.stringify({ id: messageId(event), type, timestamp: new Date(at).toISOString(), data });
}
