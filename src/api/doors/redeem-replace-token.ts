import { z } from 'zod';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { requiredText } from '../parameter-types.ts';
import { describeDoor } from './describe-door.ts';

/** Takes another file for an item, with a replace token (reference, A.7). In version 2 photo/replace does. */
export const redeemReplaceToken = describeDoor({
  path: 'photo/redeem-replace-token',
  summary: 'Give an item another file, with a replace token.',
  versions: [1],
  level: 'none',
  v1: { payloadKey: 'photo' },
  errors: ['no_file', 'permission_denied', 'limit_exceeded', 'error_processing_upload'],
  message: 'The photo was successfully replaced',
  parameters: z.object({
    replace_token: requiredText('The token; may stand before or after the file.'),
  }),
  file: { name: 'file', isRequired: true, help: 'The file, or one chunk of it.' },
  redirects: true,
  fields: redeemedFields,
  example: { parameters: { replace_token: '7cLoqp9hJDExampleOnly' }, result: exampleRedeemed },
});
