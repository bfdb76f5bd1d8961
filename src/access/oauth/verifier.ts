import { createHash } from 'node:crypto';
import type { Clock, TransactionOptions } from '../../uploads/ports.ts';
import type { Sealer } from '../sealing.ts';
import type { OAuthLog, OAuthProblem, OAuthProblemDetails } from './oauth-log.ts';
import { gatherParameters, type ProtocolParameters } from './protocol-parameters.ts';
import type { ConsumerRecord, ConsumerRecords, NonceRecords } from './records.ts';
import { isSignedBy } from './signature.ts';
import type { SignedRequest } from './signed-request.ts';

interface VerifierSlice {
  readonly consumers: Pick<ConsumerRecords, 'findByKey'>;
  readonly nonces: Pick<NonceRecords, 'remember'>;
}

/** What the verifier needs of the metadata store. */
export interface VerifierStore {
  readonly read: VerifierSlice;
  transaction<T>(work: (tx: VerifierSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** What the verifier must know of a token, whatever kind it is. */
export interface SigningToken {
  readonly sealedSecret: string;
  readonly consumerId: number;
}

/** Looks a token up by its public name; `ended` when it is good no longer. */
export type FindToken<Token extends SigningToken> = (token: string) => Promise<Token | 'ended' | undefined>;

/** A request that is what it says it is. */
export interface VerifiedRequest<Token> {
  readonly consumer: ConsumerRecord;
  /** Undefined when the request names none. */
  readonly token: Token | undefined;
  /** The `oauth_…` parameters. */
  readonly values: ReadonlyMap<string, string>;
}

/** Checks signatures (reference, C.1; RFC 5849, HMAC-SHA1 only). */
export interface OAuthVerifier {
  /**
   * The request if its signature is good, it is within the window of time, and it was not seen before; undefined
   * otherwise. Why it is refused is written to the log and told to nobody.
   */
  verify<Token extends SigningToken>(
    request: SignedRequest,
    findToken: FindToken<Token>,
  ): Promise<VerifiedRequest<Token> | undefined>;
  /** Writes down why a request is refused that was verified. */
  note(request: SignedRequest, reason: OAuthProblem): void;
}

const REQUIRED = ['oauth_consumer_key', 'oauth_signature_method', 'oauth_timestamp', 'oauth_nonce'] as const;
const MAX_NONCE_LENGTH = 256;

/** The reason is thrown inside, and told to the log in one place. */
class Refusal extends Error {
  readonly details: Omit<OAuthProblemDetails, 'method' | 'url'>;

  constructor(reason: OAuthProblem, details: Omit<OAuthProblemDetails, 'reason' | 'method' | 'url'> = {}) {
    super(reason);
    this.details = { reason, ...details };
  }
}

/** A verifier that accepts clocks that differ from ours by up to `skewMs`, and remembers requests as long as that. */
export function createOAuthVerifier(options: {
  readonly store: VerifierStore;
  readonly sealer: Pick<Sealer, 'unseal'>;
  readonly clock: Clock;
  readonly skewMs: number;
  readonly log: OAuthLog;
}): OAuthVerifier {
  const { store, sealer, clock, skewMs, log } = options;

  async function check<Token extends SigningToken>(
    request: SignedRequest,
    findToken: FindToken<Token>,
  ): Promise<VerifiedRequest<Token>> {
    const parameters = readParameters(request);
    const { values } = parameters;
    const timestamp = readTimestamp(values.get('oauth_timestamp') ?? '', clock.now(), skewMs);
    const consumer = await findConsumer(values.get('oauth_consumer_key') ?? '');
    const token = await findTokenOf(consumer, values.get('oauth_token') ?? '', findToken);
    checkSignature(request, parameters, {
      consumer: sealer.unseal(consumer.sealedSecret),
      token: token === undefined ? '' : sealer.unseal(token.sealedSecret),
    });
    await remember(values, timestamp);
    return { consumer, token, values };
  }

  async function findConsumer(key: string): Promise<ConsumerRecord> {
    const consumer = await store.read.consumers.findByKey(key);
    if (!consumer) throw new Refusal('the consumer is unknown');
    if (consumer.revokedAt !== null) throw new Refusal('the consumer is revoked');
    return consumer;
  }

  /** After the signature, so that only those who know the secrets can fill the table. Lost only with the power. */
  async function remember(values: ReadonlyMap<string, string>, timestamp: number): Promise<void> {
    const names = ['oauth_consumer_key', 'oauth_token', 'oauth_timestamp', 'oauth_nonce'];
    const text = JSON.stringify(names.map((name) => values.get(name) ?? ''));
    const digest = createHash('sha256').update(text).digest('base64url');
    const expiresAt = timestamp * 1000 + skewMs + 1000;
    const isNew = await store.transaction((tx) => tx.nonces.remember({ digest, expiresAt }), {
      isDurable: false,
    });
    if (!isNew) throw new Refusal('the request was seen before');
  }

  function tell(request: SignedRequest, details: Refusal['details']): void {
    const { method, origin, path } = request;
    const consumerKey = gatherParameters(request)?.values.get('oauth_consumer_key')?.slice(0, 100);
    log.warn({ ...details, method, url: `${origin}${path}`, consumerKey }, 'A signed request is refused.');
  }

  return {
    async verify(request, findToken) {
      try {
        return await check(request, findToken);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        tell(request, error.details);
        return undefined;
      }
    },
    note: (request, reason) => tell(request, { reason }),
  };
}

function readParameters(request: SignedRequest): ProtocolParameters {
  const parameters = gatherParameters(request);
  if (!parameters) throw new Refusal('the header cannot be read');
  const { values, repeated } = parameters;
  if (repeated.length > 0) throw new Refusal('a parameter is sent twice', { parameters: repeated });
  const missing = [...REQUIRED, 'oauth_signature'].filter((name) => !values.get(name));
  if (missing.length > 0) throw new Refusal('a parameter is missing', { parameters: missing });
  if (values.get('oauth_signature_method')?.toUpperCase() !== 'HMAC-SHA1') {
    throw new Refusal('the signature method is not HMAC-SHA1');
  }
  if ((values.get('oauth_version') ?? '1.0') !== '1.0') throw new Refusal('the version is not 1.0');
  if ((values.get('oauth_nonce')?.length ?? 0) > MAX_NONCE_LENGTH) {
    throw new Refusal('the header cannot be read', { parameters: ['oauth_nonce'] });
  }
  return parameters;
}

/** Seconds since 1970. */
function readTimestamp(text: string, now: number, skewMs: number): number {
  const timestamp = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  const millisecondsAhead = timestamp * 1000 - now;
  if (Math.abs(millisecondsAhead) <= skewMs) return timestamp;
  const secondsAhead = Math.round(millisecondsAhead / 1000);
  throw new Refusal('the timestamp is outside of the window', { secondsAhead });
}

/** A client that has no token yet sends none, or an empty one (reference, C.1). */
async function findTokenOf<Token extends SigningToken>(
  consumer: ConsumerRecord,
  name: string,
  findToken: FindToken<Token>,
): Promise<Token | undefined> {
  if (name === '') return undefined;
  const token = await findToken(name);
  if (token === 'ended') throw new Refusal('the token is revoked or expired');
  if (token?.consumerId !== consumer.consumerId) throw new Refusal('the token is unknown');
  return token;
}

function checkSignature(
  request: SignedRequest,
  { signed, values }: ProtocolParameters,
  secrets: Parameters<typeof isSignedBy>[2],
): void {
  const content = {
    method: request.method,
    url: `${request.origin}${request.path}`,
    parameters: signed,
    postQuery: request.method === 'POST' ? request.query : [],
  };
  if (isSignedBy(values.get('oauth_signature') ?? '', content, secrets)) return;
  throw new Refusal('the signature does not match', {
    parameters: signed.map(([name]) => name.slice(0, 100)),
  });
}
