import type { SubscribableName } from '../events/catalogue.ts';

/**
 * `paused`: nothing is sent, and what happens is sent once it is active again. `disabled`: nothing is sent, now or
 * later. `removed`: unsubscribed; kept only for the log of what was sent.
 */
export type WebhookState = 'active' | 'paused' | 'disabled' | 'removed';

/** Why it is not active: somebody asked for it, it failed for too long, or its target answered 410. */
export type WebhookStateReason = '' | 'requested' | 'failing' | 'gone';

/** A subscription to events. Times are epoch milliseconds. */
export interface WebhookRecord {
  readonly id: number;
  readonly event: SubscribableName;
  readonly targetUrl: string;
  /** What messages are signed with; empty for a pingback and once removed. */
  readonly sealedSecret: string;
  /** The secret before; messages are signed with both until `previousSecretUntil`. */
  readonly previousSealedSecret: string | null;
  readonly previousSecretUntil: number | null;
  readonly state: WebhookState;
  readonly stateReason: WebhookStateReason;
  /** The last event that it has got a delivery for, or needs none for. */
  readonly cursor: number;
  /** The first failed attempt after which none went well; null when the last one did. */
  readonly failingSince: number | null;
  /** The application that this is the pingback of; null for a subscription by the API. */
  readonly consumerId: number | null;
  readonly createdAt: number;
}

/** What is needed to add one; it is active. */
export type NewWebhook = Pick<
  WebhookRecord,
  'event' | 'targetUrl' | 'sealedSecret' | 'cursor' | 'consumerId' | 'createdAt'
>;

export type WebhookPatch = Partial<
  Pick<
    WebhookRecord,
    | 'sealedSecret'
    | 'previousSealedSecret'
    | 'previousSecretUntil'
    | 'state'
    | 'stateReason'
    | 'cursor'
    | 'failingSince'
  >
>;

export interface WebhookRecords {
  /** The database refuses a second live one for an event at an address, and a second live pingback of a consumer. */
  insert(webhook: NewWebhook): Promise<WebhookRecord>;
  find(id: number): Promise<WebhookRecord | undefined>;
  /** As `find`, and no other transaction changes it until this one ends. */
  lock(id: number): Promise<WebhookRecord | undefined>;
  /** Those in any of the states, oldest first. */
  inStates(states: readonly WebhookState[]): Promise<WebhookRecord[]>;
  update(id: number, patch: WebhookPatch): Promise<void>;
  /** Forgets removed ones that no delivery tells of any more. */
  forgetRemoved(): Promise<void>;
}
