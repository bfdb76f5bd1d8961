import type { Sealer } from '../access/sealing.ts';
import { isSubscribable, pingback, subscribableEvents } from '../events/catalogue.ts';
import type { EventRecords } from '../events/records.ts';
import type { Clock } from '../uploads/ports.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { MessageRecords } from './records.ts';
import { createSigningSecret, isSigningSecret } from './signature.ts';
import { readTargetUrl } from './target-url.ts';
import { noSuchWebhook, WebhookError } from './webhook-error.ts';
import type { WebhookRecord, WebhookRecords, WebhookState } from './webhook-records.ts';

interface WebhookSlice {
  readonly webhooks: WebhookRecords;
  readonly messages: MessageRecords;
  readonly events: EventRecords;
}

/** What the webhooks need of the metadata store. */
export interface WebhookStore {
  readonly read: WebhookSlice;
  transaction<T>(work: (tx: WebhookSlice) => Promise<T>): Promise<T>;
}

/** A webhook, and its secret if it was made just now; empty otherwise. */
export interface IssuedWebhook {
  readonly webhook: WebhookRecord;
  readonly secret: string;
}

/** Subscriptions to events (reference, A.17). Fails with `WebhookError`; trouble with records is `records_unavailable`. */
export interface WebhookService {
  /** All that are not unsubscribed, oldest first. */
  list(): Promise<WebhookRecord[]>;
  /**
   * Subscribes an address to an event that happens from now on. Without a `secret` one is made; it is returned once
   * and kept sealed. Subscribing the same address again changes nothing, but makes it active.
   */
  subscribe(wish: {
    readonly event: string;
    readonly targetUrl: string;
    readonly secret?: string;
  }): Promise<IssuedWebhook>;
  /** Ends one subscription, or all of an address; what was still owed is given up. */
  unsubscribe(which: { readonly id: number } | { readonly targetUrl: string }): Promise<void>;
  /**
   * Pauses a webhook, or makes it active again. What happened during a pause is sent then, as far as events are kept;
   * what happened while it was disabled is not.
   */
  setState(id: number, state: 'active' | 'paused'): Promise<WebhookRecord>;
  /** Replaces the secret. The old one goes on signing beside it for a day, unless `isAtOnce`. */
  rotateSecret(
    id: number,
    how: { readonly secret?: string; readonly isAtOnce: boolean },
  ): Promise<IssuedWebhook>;
}

/** Most subscriptions of a site. */
const maxWebhooks = 1_000;

/** How long a replaced secret goes on signing. */
const rotationMs = 86_400_000;

const liveStates: readonly WebhookState[] = ['active', 'paused', 'disabled'];

/** Everything the webhooks need from outside. */
export interface WebhookServiceOptions {
  readonly store: WebhookStore;
  readonly fetch: Pick<GuardedFetch, 'refusal'>;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly clock: Clock;
  /** Called when there may be something to send. */
  readonly onOwed: () => void;
}

/** Webhooks over a store. */
export function createWebhookService(options: WebhookServiceOptions): WebhookService {
  const { store, clock, onOwed } = options;

  return {
    list: () => store.read.webhooks.inStates(liveStates),

    async subscribe(wish) {
      const issued = await subscribe(options, wish);
      onOwed();
      return issued;
    },

    unsubscribe: (which) =>
      store.transaction(async (tx) => {
        const live = await tx.webhooks.inStates(liveStates);
        const found = live.filter((webhook) =>
          'id' in which ? webhook.id === which.id : webhook.targetUrl === readHref(which.targetUrl),
        );
        const own = found.filter(({ consumerId }) => consumerId === null);
        if (found.length > 0 && own.length === 0) throw belongsToConsumer();
        if (own.length === 0) throw 'id' in which ? noSuchWebhook(which.id) : noneAtAddress();
        for (const { id } of own) {
          const forgotten = { sealedSecret: '', previousSealedSecret: null, previousSecretUntil: null };
          await tx.webhooks.update(id, { state: 'removed', ...forgotten });
          await tx.messages.giveUp(id, clock.now());
        }
      }),

    async setState(id, state) {
      const changed = await store.transaction(async (tx) => {
        const webhook = await lockLive(tx, id);
        if (state === 'active') return activate(tx, webhook, clock.now());
        if (webhook.state === 'disabled') {
          throw new WebhookError(
            'precondition_failed',
            'This webhook is disabled, so there is nothing to pause.',
          );
        }
        if (webhook.state === 'paused') return webhook;
        const patch = { state, stateReason: 'requested' } as const;
        await tx.webhooks.update(id, patch);
        await tx.messages.hold(id);
        return { ...webhook, ...patch };
      });
      onOwed();
      return changed;
    },

    rotateSecret: (id, { secret = createSigningSecret(), isAtOnce }) =>
      store.transaction(async (tx) => {
        const webhook = await lockLive(tx, id);
        if (webhook.event === pingback) throw pingbackHasNoSecret();
        checkSecret(secret);
        const patch = {
          sealedSecret: options.sealer.seal(secret),
          previousSealedSecret: isAtOnce ? null : webhook.sealedSecret,
          previousSecretUntil: isAtOnce ? null : clock.now() + rotationMs,
        };
        await tx.webhooks.update(id, patch);
        return { webhook: { ...webhook, ...patch }, secret };
      }),
  };
}

async function subscribe(
  { store, fetch, sealer, clock }: WebhookServiceOptions,
  { event, targetUrl: text, secret: given }: Parameters<WebhookService['subscribe']>[0],
): Promise<IssuedWebhook> {
  if (!isSubscribable(event)) throw noSuchEvent();
  const targetUrl = readTargetUrl(text, fetch);
  if (given !== undefined) checkSecret(given);
  if (given !== undefined && event === pingback) throw pingbackHasNoSecret();
  const secret = event === pingback ? '' : (given ?? createSigningSecret());
  return store.transaction(async (tx) => {
    const own = (await tx.webhooks.inStates(liveStates)).filter(({ consumerId }) => consumerId === null);
    const twin = own.find((webhook) => webhook.event === event && webhook.targetUrl === targetUrl);
    if (twin && given !== undefined) throw isSubscribed(twin.id);
    if (twin) return { webhook: await activate(tx, twin, clock.now()), secret: '' };
    if (own.length >= maxWebhooks) throw tooMany();
    const webhook = await tx.webhooks.insert({
      event,
      targetUrl,
      sealedSecret: secret === '' ? '' : sealer.seal(secret),
      cursor: await tx.events.lastId(),
      consumerId: null,
      createdAt: clock.now(),
    });
    return { webhook, secret };
  });
}

async function lockLive(tx: WebhookSlice, id: number): Promise<WebhookRecord> {
  const webhook = await tx.webhooks.lock(id);
  if (!webhook || webhook.state === 'removed') throw noSuchWebhook(id);
  return webhook;
}

async function activate(tx: WebhookSlice, webhook: WebhookRecord, now: number): Promise<WebhookRecord> {
  if (webhook.state === 'active') return webhook;
  const cursor = webhook.state === 'disabled' ? await tx.events.lastId() : webhook.cursor;
  const patch = { state: 'active', stateReason: '', failingSince: null, cursor } as const;
  await tx.webhooks.update(webhook.id, patch);
  await tx.messages.release(webhook.id, now);
  return { ...webhook, ...patch };
}

/** An address in the form in which it is kept. */
function readHref(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (url) url.hash = '';
  return url?.href;
}

function checkSecret(secret: string): void {
  if (isSigningSecret(secret)) return;
  throw new WebhookError(
    'invalid_input',
    'The parameter "secret" must be "whsec_" and 24 to 64 random bytes in base64.',
  );
}

function noSuchEvent(): WebhookError {
  const names = subscribableEvents.map(({ name }) => name).join(', ');
  return new WebhookError('invalid_input', `The parameter "event" must be one of: ${names}.`);
}

function pingbackHasNoSecret(): WebhookError {
  return new WebhookError(
    'invalid_input',
    'A pingback says nothing that could be signed, so it has no secret.',
  );
}

function isSubscribed(id: number): WebhookError {
  return new WebhookError(
    'precondition_failed',
    `This address is subscribed to this event already, as webhook ${id}. webhook/rotate-secret changes its secret.`,
  );
}

function tooMany(): WebhookError {
  return new WebhookError(
    'limit_exceeded',
    `There are ${maxWebhooks} webhooks already. Unsubscribe one first.`,
  );
}

function noneAtAddress(): WebhookError {
  return new WebhookError('no_such_object', 'There is no webhook for this address.');
}

function belongsToConsumer(): WebhookError {
  return new WebhookError(
    'precondition_failed',
    'This is the pingback of an application. Change the pingback URL of the application instead.',
  );
}
