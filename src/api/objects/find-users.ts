import type { UserRecord } from '../../archive/records.ts';
import type { ApiRecords } from '../dependencies.ts';

/** The users with these numbers, each looked up once; without those that do not exist. */
export async function findUsers(
  records: Pick<ApiRecords, 'users'>,
  userIds: readonly number[],
): Promise<ReadonlyMap<number, UserRecord>> {
  const found = await Promise.all([...new Set(userIds)].map((userId) => records.users.find(userId)));
  return new Map(found.filter((user) => user !== undefined).map((user) => [user.userId, user]));
}
