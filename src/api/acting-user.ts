import { authorize, type Caller } from '../access/authorization.ts';
import type { Call } from './declaration.ts';
import { noSuchUser, permissionDenied } from './errors.ts';

/**
 * Who owns what a call makes: at `super` the user that `user_id` names, or null for the hidden user when it names
 * none; below `super` the caller's own user, and `user_id` is ignored as documented.
 */
export async function readActingUser(
  call: Pick<Call<unknown>, 'caller' | 'deps'>,
  userId: number | undefined,
): Promise<number | null> {
  if (!authorize(call.caller, 'super')) return keyHolder(call.caller).userId;
  if (userId === undefined) return null;
  return (await findUser(call, userId)).userId;
}

/** A user who must exist: `no_such_user` otherwise. */
export async function findUser(call: Pick<Call<unknown>, 'deps'>, userId: number) {
  const user = await call.deps.store.read.users.find(userId);
  if (!user) throw noSuchUser(userId);
  return user;
}

/** The user and the key of a caller who has one; everybody from `read` upwards has. */
export function keyHolder(caller: Caller): { userId: number; keyId: string | null } {
  if (caller.userId === null) throw permissionDenied('read');
  return { userId: caller.userId, keyId: caller.keyId };
}
