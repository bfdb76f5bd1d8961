import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { graceMinutes, objectParameters, readObjectId } from '../protected-object.ts';

/** Ends the protection of an item: its token opens its files again. */
export const protectionUnprotect = defineMethod({
  path: 'protection/unprotect',
  summary: 'End the protection of an item.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () => z.object({ ...objectParameters, grace_minutes: graceMinutes() }),
  v1: { payloadKey: 'protection' },
  fields: [],
  errors: ['no_such_photo', 'no_such_object'],
  example: {
    parameters: { object_id: '60433' },
    answer: { message: 'The protection was removed', object: {} },
  },
  async handle({ input, deps }) {
    await deps.archive.unprotect(readObjectId(input), input.grace_minutes);
    return { message: 'The protection was removed', object: {} };
  },
});
