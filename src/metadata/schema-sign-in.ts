import type { Generated } from 'kysely';

/** Secrets are sealed. Times are epoch milliseconds. */
export interface OAuthConsumersTable {
  consumer_id: Generated<number>;
  key: string;
  sealed_secret: string;
  name: string;
  level: string;
  user_id: number;
  pingback_url: string;
  created_at: number;
  revoked_at: number | null;
}

export interface OAuthAccessTokensTable {
  token_id: Generated<number>;
  token: string;
  sealed_secret: string;
  consumer_id: number;
  user_id: number;
  level: string;
  created_at: number;
  revoked_at: number | null;
}

/** `user_id` and `verifier_hash` are null until somebody has consented. */
export interface OAuthRequestTokensTable {
  token: string;
  sealed_secret: string;
  consumer_id: number;
  callback: string;
  user_id: number | null;
  verifier_hash: string | null;
  expires_at: number;
}

export interface OAuthNoncesTable {
  digest: string;
  expires_at: number;
}

export interface SignInTokensTable {
  secret_hash: string;
  kind: string;
  user_id: number | null;
  email: string;
  full_name: string;
  return_url: string;
  expires_at: number;
}

export interface SessionsTable {
  secret_hash: string;
  user_id: number | null;
  email: string;
  full_name: string;
  created_at: number;
  last_used_at: number;
}

/** The tables of OAuth and of browser sessions. */
export interface SignInSchema {
  oauth_consumers: OAuthConsumersTable;
  oauth_access_tokens: OAuthAccessTokensTable;
  oauth_request_tokens: OAuthRequestTokensTable;
  oauth_nonces: OAuthNoncesTable;
  sign_in_tokens: SignInTokensTable;
  sessions: SessionsTable;
}
