import { type PermissionLevel, permissionLevels } from './records.ts';

/** Who makes a request. Without a key: `anonymous`, with no user. */
export interface Caller {
  readonly level: PermissionLevel;
  readonly userId: number | null;
  readonly keyId: string | null;
}

/** A request that names nobody. The site is public, so this is `anonymous`, not `none`. */
export const anonymousCaller: Caller = { level: 'anonymous', userId: null, keyId: null };

/** Whether the caller may do what needs `level`; a higher level includes the lower ones. */
export function authorize(caller: Pick<Caller, 'level'>, level: PermissionLevel): boolean {
  return permissionLevels.indexOf(caller.level) >= permissionLevels.indexOf(level);
}
