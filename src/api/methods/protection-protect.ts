import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleProtection } from '../objects/archive-examples.ts';
import { issuedProtectionFields } from '../objects/protection-fields.ts';
import { requiredText, text, unsupportedText } from '../parameter-types.ts';
import { graceMinutes, objectParameters, readObjectId } from '../protected-object.ts';

/** Methods that need what is not here: where viewers are, what they paid, who they are. */
const ABSENT_METHODS = new Set(['geoblocking', 'cleeng', 'login', 'sso', 'token']);

/** Protects an item: from then on its files need the token that this makes. */
export const protectionProtect = defineMethod({
  path: 'protection/protect',
  summary: 'Protect the files of an item by a password, or by an application of your own.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      ...objectParameters,
      protection_method: requiredText(
        '`password`, or `custom`: an application of your own decides, and hands out the token.',
      ),
      password: text('The password, for the method `password`.'),
      endpoint: text('The address that players ask, for the method `custom`.'),
      grace_minutes: graceMinutes(),
      countries: unsupportedText(),
      cleeng_price: unsupportedText(),
      cleeng_title: unsupportedText(),
      cleeng_url: unsupportedText(),
      cleeng_tags: unsupportedText(),
    }),
  v1: { payloadKey: 'protection' },
  fields: issuedProtectionFields,
  errors: ['no_such_photo', 'no_such_object', 'feature_not_available'],
  example: {
    parameters: { object_id: '60433', protection_method: 'password', password: 'a long sentence' },
    answer: { message: 'The object was protected', object: exampleProtection },
  },
  async handle({ input, deps }) {
    const photoId = readObjectId(input);
    const method = readMethod(input.protection_method);
    const { password = '', endpoint = '' } = input;
    const wish = { photoId, method, password, endpoint, graceMinutes: input.grace_minutes };
    const protection = await deps.archive.protect(wish);
    return { message: 'The object was protected', object: { photoId, protection, password } };
  },
});

function readMethod(name: string): 'password' | 'custom' {
  const method = name.trim().toLowerCase();
  if (method === 'password' || method === 'custom') return method;
  if (ABSENT_METHODS.has(method)) {
    const message = `Objects cannot be protected by "${method}" here. Use "password" or "custom".`;
    throw new ApiError('feature_not_available', message);
  }
  throw new ApiError('invalid_input', 'The parameter "protection_method" must be one of: password, custom.');
}
