import { z } from 'zod';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { requiredText } from '../parameter-types.ts';
import { describeDoor } from './describe-door.ts';

/** Takes a file for an upload token, whole or in chunks (reference, A.2 and B). Credentials are not looked at. */
export const redeemUploadToken = describeDoor({
  path: 'photo/redeem-upload-token',
  summary: 'Send a file with an upload token, whole or in chunks. Other fields come back in the callback.',
  versions: [1, 2],
  level: 'none',
  v1: { payloadKey: 'upload' },
  errors: ['no_file', 'permission_denied', 'limit_exceeded', 'error_processing_upload'],
  message: 'The file was successfully uploaded',
  parameters: z.object({
    upload_token: requiredText('The token; may stand before or after the file.'),
  }),
  file: { name: 'file', isRequired: true, help: 'The file, or one chunk of it.' },
  redirects: true,
  fields: redeemedFields,
  example: { parameters: { upload_token: '7cLoqp9hJDExampleOnly' }, result: exampleRedeemed },
});
