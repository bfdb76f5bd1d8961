import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { verifiedFields } from '../objects/protection-fields.ts';
import { requiredText, text } from '../parameter-types.ts';
import { objectParameters, readObjectId } from '../protected-object.ts';

/**
 * Hands out the token of a protected item to whoever knows its password. Players call it for people without a key, so
 * it needs none, whatever its document says (decision 10).
 */
export const protectionVerify = defineMethod({
  path: 'protection/verify',
  summary: 'Get the token of a protected item for its password.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: true,
  level: 'none',
  parameters: () =>
    z.object({
      ...objectParameters,
      protection_method: requiredText('How the item is protected.'),
      verification_data: text('The password.'),
    }),
  v1: { payloadKey: 'protectedtoken' },
  fields: verifiedFields,
  errors: ['permission_denied', 'no_such_object', 'limit_exceeded'],
  example: {
    parameters: { object_id: '60433', protection_method: 'password', verification_data: 'a long sentence' },
    answer: {
      message: 'You have access to the resource',
      object: { photoId: 60433, token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD' },
    },
  },
  async handle({ input, deps }) {
    const photoId = readObjectId(input);
    const method = input.protection_method.trim().toLowerCase();
    const token = await deps.archive.verify({ photoId, method, data: input.verification_data ?? '' });
    return { message: 'You have access to the resource', object: { photoId, token } };
  },
});
