import { anonymousCaller, type Caller, unknownCaller } from './authorization.ts';
import type { BearerTokenService } from './bearer-tokens.ts';
import { readClaim } from './credentials.ts';
import type { KeyService } from './key-service.ts';
import type { AccessTokenRecord, AccessTokenRecords } from './oauth/records.ts';
import type { SignedRequest } from './oauth/signed-request.ts';
import type { OAuthVerifier } from './oauth/verifier.ts';
import type { ManagerSessions } from './sessions/manager-sessions.ts';
import type { SessionService } from './sessions/session-service.ts';

/** Everything that a request shows of who makes it. */
export interface PresentedRequest extends SignedRequest {
  /** The secret in its session cookie, if a session counts for this request; a cookie alone never changes anything. */
  readonly sessionSecret?: string | undefined;
  /**
   * Set for a request that says itself, by a header that no foreign page can send, that it acts in the session of
   * somebody who manages the site; `secret` is then the one in its cookie, if there is one.
   */
  readonly manager?: { readonly secret: string | undefined } | undefined;
}

/** Why credentials are refused. */
export type Refusal = 'unknown_key' | 'invalid_signature' | 'session_ended';

export type Authentication = { readonly caller: Caller } | { readonly refusal: Refusal };

/** Finds out who makes a request. */
export interface Authenticator {
  /** Looks everything up every time, so that a revocation counts at once. */
  authenticate(request: PresentedRequest): Promise<Authentication>;
}

/** Knows keys, bearer tokens, signatures and sessions. With `isClosed`, who shows nothing may do nothing. */
export function createAuthenticator(options: {
  readonly keys: Pick<KeyService, 'findCaller'>;
  readonly bearerTokens: Pick<BearerTokenService, 'findCaller'>;
  readonly verifier: Pick<OAuthVerifier, 'verify'>;
  readonly accessTokens: Pick<AccessTokenRecords, 'findByToken'>;
  readonly sessions: Pick<SessionService, 'findPerson'>;
  readonly managers: Pick<ManagerSessions, 'findCaller'>;
  readonly isClosed: boolean;
}): Authenticator {
  const { keys, bearerTokens, verifier, accessTokens, sessions, managers, isClosed } = options;
  const nobody = isClosed ? unknownCaller : anonymousCaller;

  async function findAccessToken(name: string): Promise<AccessTokenRecord | 'ended' | undefined> {
    const token = await accessTokens.findByToken(name);
    return token && token.revokedAt !== null ? 'ended' : token;
  }

  /** Whoever signs without a token is an application alone, for which nobody has vouched. */
  async function readSignature(request: SignedRequest): Promise<Authentication> {
    const verified = await verifier.verify(request, findAccessToken);
    if (!verified) return { refusal: 'invalid_signature' };
    const { token } = verified;
    if (!token) return { caller: nobody };
    const { level, userId, consumerId } = token;
    return { caller: { level, userId, keyId: null, consumerId } };
  }

  async function readSession(secret: string | undefined): Promise<Authentication> {
    const person = secret === undefined ? undefined : await sessions.findPerson(secret);
    return { caller: person ? { ...anonymousCaller, userId: person.userId } : nobody };
  }

  async function readManager(secret: string | undefined): Promise<Authentication> {
    const caller = secret === undefined ? undefined : await managers.findCaller(secret);
    return caller ? { caller } : { refusal: 'session_ended' };
  }

  return {
    async authenticate(request) {
      const claim = readClaim(request);
      if (claim.kind === 'nobody') {
        return request.manager ? readManager(request.manager.secret) : readSession(request.sessionSecret);
      }
      if (claim.kind === 'oauth') return readSignature(request);
      if (claim.kind === 'unreadable') return { refusal: 'unknown_key' };
      const caller = (await keys.findCaller(claim.secret)) ?? (await bearerTokens.findCaller(claim.secret));
      return caller ? { caller } : { refusal: 'unknown_key' };
    },
  };
}
