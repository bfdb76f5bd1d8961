import type { Caller } from '../access/authorization.ts';
import type { FileAnswer, WireAnswer } from './declaration.ts';
import { finishedFields, toVersion1Text } from './fields.ts';
import type { ParameterPairs } from './read-parameters.ts';

/** What an entry of the audit trail repeats. Names only: what stands here must never be a secret. */
interface AuditedMethod {
  /** Of the parameters. */
  readonly parameters: readonly string[];
  /** Of the answer: the numbers and ids of what was made. */
  readonly answer?: readonly string[];
}

/** The methods that are administrative acts, by their path. */
const audited: Readonly<Record<string, AuditedMethod>> = {
  'key/create': { parameters: ['name', 'level', 'user_id'], answer: ['key_id'] },
  'key/revoke': { parameters: ['key_id'] },
  'consumer/create': { parameters: ['name', 'level'], answer: ['consumer_id'] },
  'consumer/revoke': { parameters: ['consumer_id'] },
  'consumer/create-token': { parameters: ['consumer_id', 'user_id'], answer: ['token_id'] },
  'consumer/revoke-token': { parameters: ['token_id'] },
  'user/create': { parameters: ['username', 'email'], answer: ['user_id'] },
  'user/get-login-token': { parameters: ['user_id'] },
  'session/get-token': { parameters: ['email'] },
  'webhook/subscribe': { parameters: ['event'], answer: ['webhook_id'] },
  'webhook/unsubscribe': { parameters: ['webhook_id'] },
  'webhook/update': { parameters: ['webhook_id', 'state'] },
  'webhook/rotate-secret': { parameters: ['webhook_id'] },
  'webhook/replay': { parameters: ['delivery_id'] },
  'delivery/replay': { parameters: ['delivery_id'] },
  'upload-token/revoke': { parameters: ['upload_token_id'] },
  'upload/cancel': { parameters: ['upload_id'] },
  'photo/delete': { parameters: ['photo_id'] },
  'album/delete': { parameters: ['album_id'] },
  'openupload/create': { parameters: ['name'], answer: ['token_upload_id'] },
  'openupload/update': { parameters: ['token_upload_id', 'name'] },
  'openupload/delete': { parameters: ['token_upload_id'] },
  'protection/protect': { parameters: ['photo_id', 'protection_method'] },
  'protection/unprotect': { parameters: ['photo_id'] },
};

export const auditedPaths: readonly string[] = Object.keys(audited);

/** What the audit trail says of a call that went well; undefined when it is no administrative act. */
export function auditDetails(
  path: string,
  pairs: ParameterPairs,
  answer: WireAnswer | FileAnswer,
): Readonly<Record<string, string>> | undefined {
  const method = Object.hasOwn(audited, path) ? audited[path] : undefined;
  if (!method) return undefined;
  const said = pairs.filter(([name, value]) => method.parameters.includes(name) && value !== '');
  const made = answer.kind === 'object' ? finishedFields(answer.object) : [];
  const ids = made
    .filter(({ name }) => method.answer?.includes(name) === true)
    .map(({ name, value }) => [name, toVersion1Text(value)] as const);
  return Object.fromEntries([...said, ...ids]);
}

/** Who a caller is, for the trail. */
export function actorOf(caller: Caller, address: string) {
  const { level, keyId, userId, consumerId = null } = caller;
  return { level, keyId, userId, consumerId, address };
}
