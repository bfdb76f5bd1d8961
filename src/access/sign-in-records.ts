import type { AccountRecords } from './accounts/records.ts';
import type {
  AccessTokenRecords,
  ConsumerRecords,
  NonceRecords,
  RequestTokenRecords,
} from './oauth/records.ts';
import type { BearerTokenRecords } from './records.ts';
import type { SessionRecords, SignInTokenRecords } from './sessions/records.ts';

/** The records of who may do what, besides the keys. */
export interface SignInRecords {
  readonly accounts: AccountRecords;
  readonly bearerTokens: BearerTokenRecords;
  readonly consumers: ConsumerRecords;
  readonly accessTokens: AccessTokenRecords;
  readonly requestTokens: RequestTokenRecords;
  readonly nonces: NonceRecords;
  readonly signInTokens: SignInTokenRecords;
  readonly sessions: SessionRecords;
}
