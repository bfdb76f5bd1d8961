import { finishedFields } from '../fields.ts';
import { type DescribedMethod, type HttpMethod, levelOf } from '../declaration.ts';
import { type ApiErrorCode, apiErrors } from '../errors.ts';
import { exampleStream } from './method-examples.ts';
import { presentAnswer } from '../presentation.ts';
import { exampleSite } from '../objects/examples.ts';
import type { Json, JsonObject } from './json-schema.ts';

/** Errors that every method can answer with; `permission_denied` only where a level is needed. */
const commonErrors: readonly ApiErrorCode[] = [
  'invalid_input',
  'missing_authentication',
  'internal_error',
  'temporarily_unavailable',
];

/** The error codes of version 2 of a method: its own and the common ones, each once, in the order of the catalogue. */
export function errorCodesOf(method: DescribedMethod): ApiErrorCode[] {
  const level = levelOf(method, 2);
  const needsLevel = level !== 'none' && level !== 'anonymous';
  const wanted = new Set([...method.errors, ...commonErrors, ...(needsLevel ? ['permission_denied'] : [])]);
  return (Object.keys(apiErrors) as ApiErrorCode[]).filter((code) => wanted.has(code));
}

/** The responses of a method to one HTTP method. `data` is the schema of the payload. */
export function describeResponses(
  method: DescribedMethod,
  httpMethod: HttpMethod,
  data: JsonObject,
): JsonObject {
  const responses = new Map<string, JsonObject>();
  const { door } = method;
  for (const [status, codes] of Map.groupBy(errorCodesOf(method), (code) => apiErrors[code].status)) {
    responses.set(String(status), errorResponse(codes));
  }
  if (method.isStream) responses.set('200', streamResponse());
  else if (!door) responses.set('200', successResponse('Success.', method, data));
  for (const { status, when, body } of door?.answers.filter(({ to }) => to === httpMethod) ?? []) {
    const key = String(status);
    if (body === 'envelope') responses.set(key, successResponse(when, method, data));
    else responses.set(key, withPlainAnswer(responses.get(key), when, body === 'text'));
  }
  return Object.fromEntries([...responses].sort(([one], [other]) => Number(one) - Number(other)));
}

function streamResponse(): JsonObject {
  return {
    description: 'Events as they happen, until either side ends the connection.',
    content: { 'text/event-stream': { schema: { type: 'string' }, example: exampleStream } },
  };
}

function errorResponse(codes: readonly ApiErrorCode[]): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${apiErrors[code].help}`).join('\n\n'),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

/** Upload routes tell chunked clients in plain text what they tell others in an envelope. */
function withPlainAnswer(other: JsonObject | undefined, when: string, isText: boolean): JsonObject {
  if (!isText) return { description: when };
  const content = { 'text/plain': { schema: { type: 'string' } } };
  if (!other) return { description: when, content };
  const { description = '', content: envelope = {} } = other;
  return {
    description: `${when}\n\n${description as string}`,
    content: { ...(envelope as JsonObject), ...content },
  };
}

function successResponse(description: string, method: DescribedMethod, data: JsonObject): JsonObject {
  const { fileType } = method;
  if (fileType)
    return { description, content: { [fileType]: { schema: { type: 'string', format: 'binary' } } } };
  const answer = method.example.toWire(2);
  const isList = answer.kind === 'list';
  const topLevel = answer.kind === 'object' ? finishedFields(answer.topLevel ?? []) : [];
  const properties: JsonObject = {
    status: { const: 'ok' },
    permission_level: { $ref: '#/components/schemas/PermissionLevel' },
    cached: { type: 'boolean' },
    message: { type: 'string' },
    ...(isList ? pageProperties(method) : {}),
    data: isList ? { type: 'array', items: data } : data,
    ...Object.fromEntries(
      topLevel.map(({ name }) => [name, { description: `The same as \`data.${name}\`.` }]),
    ),
  };
  const required = Object.keys(properties);
  return {
    description,
    content: {
      'application/json': {
        schema: { type: 'object', properties, required },
        example: exampleAnswer(method),
      },
    },
  };
}

/** Lists that continue from an object have no numbers of pages and no total. */
function pageProperties(method: DescribedMethod): JsonObject {
  const answer = method.example.toWire(2);
  const page = answer.kind === 'list' ? answer.page : undefined;
  return {
    ...(page?.page === undefined ? {} : { p: { type: 'integer', description: 'The page, from 1.' } }),
    size: { type: 'integer', description: 'Most objects that a page holds.' },
    ...(page?.totalCount === undefined
      ? {}
      : { total_count: { type: 'integer', description: 'Objects on all pages.' } }),
  };
}

/** The example exactly as the server would write it. */
function exampleAnswer(method: DescribedMethod): Json {
  const level = levelOf(method, 2);
  const context = { level, endpoint: `/api/2/${method.path}`, site: exampleSite };
  const presentation = { form: 'version2', reading: {} } as const;
  return JSON.parse(presentAnswer(presentation, method.example.toWire(2), method.v1, context).body) as Json;
}
