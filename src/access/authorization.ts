import { type PermissionLevel, permissionLevels } from './records.ts';

/** Who makes a request. Without a credential: `anonymous` (`none` on a closed site), with no user. */
export interface Caller {
  readonly level: PermissionLevel;
  /** Who it is; also set for somebody who is only signed in with a browser, and may not do more than look. */
  readonly userId: number | null;
  /** The key that was shown, itself or by a token that stands for it. */
  readonly keyId: string | null;
  /** The OAuth consumer that signs for the user; absent when none does. */
  readonly consumerId?: number;
  /** When the credential ends by itself, epoch milliseconds; absent when it does not. */
  readonly credentialExpiresAt?: number;
}

/** A request that names nobody, on a site that is open to everybody. */
export const anonymousCaller: Caller = { level: 'anonymous', userId: null, keyId: null };

/** A request that names nobody, on a closed site; also what an answer says before it is known who asks. */
export const unknownCaller: Caller = { level: 'none', userId: null, keyId: null };

/** Whether the caller may do what needs `level`; a higher level includes the lower ones. */
export function authorize(caller: Pick<Caller, 'level'>, level: PermissionLevel): boolean {
  return permissionLevels.indexOf(caller.level) >= permissionLevels.indexOf(level);
}
