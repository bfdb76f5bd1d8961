import type { Clock, Ids } from '../../uploads/ports.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import { authorize, type Caller } from '../authorization.ts';
import { extendCallback, OUT_OF_BAND } from './callback-address.ts';
import type { ConsumerRecord, ConsumerRecords, RequestTokenRecord, RequestTokenRecords } from './records.ts';
import type { FindToken } from './verifier.ts';

const VERIFIER_LENGTH = 20;

interface ConsentSlice {
  readonly consumers: Pick<ConsumerRecords, 'find'>;
  readonly requestTokens: RequestTokenRecords;
}

/** What consents need of the metadata store. */
export interface ConsentStore {
  readonly read: ConsentSlice;
  transaction<T>(work: (tx: ConsentSlice) => Promise<T>): Promise<T>;
}

/** An application that waits for somebody's consent. */
export interface PendingConsent {
  readonly consumer: ConsumerRecord;
  /** Where the person goes then; undefined when they are shown a code instead. */
  readonly callback: string | undefined;
}

/** Where a person goes after a decision, or the code to show them instead. */
export type Decision = { readonly address: string } | { readonly code: string };

/** `gone`: there is no such request, it has expired, it was refused, or the application has its token already. */
export type ConsentTrouble = 'gone' | 'level_too_low';

/** What people decide about applications (RFC 5849, 2.2). */
export interface Consents {
  /** What a person is asked; undefined when there is nothing to ask any more. */
  findPending(requestToken: string): Promise<PendingConsent | undefined>;
  /**
   * Somebody consents, who may do at least what the application wants to do. Consenting again (a second click) gives
   * another code, and only the last one counts.
   */
  approve(requestToken: string, approver: Caller): Promise<Decision | ConsentTrouble>;
  /** Somebody refuses; the request token is gone. Undefined when there is nothing to go back to. */
  deny(requestToken: string): Promise<Decision | undefined>;
}

/** Consents over a store; `findUsable` looks for a request token that is still good. */
export function createConsents(options: {
  readonly store: ConsentStore;
  readonly clock: Clock;
  readonly ids: Ids;
}): Consents & { readonly findUsable: FindToken<RequestTokenRecord> } {
  const { store, clock, ids } = options;

  async function findUsable(token: string): Promise<RequestTokenRecord | 'ended' | undefined> {
    const found = await store.read.requestTokens.find(token);
    return found && found.expiresAt <= clock.now() ? 'ended' : found;
  }

  async function findPending(requestToken: string): Promise<PendingConsent | undefined> {
    const found = await findUsable(requestToken);
    if (!found || found === 'ended') return undefined;
    const consumer = await store.read.consumers.find(found.consumerId);
    if (consumer?.revokedAt !== null) return undefined;
    return { consumer, callback: found.callback === OUT_OF_BAND ? undefined : found.callback };
  }

  return {
    findUsable,
    findPending,

    async approve(requestToken, approver) {
      const pending = await findPending(requestToken);
      if (!pending) return 'gone';
      const { userId } = approver;
      if (userId === null || !authorize(approver, pending.consumer.level)) return 'level_too_low';
      const code = ids.secret(VERIFIER_LENGTH);
      const approval = { userId, verifierHash: hashSecret(code) };
      if (!(await store.transaction((tx) => tx.requestTokens.approve(requestToken, approval)))) return 'gone';
      if (pending.callback === undefined) return { code };
      const parameters = { oauth_verifier: code, oauth_token: requestToken };
      return { address: extendCallback(pending.callback, parameters) };
    },

    async deny(requestToken) {
      const pending = await findPending(requestToken);
      const isDenied = pending && (await store.transaction((tx) => tx.requestTokens.delete(requestToken)));
      if (!isDenied || pending.callback === undefined) return undefined;
      const parameters = { oauth_problem: 'user_refused', oauth_token: requestToken };
      return { address: extendCallback(pending.callback, parameters) };
    },
  };
}
