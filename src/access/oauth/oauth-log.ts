/** Why a signed request is refused. Told to the log only: the client is told that it is refused, never why. */
export type OAuthProblem =
  | 'the header cannot be read'
  | 'a parameter is missing'
  | 'a parameter is sent twice'
  | 'the signature method is not HMAC-SHA1'
  | 'the version is not 1.0'
  | 'the timestamp is outside of the window'
  | 'the consumer is unknown'
  | 'the consumer is revoked'
  | 'the token is unknown'
  | 'the token is revoked or expired'
  | 'the signature does not match'
  | 'the request was seen before'
  | 'the verifier does not match';

/** What the log is told besides the reason: never a secret, a signature or a value of a parameter. */
export interface OAuthProblemDetails {
  readonly reason: OAuthProblem;
  readonly method: string;
  /** What this server takes for the signed address; a wrong one is the usual fault behind a proxy. */
  readonly url: string;
  readonly consumerKey?: string | undefined;
  /** Names of the parameters in question, or of all that are signed. */
  readonly parameters?: readonly string[];
  /** How far the client's clock is ahead, seconds. */
  readonly secondsAhead?: number;
}

export interface OAuthLog {
  warn(details: OAuthProblemDetails, message: string): void;
}
