import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiMethod, levelOf } from '../../src/api/declaration.ts';
import {
  describeParameters,
  type ParameterDescription,
} from '../../src/api/description/parameter-description.ts';
import { apiMethods } from '../../src/api/method-list.ts';
import { type ApiUnderTest, type Reply, type Request, startApi } from '../support/api-scope.ts';
import { parseStrictXml } from '../support/strict-xml.ts';

/*
 * What every method says to bad input, in every form that it has, over a real socket. Adding a method adds its tests.
 */

type Form = 'xml' | 'json' | 'version 2';

/** An error as a client of any form reads it. */
interface ToldError {
  readonly http: number;
  readonly code: unknown;
  readonly message: unknown;
  readonly level: unknown;
}

const cases = apiMethods.flatMap((method) => {
  const forms: Form[] = [
    ...(method.versions.includes(1) ? (['xml', 'json'] as const) : []),
    ...(method.versions.includes(2) ? (['version 2'] as const) : []),
  ];
  return forms.map((form): [string, Form, ApiMethod] => [method.path, form, method]);
});

let api: ApiUnderTest;
let keys: Readonly<Record<'read' | 'write' | 'admin' | 'super', string>>;

beforeAll(async () => {
  api = await startApi();
  keys = {
    read: await api.keyAt('read'),
    write: await api.keyAt('write'),
    admin: await api.keyAt('admin'),
    super: await api.keyAt('super'),
  };
});
afterAll(() => api.close());

const versionOf = (form: Form) => (form === 'version 2' ? 2 : 1);
const addressOf = (path: string, form: Form) => `/api/${form === 'version 2' ? '2/' : ''}${path}`;
const wishOf = (form: Form): [string, string][] =>
  form === 'json'
    ? [
        ['format', 'json'],
        ['raw', '1'],
      ]
    : [];

/** The parameters of the example, in the form, with some replaced. */
function pairsOf(
  method: ApiMethod,
  form: Form,
  changes: Readonly<Record<string, string>> = {},
): [string, string][] {
  return [...wishOf(form), ...Object.entries({ ...method.example.parameters, ...changes })];
}

async function ask(method: ApiMethod, form: Form, request: Request): Promise<Reply> {
  return api.call(addressOf(method.path, form), { key: keys.super, ...request });
}

/** Throws when the answer is no error in its form. */
function readError(form: Form, { status, text }: Reply): ToldError {
  const answer: Record<string, unknown> =
    form === 'xml' ? { ...parseStrictXml(text).attributes } : (JSON.parse(text) as Record<string, unknown>);
  if (answer['status'] !== 'error') throw new Error(`This is no error: ${text}`);
  return {
    http: status,
    code: answer['code'],
    message: answer['message'],
    level: answer['permission_level'],
  };
}

const refused = (form: Form) => ({ http: form === 'version 2' ? 400 : 200, code: 'invalid_input' });

function parametersOf(method: ApiMethod, form: Form): ParameterDescription[] {
  return describeParameters(method.parameters(versionOf(form))).filter(({ isUnserved }) => !isUnserved);
}

/** Values that a parameter of this kind must refuse. */
function malformed({ kind, itemKind, isClamped, min, max }: ParameterDescription): string[] {
  const tooLarge = ['99999999999999999999', '1e3', '0x10', '١٢'];
  switch (kind) {
    case 'integer':
      return [
        'many',
        '1.5',
        '1 2',
        '--1',
        ...tooLarge,
        ...(isClamped || min === undefined ? [] : [String(min - 1)]),
        ...(isClamped || max === undefined ? [] : [String(max + 1)]),
      ];
    case 'flag':
      return ['maybe', '2', 'yes!', '-'];
    case 'word':
      return ['no-such-word', '<b>'];
    case 'moment':
      return ['yesterday', '2026-02-30 10:00:00', '2026-13-01', '1'];
    case 'list':
      return itemKind === 'integer' ? ['1,x', '1;2', '-3'] : [];
    default:
      return [];
  }
}

describe.each(cases)('%s in %s', (path, form, method) => {
  it('is not there under a longer or a wrong name', async () => {
    for (const wrong of [`${path}-nonsense`, `${path}/more`, path.toUpperCase()]) {
      const reply = await api.call(addressOf(wrong, form), { key: keys.super, parameters: wishOf(form) });
      expect(readError(form, reply)).toMatchObject({
        http: form === 'version 2' ? 404 : 200,
        code: form === 'version 2' ? 'no_such_object' : 'invalid_input',
        message: `There is no API method "${addressOf(wrong, form)}".`,
      });
    }
  });

  it('refuses other HTTP methods than GET and POST', async () => {
    for (const httpMethod of ['PUT', 'DELETE', 'PATCH']) {
      const reply = await ask(method, form, { method: httpMethod });
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    }
    const head = await ask(method, form, { method: 'HEAD', parameters: pairsOf(method, form) });
    expect(head.status === 405).toBe(method.changesState);
  });

  it('asks for its level, and tells which', async () => {
    const level = levelOf(method, versionOf(form));
    const below = { read: undefined, write: keys.read, admin: keys.write, super: keys.admin };
    if (level === 'none' || level === 'anonymous') return;
    const key = below[level];
    const reply = await api.call(addressOf(path, form), {
      parameters: pairsOf(method, form),
      ...(key === undefined ? {} : { key }),
    });
    expect(readError(form, reply)).toMatchObject({
      http: form === 'version 2' ? 403 : 200,
      code: 'permission_denied',
      message: `You don't have the necessary permissions to perform this action (required level: '${level}')`,
    });
  });

  it('refuses a key that is not valid, whatever its level', async () => {
    const reply = await api.call(addressOf(path, form), { key: 'sk_super_guess', parameters: wishOf(form) });
    expect(readError(form, reply)).toMatchObject({
      http: form === 'version 2' ? 401 : 200,
      code: form === 'version 2' ? 'missing_authentication' : 'token_required',
      level: 'none',
    });
  });

  it('refuses malformed values by the name of their parameter', async () => {
    for (const parameter of parametersOf(method, form)) {
      for (const value of malformed(parameter)) {
        const parameters = pairsOf(method, form, { [parameter.name]: value });
        const told = readError(form, await ask(method, form, { method: 'POST', parameters }));
        expect({ value, ...told }).toMatchObject({
          ...refused(form),
          message: expect.stringMatching(new RegExp(`^The parameter "${parameter.name}" .*\\.$`)) as string,
        });
      }
    }
  });

  it('names a required parameter that is missing or empty', async () => {
    for (const { name, kind, isRequired } of parametersOf(method, form)) {
      if (!isRequired) continue;
      const others = pairsOf(method, form).filter(([other]) => other !== name);
      for (const parameters of [others, [...others, [name, ''] as [string, string]]]) {
        const told = readError(form, await ask(method, form, { method: 'POST', parameters }));
        const sentence =
          kind === 'word'
            ? /^The parameter "\w+" must be one of: .+\.$/
            : /^The parameter "\w+" is required\.$/;
        expect(told).toMatchObject({ ...refused(form), message: expect.stringMatching(sentence) as string });
        expect(told.message).toContain(`"${name}"`);
      }
    }
  });

  it('refuses a parameter with two meanings', async () => {
    for (const { name, isRepeatable } of parametersOf(method, form)) {
      if (isRepeatable) continue;
      const others = pairsOf(method, form).filter(([other]) => other !== name);
      const parameters = [...others, [name, '1'], [name, '2']] as [string, string][];
      const told = readError(form, await ask(method, form, { method: 'POST', parameters }));
      expect(told).toMatchObject({
        ...refused(form),
        message: `The parameter "${name}" was sent more than once with different values.`,
      });
    }
  });

  it.each(['query', 'form', 'multipart'])('refuses what is not UTF-8 in a %s', async (where) => {
    const name = parametersOf(method, form)[0]?.name ?? 'x';
    const text = new URLSearchParams(wishOf(form)).toString();
    const urlencoded = `${text}&${name}=caf%E9`;
    const boundary = 'b0undary';
    const parts = [...wishOf(form), [name, 'caf\u00e9']].map(
      ([part = '', value = '']) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${part}"\r\n\r\n${value}\r\n`,
    );
    const requests: Record<string, () => Promise<Reply>> = {
      query: () => api.call(`${addressOf(path, form)}?${urlencoded}`, { key: keys.super }),
      form: () =>
        ask(method, form, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: urlencoded,
        }),
      multipart: () =>
        ask(method, form, {
          method: 'POST',
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
          body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'latin1'),
        }),
    };
    const reply = await requests[where]?.();
    if (!reply) throw new Error('There is no such request.');
    expect(readError(form, reply)).toMatchObject({
      ...refused(form),
      message: `The parameter "${name}" is not valid UTF-8.`,
    });
  });

  it('refuses a form that is too large, and one with too many fields', async () => {
    const large = { method: 'POST', parameters: { big: 'x'.repeat(70_000 + (method.textFileBytes ?? 0)) } };
    const many = { method: 'POST', parameters: Array.from({ length: 51 }, (_, n) => [`p${n}`, '1']) };
    for (const request of [large, many] as Request[]) {
      // A form that cannot be read has no wish for JSON.
      const told = readError(form === 'json' ? 'xml' : form, await ask(method, form, request));
      expect(told).toMatchObject({
        ...refused(form),
        message: expect.stringContaining('The form could not be read') as string,
      });
    }
  });

  it('refuses a body that is no form', async () => {
    for (const type of ['application/json', 'text/xml', 'application/octet-stream', '']) {
      const reply = await ask(method, form, {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"a":1}',
      });
      expect(readError(form === 'json' ? 'xml' : form, reply)).toMatchObject(refused(form));
    }
  });

  it('never lets a client name a script that does more than name one', async () => {
    const names = form === 'xml' ? [] : form === 'json' ? ['callback', 'varname'] : ['callback'];
    for (const name of names) {
      for (const value of [
        'alert(1)//',
        'a b',
        '</script>',
        'f;g',
        'f\u2028',
        'é',
        '../x',
        'x'.repeat(129),
      ]) {
        const pairs = wishOf(form).filter(([other]) => other !== 'raw');
        const reply = await ask(method, form, { parameters: [...pairs, [name, value]] });
        expect(readError(form, reply)).toMatchObject(refused(form));
        expect(reply.text.startsWith('{"status":"error"')).toBe(true);
      }
    }
  });

  it('keeps parameters that it does not know to itself, or refuses them', async () => {
    const hostile = '"><script>alert(1)</script>';
    const parameters = pairsOf(method, form, { 'no_such_"><parameter': hostile });
    const reply = await ask(method, form, { method: 'POST', parameters });
    expect(reply.text).not.toContain('<script>');
    expect(reply.status).not.toBe(500);
    expect(reply.status).not.toBe(503);
  });
});
