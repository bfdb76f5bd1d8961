import type { Clock, Ids } from '../../uploads/ports.ts';
import { hashSecret } from '../../uploads/secret-hash.ts';
import type { Sealer } from '../sealing.ts';
import { isSameSecret } from '../secret-comparison.ts';
import { readCallback } from './callback-address.ts';
import { type Consents, createConsents } from './consents.ts';
import type {
  AccessTokenRecords,
  ConsumerRecord,
  ConsumerRecords,
  RequestTokenRecord,
  RequestTokenRecords,
} from './records.ts';
import type { SignedRequest } from './signed-request.ts';
import { createTokenMaker } from './token-maker.ts';
import type { OAuthVerifier } from './verifier.ts';

/** How long a person has to consent, and the application to fetch its access token afterwards. */
const REQUEST_LIFETIME_MS = 60 * 60_000;

interface AuthorizationSlice {
  readonly consumers: Pick<ConsumerRecords, 'find'>;
  readonly requestTokens: RequestTokenRecords;
  readonly accessTokens: Pick<AccessTokenRecords, 'insert'>;
}

/** What the dance needs of the metadata store. */
export interface AuthorizationStore {
  readonly read: AuthorizationSlice;
  transaction<T>(work: (tx: AuthorizationSlice) => Promise<T>): Promise<T>;
}

/** A name with its secret, as an application receives it. */
export interface TokenWithSecret {
  readonly token: string;
  readonly secret: string;
}

/** An access token with its secret, and for whom it acts. */
export interface GrantedToken extends TokenWithSecret {
  readonly userId: number;
}

/** The way of an application to an access token (reference, C.1; RFC 5849, 2). */
export interface AuthorizationService extends Consents {
  /** First step. `invalid_callback` when the callback cannot be used, which only a verified request is told. */
  createRequestToken(
    request: SignedRequest,
  ): Promise<TokenWithSecret | 'invalid_signature' | 'invalid_callback'>;
  /** Last step. The request token is used up. */
  createAccessToken(request: SignedRequest): Promise<GrantedToken | 'invalid_signature'>;
  /** Removes the request tokens that nobody used in time. */
  sweep(): Promise<number>;
}

/** The dance over a store. Trouble with the records is `records_unavailable`. */
export function createAuthorizationService(options: {
  readonly store: AuthorizationStore;
  readonly verifier: OAuthVerifier;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly clock: Clock;
  readonly ids: Ids;
}): AuthorizationService {
  const { store, verifier, clock } = options;
  const make = createTokenMaker(options);
  const { findUsable, ...consents } = createConsents(options);

  /** In one transaction, so that of two exchanges of one request token only the first is answered. */
  function exchange(
    consumer: ConsumerRecord,
    { token: requestToken, userId }: RequestTokenRecord,
  ): Promise<GrantedToken | undefined> {
    if (userId === null) return Promise.resolve(undefined);
    const { name, secret, sealedSecret } = make(userId);
    const { consumerId, level } = consumer;
    const times = { createdAt: clock.now(), revokedAt: null };
    const record = { token: name, sealedSecret, consumerId, userId, level, ...times };
    return store.transaction(async (tx) => {
      if (!(await tx.requestTokens.delete(requestToken))) return undefined;
      await tx.accessTokens.insert(record);
      return { token: name, secret, userId };
    });
  }

  return {
    ...consents,

    async createRequestToken(request) {
      const verified = await verifier.verify(request, async () => undefined);
      if (!verified) return 'invalid_signature';
      const callback = readCallback(verified.values.get('oauth_callback'));
      if (callback === undefined) return 'invalid_callback';
      const { consumerId } = verified.consumer;
      const { name, secret, sealedSecret } = make(consumerId);
      const expiresAt = clock.now() + REQUEST_LIFETIME_MS;
      const record = { token: name, sealedSecret, consumerId, callback, expiresAt };
      await store.transaction((tx) =>
        tx.requestTokens.insert({ ...record, userId: null, verifierHash: null }),
      );
      return { token: name, secret };
    },

    async createAccessToken(request) {
      const verified = await verifier.verify(request, findUsable);
      if (!verified) return 'invalid_signature';
      const { token, values, consumer } = verified;
      const given = hashSecret(values.get('oauth_verifier') ?? '');
      const isProven = token?.verifierHash != null && isSameSecret(given, token.verifierHash);
      const issued = token && isProven ? await exchange(consumer, token) : undefined;
      if (issued) return issued;
      verifier.note(request, token ? 'the verifier does not match' : 'the token is unknown');
      return 'invalid_signature';
    },

    sweep: () => store.transaction((tx) => tx.requestTokens.deleteExpired(clock.now())),
  };
}
