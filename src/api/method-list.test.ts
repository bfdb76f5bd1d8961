import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { levelOf } from './declaration.ts';
import { finishedFields, type WireField } from './fields.ts';
import { apiMethods } from './method-list.ts';
import { readParameters } from './read-parameters.ts';

/** The methods that are served, and the least level of each: version 1, version 2. */
const served = {
  'photo/get-upload-token': ['write', 'write'],
  'photo/update-upload-token': ['none', 'none'],
  'photo/delete-upload-token': ['none', 'none'],
  'photo/get-replace-token': ['write', 'write'],
  'photo/list': ['none', 'none'],
  'photo/update': ['write', 'none'],
  'photo/get-update-token': ['write', 'write'],
  'photo/redeem-update-token': ['none', undefined],
  'photo/delete': ['write', 'write'],
  'photo/upload-url': ['write', 'write'],
  'album/create': ['write', 'write'],
  'album/list': ['anonymous', 'anonymous'],
  'openupload/list': [undefined, 'none'],
  'openupload/update-file': [undefined, 'none'],
  'openupload/create': [undefined, 'write'],
  'openupload/update': [undefined, 'write'],
  'openupload/delete': [undefined, 'write'],
  'photo/get-transcoding-progress': ['read', 'read'],
  'photo/frame': ['none', 'none'],
  'photo/subtitle/list': ['none', 'none'],
  'photo/subtitle/upload': [undefined, 'write'],
  'photo/subtitle/remove': [undefined, 'write'],
  'album/update': ['write', 'write'],
  'album/delete': ['write', 'write'],
  'tag/list': ['anonymous', 'anonymous'],
  'tag/related': ['anonymous', 'anonymous'],
  'protection/protect': ['write', 'write'],
  'protection/unprotect': ['write', 'write'],
  'protection/verify': ['none', 'none'],
  'site/get': ['anonymous', 'none'],
  echo: ['none', undefined],
  concatenate: ['none', undefined],
  'upload-token/get': [undefined, 'none'],
  'upload-token/list': [undefined, 'write'],
  'upload-token/revoke': [undefined, 'write'],
  'upload/list': [undefined, 'read'],
  'upload/cancel': [undefined, 'write'],
  'event/list': [undefined, 'write'],
  'statistics/list': [undefined, 'read'],
  'audit/list': [undefined, 'super'],
  'delivery/list': [undefined, 'write'],
  'delivery/replay': [undefined, 'write'],
  'webhook/events': [undefined, 'anonymous'],
  'webhook/list': [undefined, 'write'],
  'webhook/sample': [undefined, 'write'],
  'webhook/subscribe': [undefined, 'write'],
  'webhook/unsubscribe': [undefined, 'write'],
  'webhook/update': [undefined, 'write'],
  'webhook/rotate-secret': [undefined, 'write'],
  'webhook/deliveries': [undefined, 'write'],
  'webhook/replay': [undefined, 'write'],
  'key/create': [undefined, 'super'],
  'key/list': [undefined, 'super'],
  'key/revoke': [undefined, 'super'],
  'user/list': ['anonymous', 'anonymous'],
  'user/get': ['anonymous', 'anonymous'],
  'user/create': ['admin', 'admin'],
  'user/tokens': [undefined, 'read'],
  'user/get-login-token': ['super', 'super'],
  'session/get-token': ['super', 'super'],
  'consumer/create': [undefined, 'super'],
  'consumer/list': [undefined, 'super'],
  'consumer/revoke': [undefined, 'super'],
  'consumer/create-token': [undefined, 'super'],
  'consumer/list-tokens': [undefined, 'super'],
  'consumer/revoke-token': [undefined, 'super'],
};

/** Methods whose parameters all have names of the caller's own. */
const takesAnything = new Set(['echo', 'concatenate']);

describe('the methods of the API', () => {
  it('are these, in these versions, at these levels', () => {
    const declared = apiMethods.map((method) => {
      const levels = ([1, 2] as const).map((version) =>
        method.versions.includes(version) ? levelOf(method, version) : undefined,
      );
      return [method.path, levels];
    });
    expect(Object.fromEntries(declared)).toEqual(served);
  });

  describe.each(apiMethods.map((method) => [method.path, method] as const))('%s', (_, method) => {
    it.each(method.versions)('has an example that version %i accepts and answers', (version) => {
      const pairs = Object.entries(method.example.parameters);
      expect(readParameters(method.parameters(version), pairs).extras.length).toBe(
        takesAnything.has(method.path) ? pairs.length : 0,
      );
      expect(method.example.toWire(version)).toBeDefined();
    });

    it.each(method.versions)(
      'can be described as a schema in version %i, with help for every parameter',
      (version) => {
        const schema = z.toJSONSchema(method.parameters(version), { io: 'output' });
        const helps = Object.values(schema.properties ?? {}).map(
          (property) => Object(property).description as unknown,
        );
        expect(helps.filter((help) => typeof help !== 'string' || !help.endsWith('.'))).toEqual([]);
      },
    );

    it('answers with values of the declared types', () => {
      const answer = method.example.toWire(2);
      const objects =
        answer.kind === 'answers' ? [] : answer.kind === 'object' ? [answer.object] : answer.items;
      const kinds = new Map(method.fields.map((field) => [field.name, field.kind]));
      const isRight = ({ name, value }: WireField) => {
        const kind = kinds.get(name);
        if (kind === undefined || (kind === 'number' && value === null)) return true;
        if (kind === 'texts' || kind === 'objects') return Array.isArray(value);
        return typeof value === { flag: 'boolean', text: 'string', number: 'number' }[kind];
      };
      expect(objects.flatMap(finishedFields).filter((field) => !isRight(field))).toEqual([]);
    });
  });
});
