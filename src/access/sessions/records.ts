/** Whom a sign-in token or a session stands for: a user of the site, or a visitor who may have a name. */
export interface SessionPerson {
  readonly userId: number | null;
  /** Empty when it was not told. */
  readonly email: string;
  readonly fullName: string;
}

/** Opens one session, once. Times are epoch milliseconds; the secret itself is never stored. */
export interface SignInTokenRecord extends SessionPerson {
  readonly secretHash: string;
  /** `session` lets a visitor in, `login` signs a user in. */
  readonly kind: 'session' | 'login';
  /** Where the browser goes then: a path, or a web address. */
  readonly returnUrl: string;
  readonly expiresAt: number;
}

export interface SignInTokenRecords {
  insert(token: SignInTokenRecord): Promise<void>;
  /** Takes a token that is still good out of the records; undefined when there is none. */
  consume(token: {
    readonly secretHash: string;
    readonly kind: SignInTokenRecord['kind'];
    readonly now: number;
  }): Promise<SignInTokenRecord | undefined>;
  deleteExpired(now: number): Promise<number>;
}

/** A browser that was let in. */
export interface SessionRecord extends SessionPerson {
  readonly secretHash: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

export interface SessionRecords {
  insert(session: SessionRecord): Promise<void>;
  findBySecretHash(secretHash: string): Promise<SessionRecord | undefined>;
  noteUse(secretHash: string, now: number): Promise<void>;
  delete(secretHash: string): Promise<boolean>;
  /** Removes those that were last used before `idleSince`, and those made before `madeBefore`. */
  deleteExpired(limits: { readonly idleSince: number; readonly madeBefore: number }): Promise<number>;
}
