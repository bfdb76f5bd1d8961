import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiDoors } from '../doors/described-doors.ts';
import { apiStreams } from '../streams/described-streams.ts';
import { apiMethods } from '../method-list.ts';
import type { JsonObject } from './json-schema.ts';
import { describeApi } from './openapi.ts';

const methods = [...apiMethods, ...apiDoors, ...apiStreams];
const text = JSON.stringify(describeApi(methods, '1.2.3'));
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonObject> };
};

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: ReadonlyArray<{ name?: string; [name: string]: unknown }>;
  readonly requestBody?: { content: Record<string, { schema: { properties: object; required?: string[] } }> };
  readonly responses: Record<string, { description: string; content?: Record<string, Media> }>;
  readonly security: ReadonlyArray<Record<string, string[]>>;
}

interface Media {
  readonly schema: JsonObject;
  readonly example?: unknown;
}

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([httpMethod, operation]) => ({ path, httpMethod, operation })),
);
const find = (path: string, httpMethod: string): Operation => {
  const operation = document.paths[path]?.[httpMethod];
  if (!operation) throw new Error(`There is no ${httpMethod} ${path}.`);
  return operation;
};

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 for a validator that knows nothing of us', async () => {
    const result = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
    const broken = text.replace('"openapi":"3.1.0"', '"openapi":"3.1.0","nonsense":1');
    expect(await new Validator().validate(JSON.parse(broken) as Record<string, unknown>)).toMatchObject({
      valid: false,
    });
  });

  it('points only at what is there', async () => {
    const validator = new Validator();
    await validator.validate(JSON.parse(text) as Record<string, unknown>);
    expect(() => validator.resolveRefs()).not.toThrow();
    const targets = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(targets.length).toBeGreaterThan(50);
    for (const target of new Set(targets)) {
      const found = target
        .split('/')
        .reduce<unknown>((node, name) => Object(node)[name] as unknown, document);
      expect([target, found]).not.toContain(undefined);
    }
  });

  it('has every method of version 2, with the HTTP methods of its declaration, and no other', () => {
    const declared = methods
      .filter(({ versions }) => versions.includes(2))
      .flatMap(({ path, httpMethods }) => (httpMethods[2] ?? []).map((name) => `${name} /${path}`));
    const described = operations.map(({ path, httpMethod }) => `${httpMethod.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(declared.sort());
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is the same text every time', () => {
    expect(JSON.stringify(describeApi(methods, '1.2.3'))).toBe(text);
  });

  it('asks for a key of the right level, where one is needed', () => {
    expect(find('/photo/get-upload-token', 'get').security).toEqual([
      { bearer: ['write'] },
      { oauth1: ['write'] },
    ]);
    expect(find('/key/create', 'post').security).toContainEqual({ bearer: ['super'] });
    expect(find('/photo/list', 'get').security).toContainEqual({});
  });

  it('tells type, bounds, default and words of parameters', () => {
    const { parameters = [] } = find('/photo/get-upload-token', 'get');
    const byName = (name: string) => parameters.find((parameter) => parameter.name === name);
    expect(byName('valid_minutes')).toMatchObject({
      in: 'query',
      schema: { type: 'integer', minimum: 15, maximum: 1440, default: 360 },
    });
    expect(byName('publish')).toMatchObject({ schema: { type: 'boolean', default: true } });
    expect(byName('publish_date')).toMatchObject({ schema: { type: 'string' } });
    expect(byName('album_id')).toMatchObject({
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { type: 'integer' } },
    });
    const tag = find('/photo/list', 'get').parameters?.find(({ name }) => name === 'tag');
    expect(tag).toMatchObject({ explode: true });
    const key = find('/key/create', 'post').requestBody?.content['application/x-www-form-urlencoded'];
    expect(key?.schema).toMatchObject({
      required: ['name', 'level'],
      properties: { level: { type: 'string', enum: ['read', 'write', 'admin', 'super'] } },
    });
  });

  it('leaves out parameters that are refused anyway', () => {
    const names = find('/tag/list', 'get').parameters?.map(({ name }) => name);
    expect(names).toContain('only_published_p');
    expect(names).not.toContain('only_visible_albums_p');
    for (const { operation } of operations) {
      expect(JSON.stringify(operation)).not.toContain('Not supported.');
    }
  });

  it('describes the upload route with its file, its chunks and its own statuses', () => {
    const post = find('/photo/redeem-upload-token', 'post');
    const form = post.requestBody?.content['multipart/form-data']?.schema;
    expect(form?.properties).toMatchObject({
      file: { type: 'string', format: 'binary' },
      upload_token: { type: 'string' },
      resumableChunkNumber: { type: 'integer', minimum: 1 },
    });
    expect(form?.required).toEqual(['upload_token', 'file']);
    expect(Object.keys(post.responses)).toEqual(expect.arrayContaining(['200', '301', '403', '500', '503']));
    expect(Object.keys(post.responses['500']?.content ?? {})).toEqual(['application/json', 'text/plain']);
    expect(Object.keys(find('/photo/redeem-upload-token', 'get').responses)).toContain('204');
    const example = post.responses['200']?.content?.['application/json']?.example;
    expect(example).toMatchObject({ photo_id: 60433, data: { photo_id: 60433 } });
  });
});

describe('the examples of the OpenAPI document', () => {
  const ajv = new Ajv2020({ strict: false });
  beforeAll(() => {
    ajv.addSchema({ $id: 'https://slipway.test/openapi', ...document });
  });

  const has = (type: string) => (one: (typeof operations)[number]) =>
    type in (one.operation.responses['200']?.content ?? {});

  it('are none where a file is the answer', () => {
    expect(operations.filter(has('image/jpeg')).map(({ path }) => path)).toEqual(['/photo/frame']);
  });

  it('are events in the two streams', () => {
    expect(operations.filter(has('text/event-stream'))).toHaveLength(2);
  });

  const inEnvelopes = operations.filter((one) => !has('image/jpeg')(one) && !has('text/event-stream')(one));
  it.each(inEnvelopes.map((one) => [`${one.httpMethod} ${one.path}`, one] as const))(
    '%s answers as its schema says',
    (_, { path, httpMethod, operation }) => {
      const example = operation.responses['200']?.content?.['application/json']?.example;
      expect(example).toMatchObject({ status: 'ok' });
      const pointer = [path, httpMethod, 'responses', '200', 'content', 'application/json', 'schema']
        .map((part) => encodeURIComponent(part.replaceAll('/', '~1')))
        .join('/');
      const validate = ajv.getSchema(`https://slipway.test/openapi#/paths/${pointer}`);
      void validate?.(example);
      expect(validate?.errors).toBe(null);
      expect(validate?.({ ...(example as object), data: 1 })).toBe(false);
    },
  );
});
