import { z } from 'zod';
import { requiredText } from '../parameter-types.ts';
import { exampleRedeemed, redeemedFields } from '../objects/redeemed-fields.ts';
import { describeDoor } from './describe-door.ts';
import { resumableParameters } from './resumable-parameters.ts';

/** Redeems an upload token with a file, whole or in chunks (reference, A.2 and B). */
export const redeemUploadToken = describeDoor({
  path: 'photo/redeem-upload-token',
  summary: 'Send a file with an upload token, whole or in chunks. Other fields come back in the callback.',
  versions: [1, 2],
  httpMethods: { 1: ['POST', 'GET'], 2: ['POST', 'GET'] },
  level: 'none',
  parameters: () =>
    z.object({
      upload_token: requiredText('The token; may stand before or after the file.'),
      ...resumableParameters(),
    }),
  file: { name: 'file', isRequired: true, help: 'The file, or one chunk of it.' },
  answers: [
    {
      to: 'POST',
      status: 200,
      body: 'envelope',
      when: 'The bytes are stored. The final answer, with the ids of the item, once the file is complete.',
    },
    {
      to: 'POST',
      status: 301,
      body: 'nothing',
      when: 'The file is complete, and the token has a return URL that the client is to visit.',
    },
    {
      to: 'POST',
      status: 500,
      body: 'text',
      when: 'A chunk that must not be sent again: the token or the file is not accepted.',
    },
    {
      to: 'POST',
      status: 503,
      body: 'text',
      when: 'Trouble that passes. Send the same bytes again after `Retry-After`.',
    },
    { to: 'GET', status: 200, body: 'envelope', when: 'The chunk with these parameters is stored.' },
    { to: 'GET', status: 204, body: 'nothing', when: 'It is not: send it.' },
  ],
  v1: { payloadKey: 'upload' },
  fields: redeemedFields,
  repeatsAtTop: true,
  errors: ['no_file', 'permission_denied', 'limit_exceeded', 'error_processing_upload'],
  example: {
    parameters: { upload_token: '7cLoqp9hJDExampleOnly' },
    answer: { message: 'The file was successfully uploaded', object: exampleRedeemed },
  },
});
