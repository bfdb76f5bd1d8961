import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { levelOf } from '../../src/api/declaration.ts';
import { apiDoors } from '../../src/api/doors/described-doors.ts';
import { apiMethods } from '../../src/api/method-list.ts';
import { exampleSite } from '../../src/api/objects/examples.ts';
import { type Presentation, presentAnswer } from '../../src/api/presentation.ts';
import { parseStrictXml } from '../support/strict-xml.ts';
import {
  type Described,
  fieldsIn,
  findOrderFaults,
  findVersion1Faults,
  findVersion2Faults,
  findXmlFaults,
  type Members,
  membersOfVersion1,
} from './form-faults.ts';

/*
 * The example answer of every method and upload route, in every form, read back by parsers that know nothing of the
 * code that wrote it, and held against the declared fields and against section 0 of the reference.
 */

const described: Array<[string, Described]> = [...apiMethods, ...apiDoors].map((one) => [one.path, one]);
const first = described.filter(([, { versions }]) => versions.includes(1));
const second = described.filter(([, { versions }]) => versions.includes(2));

function present(method: Described, version: 1 | 2, presentation: Presentation) {
  const context = {
    level: levelOf(method, version),
    endpoint: version === 1 ? `/api/${method.path}` : `/api/2/${method.path}`,
    site: exampleSite,
  };
  return presentAnswer(presentation, method.example.toWire(version), method.v1, context);
}

const asList = (payload: unknown): readonly Members[] =>
  (Array.isArray(payload) ? payload : [payload]) as Members[];

describe.each(first)('version 1, XML: %s', (_, method) => {
  const { contentType, body } = present(method, 1, { form: 'xml' });
  const root = parseStrictXml(body);

  it('is a response that says ok, at its level, and is served as XML', () => {
    const wire = method.example.toWire(1);
    expect(contentType).toBe('text/xml; charset=utf-8');
    expect(root.name).toBe('response');
    expect(root.attributes).toMatchObject({
      status: 'ok',
      cached: '0',
      permission_level: levelOf(method, 1),
    });
    expect('size' in root.attributes).toBe(wire.kind === 'list');
    expect('total_count' in root.attributes).toBe(wire.kind === 'list' && wire.page.totalCount !== undefined);
  });

  it('has the declared fields in their places, and values of their kinds', () => {
    expect(findXmlFaults(method, root)).toEqual([]);
  });
});

describe.each(first)('version 1, JSON: %s', (_, method) => {
  const bare = present(method, 1, { form: 'script', wrapper: { kind: 'raw' } });
  const answer = JSON.parse(bare.body) as Members;
  const wire = method.example.toWire(1);

  it('has the documented members in the documented order, all texts', () => {
    expect(Object.keys(answer)).toEqual(membersOfVersion1(method, wire));
    const members: Members = wire.kind === 'answers' ? {} : answer;
    const { status = 'ok', cached = '0', p = '1', size = '1', total_count: total = '1' } = members;
    expect([status, cached]).toEqual(['ok', '0']);
    for (const text of [p, size, total]) expect(text).toMatch(/^\d+$/);
  });

  it('holds texts only, and flags as bare 1 and 0', () => {
    const objects = wire.kind === 'answers' ? [] : asList(answer[method.v1.payloadKey]);
    expect(objects).toHaveLength(wire.kind === 'list' ? wire.items.length : wire.kind === 'object' ? 1 : 0);
    expect(objects.flatMap((object) => findVersion1Faults(method, object))).toEqual([]);
  });

  it('is served as script, and runs as one: a variable, a chosen variable, a call', () => {
    const run = (wrapper: Extract<Presentation, { form: 'script' }>['wrapper'], code = '') => {
      const { contentType, body } = present(method, 1, { form: 'script', wrapper });
      expect(contentType).toBe('text/javascript; charset=utf-8');
      const received: unknown[] = [];
      const scope = { jQuery_1: { done: (value: unknown) => received.push(value) } };
      const after = `JSON.stringify(typeof visual === 'undefined' ? null : visual)`;
      const visual = JSON.parse(runInNewContext(`${body}${code};${after}`, scope) as string) as unknown;
      return { visual, received: JSON.parse(JSON.stringify(received)) as unknown };
    };
    expect(bare.contentType).toBe('text/javascript; charset=utf-8');
    expect(run({ kind: 'variable', name: 'visual' }).visual).toEqual(answer);
    expect(run({ kind: 'variable', name: 'x' }, ';var visual = x').visual).toEqual(answer);
    expect(run({ kind: 'callback', name: 'jQuery_1.done' }).received).toEqual([answer]);
  });
});

describe.each(second)('version 2, JSON: %s', (_, method) => {
  const { contentType, body } = present(method, 2, { form: 'version2', reading: {} });
  const answer = JSON.parse(body) as Members;
  const { data } = answer;

  it('has an envelope with typed members around data', () => {
    expect(contentType).toBe('application/json; charset=utf-8');
    expect(Object.keys(answer).slice(0, 4)).toEqual(['status', 'permission_level', 'cached', 'message']);
    expect(answer).toMatchObject({ status: 'ok', cached: false, permission_level: levelOf(method, 2) });
    expect(answer).not.toHaveProperty('site');
    expect(answer).not.toHaveProperty('endpoint');
    for (const number of [answer['p'] ?? 1, answer['size'] ?? 1, answer['total_count'] ?? 1]) {
      expect(number).toBeTypeOf('number');
    }
    expect(Array.isArray(data)).toBe(method.example.toWire(2).kind === 'list');
  });

  it('has the declared fields in their order, and values of their kinds', () => {
    const faults = asList(data).flatMap((object) => [
      ...findOrderFaults(method, 2, Object.keys(object)),
      ...findVersion2Faults(fieldsIn(method, 2), object),
    ]);
    expect(faults).toEqual([]);
  });

  it('runs as a script that calls', () => {
    const script = present(method, 2, { form: 'version2', reading: { callback: 'done' } });
    expect(script.contentType).toBe('text/javascript; charset=utf-8');
    expect(script.body.startsWith('/* */\ndone({')).toBe(true);
    const received: unknown[] = [];
    runInNewContext(script.body, { done: (value: unknown) => received.push(value) });
    expect(JSON.parse(JSON.stringify(received))).toEqual([answer]);
  });

  it('returns only the fields that are asked for', () => {
    const names = new Set(
      fieldsIn(method, 2)
        .slice(1, 3)
        .map(({ name }) => name),
    );
    const chosen = present(method, 2, { form: 'version2', reading: { fields: names } });
    const keys = asList((JSON.parse(chosen.body) as Members)['data']).flatMap((one) => Object.keys(one));
    expect(keys.filter((name) => !names.has(name))).toEqual([]);
  });
});
