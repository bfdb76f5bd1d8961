/** Why a user is not added, with the documented code and a sentence for the client. */
export class AccountError extends Error {
  readonly code: 'user_already_exists' | 'couldnt_create_user';

  constructor(code: AccountError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AccountError';
    this.code = code;
  }
}
