import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { type ParameterPairs, refuseContradiction } from '../read-parameters.ts';

/** Mirrors every parameter of the request (reference, A.15): a way to try the connection and the key. */
export const echo = defineMethod({
  path: 'echo',
  summary: 'Send every parameter back.',
  versions: [1],
  httpMethods: { 1: ['GET', 'POST'] },
  changesState: false,
  level: 'none',
  parameters: () => z.object({}),
  v1: { payloadKey: 'echo' },
  fields: (pairs: ParameterPairs) => pairs.map(([name, value]) => ({ name, value, isChild: true })),
  errors: [],
  example: {
    parameters: { apples: 'oranges' },
    answer: { object: [['apples', 'oranges']] },
  },
  async handle({ pairs }) {
    const mirrored = new Map<string, string>();
    for (const [name, value] of pairs) {
      // A signature is nobody's business, not even in an answer to the one who sent it.
      if (name.startsWith('oauth_')) continue;
      refuseContradiction(pairs, name);
      mirrored.set(name, value);
    }
    return { object: [...mirrored] };
  },
});
