import type { Field } from '../fields.ts';

/** A token that signs a visitor's session. */
export interface SessionToken {
  readonly secret: string;
  readonly returnUrl: string;
}

/** A token that logs a user in. */
export interface LoginToken extends SessionToken {
  readonly userId: number;
}

const returnUrl: Field<SessionToken> = {
  name: 'return_url',
  kind: 'text',
  help: 'Where the browser goes then.',
  value: (token) => token.returnUrl,
};

/** What `session/get-token` answers with. */
export const sessionTokenFields: ReadonlyArray<Field<SessionToken>> = [
  {
    name: 'access_token',
    kind: 'text',
    help: 'The secret, for `session_token` of `session/redeem-token`. It is never shown again.',
    value: (token) => token.secret,
  },
  returnUrl,
];

/** What `user/get-login-token` answers with. */
export const loginTokenFields: ReadonlyArray<Field<LoginToken>> = [
  {
    name: 'login_token',
    kind: 'text',
    help: 'The secret, for `login_token` of `user/redeem-login-token`. It is never shown again.',
    value: (token) => token.secret,
  },
  returnUrl,
  { name: 'user_id', kind: 'number', help: 'Number of the user.', value: (token) => token.userId },
];
