import type { EventType } from '../events/catalogue.ts';

/** `pending`: owed, or waiting for its next attempt. `held`: waits for its webhook. `failed`: given up. */
export type DeliveryState = 'pending' | 'held' | 'delivered' | 'failed';

interface AnyDelivery {
  readonly id: number;
  readonly photoId: number | null;
  readonly url: string;
  readonly state: DeliveryState;
  /** All attempts. */
  readonly attempts: number;
  /** Attempts since it was last made owed: at first, by a replay, or by the end of a pause. */
  readonly tries: number;
  readonly owedAt: number;
  readonly nextAttemptAt: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** A call to a return URL that is owed to an application. Times are epoch milliseconds. */
export interface CallbackDelivery extends AnyDelivery {
  readonly kind: 'callback';
  readonly uploadId: string;
  /** Address to call; `{upload_token}` stands for the token. */
  readonly url: string;
  /** The token, sealed; empty once the delivery has ended. */
  readonly sealedToken: string;
}

/** An event that is owed to a webhook. Times are epoch milliseconds. */
export interface WebhookDelivery extends AnyDelivery {
  readonly kind: 'webhook';
  readonly webhookId: number;
  readonly eventId: number;
  readonly eventType: EventType;
}

export type DeliveryRecord = CallbackDelivery | WebhookDelivery;

/** One try of a delivery, kept as a log. `status` is null when there was no answer; then `error` tells why. */
export interface AttemptRecord {
  readonly deliveryId: number;
  readonly at: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  /** The beginning of the answer's body; null when none is kept. */
  readonly response: string | null;
}

/** What follows from an attempt. */
export interface AttemptOutcome {
  readonly state: 'pending' | 'delivered' | 'failed';
  readonly nextAttemptAt: number;
  readonly endedAt: number | null;
}

/** Newest first. `before` is the id of the last one already seen. */
interface DeliveryPage {
  readonly state?: DeliveryState;
  readonly before?: number;
  readonly limit: number;
}

export interface DeliveryRecords {
  find(id: number): Promise<DeliveryRecord | undefined>;
  /**
   * Leases up to `limit` pending deliveries that are due; no other worker gets them before `leaseUntil`, and a
   * crashed worker's come back then.
   */
  claimDue(now: number, leaseUntil: number, limit: number): Promise<DeliveryRecord[]>;
  /** Writes an attempt to the log and what follows from it. One that was held meanwhile stays held, unless it ended. */
  recordAttempt(attempt: AttemptRecord, outcome: AttemptOutcome): Promise<void>;
  /** When the next pending delivery is due; undefined when there is none. */
  nextDueAt(): Promise<number | undefined>;
  /** Callbacks. */
  list(filter: DeliveryPage & { readonly uploadId?: string }): Promise<CallbackDelivery[]>;
  /** Messages of all webhooks, or of one. */
  listMessages(filter: DeliveryPage & { readonly webhookId?: number }): Promise<WebhookDelivery[]>;
  attempts(deliveryId: number): Promise<AttemptRecord[]>;
  /** Makes a delivery owed anew, whatever became of it. `sealedToken` is null for a message. */
  again(id: number, how: { readonly sealedToken: string | null; readonly now: number }): Promise<void>;
}

/** Deliveries of webhooks, made from events. */
export interface MessageRecords {
  /** Owes an event to a webhook; saying it again is ignored. */
  owe(message: {
    readonly webhookId: number;
    readonly eventId: number;
    readonly eventType: EventType;
    readonly photoId: number | null;
    readonly url: string;
    readonly now: number;
  }): Promise<void>;
  /** How many are pending for a webhook. */
  countPending(webhookId: number): Promise<number>;
  /** Sets all that a webhook is owed aside, without losing any. */
  hold(webhookId: number): Promise<void>;
  /** Makes all that was held owed again. */
  release(webhookId: number, now: number): Promise<void>;
  /** Gives all up that a webhook is owed. */
  giveUp(webhookId: number, now: number): Promise<void>;
  /** Gives up what has been held since before `before`. */
  giveUpHeld(before: number, now: number): Promise<void>;
  /** Removes messages that ended before `before`, with their attempts; resolves to how many, `limit` at most. */
  sweep(before: number, limit: number): Promise<number>;
}
