import type { Clock, Ids, TransactionOptions } from '../uploads/ports.ts';
import { type AccountService, createAccountService } from './accounts/account-service.ts';
import { createPasswordSignIn, type PasswordSignIn } from './accounts/password-sign-in.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import { type BearerTokenService, createBearerTokenService } from './bearer-tokens.ts';
import { createKeyService, type KeyService } from './key-service.ts';
import { type AuthorizationService, createAuthorizationService } from './oauth/authorization-service.ts';
import { type ConsumerService, createConsumerService } from './oauth/consumer-service.ts';
import type { OAuthLog } from './oauth/oauth-log.ts';
import { createOAuthVerifier } from './oauth/verifier.ts';
import type { ApiKeyRecords } from './records.ts';
import type { Sealer } from './sealing.ts';
import { createManagerSessions, type ManagerSessions } from './sessions/manager-sessions.ts';
import { createSessionService, type SessionService } from './sessions/session-service.ts';
import type { SignInRecords } from './sign-in-records.ts';
import { type AccessSweeper, createAccessSweeper } from './sweeper.ts';

interface AccessSlice extends SignInRecords {
  readonly keys: ApiKeyRecords;
}

/** What this part needs of the metadata store. */
export interface AccessStore {
  readonly read: AccessSlice;
  transaction<T>(work: (tx: AccessSlice) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** How strict this part is; times are milliseconds. */
export interface AccessRules {
  /** Whether somebody who shows nothing may see what is published. */
  readonly isClosed: boolean;
  readonly clockSkewMs: number;
  readonly bearerTokenMs: number;
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
  readonly sweepIntervalMs: number;
}

/** Everything about who may do what. */
export interface Access {
  readonly authenticator: Authenticator;
  readonly keys: KeyService;
  readonly bearerTokens: BearerTokenService;
  readonly consumers: ConsumerService;
  readonly authorizations: AuthorizationService;
  readonly accounts: AccountService;
  readonly passwords: PasswordSignIn;
  readonly sessions: SessionService;
  readonly managers: ManagerSessions;
  readonly sweeper: AccessSweeper;
}

/** Puts the parts together. Nothing runs before the sweeper is started. */
export function createAccess(options: {
  readonly store: AccessStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly rules: AccessRules;
  readonly log: OAuthLog & { error(details: object, message: string): void };
}): Access {
  const { store, clock, rules, log } = options;
  const keys = createKeyService(options);
  const bearerTokens = createBearerTokenService({ ...options, lifetimeMs: rules.bearerTokenMs });
  const verifier = createOAuthVerifier({ ...options, skewMs: rules.clockSkewMs });
  const authorizations = createAuthorizationService({ ...options, verifier });
  const limits = { idleMs: rules.sessionIdleMs, maxMs: rules.sessionMaxMs };
  const sessions = createSessionService({ ...options, ...limits });
  const accounts = createAccountService(options);
  const passwords = createPasswordSignIn(options);
  const managers = createManagerSessions({ ...options, limits, keys, bearerTokens, passwords, accounts });
  const { accessTokens } = store.read;
  const sweeps = [
    () => sessions.sweep(),
    () => authorizations.sweep(),
    () => store.transaction((tx) => tx.nonces.deleteExpired(clock.now())),
    () => store.transaction((tx) => tx.bearerTokens.deleteExpired(clock.now())),
  ];
  return {
    authenticator: createAuthenticator({
      keys,
      bearerTokens,
      verifier,
      accessTokens,
      sessions,
      managers,
      isClosed: rules.isClosed,
    }),
    keys,
    bearerTokens,
    consumers: createConsumerService(options),
    authorizations,
    accounts,
    passwords,
    sessions,
    managers,
    sweeper: createAccessSweeper({ sweeps, intervalMs: rules.sweepIntervalMs, log }),
  };
}
