import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { parseUrlEncoded } from '../../http/form-fields.ts';
import { type Call, defineMethod, levelOf, type NamedAnswer } from '../declaration.ts';
import { ApiError, noSuchMethod, permissionDenied, toApiError } from '../errors.ts';
import { exampleSite } from '../objects/examples.ts';
import { siteFields } from '../objects/site-fields.ts';
import { toWireObject } from '../fields.ts';
import { refuseContradiction } from '../read-parameters.ts';

/** A page that shows a video asks for about five things; this leaves room and bounds the work of one request. */
const MOST_CALLS = 20;

/**
 * Answers several methods in one request (reference, D.5): each parameter is `name=/api/x/y?parameters`, and the answer
 * holds one object per name, a success or an error of its own. Only methods that change nothing are called, with the
 * rights of the caller; the methods know nothing of it.
 */
export const concatenate = defineMethod({
  path: 'concatenate',
  summary: `Call up to ${MOST_CALLS} methods that change nothing: each parameter is a name and a path with its query.`,
  versions: [1],
  httpMethods: { 1: ['GET', 'POST'] },
  changesState: false,
  level: 'none',
  parameters: () => z.object({}),
  v1: { payloadKey: 'concatenate' },
  fields: () => [],
  errors: ['limit_exceeded'],
  example: {
    parameters: { site: '/api/site/get' },
    answer: {
      answers: [
        {
          name: 'site',
          endpoint: '/api/site/get',
          names: { payloadKey: 'site' },
          outcome: { kind: 'object', object: toWireObject(siteFields, exampleSite, 1) },
        },
      ],
    },
  },
  async handle(call) {
    const wanted = new Map(call.extras);
    for (const name of wanted.keys()) refuseContradiction(call.pairs, name);
    if (wanted.size === 0) {
      throw new ApiError(
        'invalid_input',
        'Send at least one parameter, such as "photos=/api/photo/list?size=5".',
      );
    }
    if (wanted.size > MOST_CALLS) {
      throw new ApiError('limit_exceeded', `At most ${MOST_CALLS} methods can be called at once.`);
    }
    const answers: NamedAnswer[] = [];
    // One after another: a single request takes no more of the server than any other.
    for (const [name, address] of wanted) answers.push(await answerOne(call, name, address));
    return { answers };
  },
});

async function answerOne(call: Call<unknown>, name: string, address: string): Promise<NamedAnswer> {
  const [endpoint = '', ...query] = address.split('?');
  const method = endpoint.startsWith('/api/')
    ? call.findMethod(1, endpoint.slice('/api/'.length))
    : undefined;
  const names = method?.v1 ?? { payloadKey: 'response' };
  try {
    if (!method) throw noSuchMethod(1, endpoint.slice(0, 200));
    if (method.changesState || method === concatenate) {
      throw new ApiError(
        'invalid_input',
        `${endpoint} cannot be called together with others. Call it by itself.`,
      );
    }
    const level = levelOf(method, 1);
    if (!authorize(call.caller, level)) throw permissionDenied(level);
    const pairs = parseUrlEncoded(query.join('?'), call.deps.limits);
    const outcome = await method.run({ ...call, pairs });
    if (outcome.kind === 'answers') throw new Error(`${endpoint} has no answer of its own.`);
    if (outcome.kind === 'file')
      throw new ApiError('invalid_input', `${endpoint} answers with a file. Call it by itself.`);
    return { name, endpoint, names, outcome };
  } catch (error) {
    const known = toApiError(error);
    if (!known) throw error;
    return { name, endpoint, names, outcome: { kind: 'error', code: known.code, message: known.message } };
  }
}
