import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleToken } from '../objects/examples.ts';
import { tokenLimitsFields } from '../objects/token-limits-fields.ts';
import { requiredText } from '../parameter-types.ts';

/** Tells what a token allows, before anything is sent. The token itself opens it. Slipway's own method. */
export const uploadTokenGet = defineMethod({
  path: 'upload-token/get',
  summary: 'What an upload token allows: size, types, files left. The token itself is the permission.',
  versions: [2],
  httpMethods: { 2: ['GET', 'POST'] },
  changesState: false,
  level: 'none',
  parameters: () => z.object({ upload_token: requiredText('The token.') }),
  v1: { payloadKey: 'uploadtoken' },
  fields: tokenLimitsFields,
  errors: ['permission_denied'],
  example: {
    parameters: { upload_token: '7cLoqp9hJDExampleOnly' },
    answer: {
      object: {
        token: exampleToken.token,
        bounds: {
          maxSizeBytes: 1_099_511_627_776,
          allowedTypes: ['video', 'image', 'audio'],
          slotGraceMs: 10_000,
          minChunkBytes: 1,
          maxChunkBytes: 4_294_967_296,
        },
        now: exampleToken.token.createdAt,
      },
    },
  },
  async handle({ input, deps }) {
    const token = await deps.tokens.find(input.upload_token);
    return { object: { token, bounds: deps.uploadBounds, now: deps.clock.now() } };
  },
});
