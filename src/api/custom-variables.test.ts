import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';
import { checkVariableNames, takeVariables } from './custom-variables.ts';
import { apiMethods } from './method-list.ts';

describe("names of the site's own variables", () => {
  it('may be any that the API does not use', () => {
    expect(() => checkVariableNames(['project', 'client_no'], apiMethods)).not.toThrow();
  });

  it.each([
    ['title', 'a parameter'],
    ['update_token', 'a parameter of another method of items'],
    ['view_count', 'a field'],
    ['spot_id', 'a parameter that is refused'],
    ['time', 'a parameter that means nothing'],
    ['format', 'a word of the envelope'],
    ['callback', 'a word of the envelope'],
    ['file', 'the file of an upload'],
  ])('cannot be %s, which is %s', (name) => {
    expect(() => checkVariableNames(['project', name], apiMethods)).toThrow(
      `The setting archive.variables cannot have "${name}": the API uses that name itself. Choose another one.`,
    );
  });

  it('stop the start when they are taken', async () => {
    await expect(startApi({ customVariables: ['title'] })).rejects.toThrow('archive.variables');
  });
});

describe('the values of variables in a request', () => {
  it('are taken out of what the method does not declare', () => {
    const extras = [
      ['project', 'x'],
      ['theme', 'green'],
      ['project', 'x'],
    ] as const;
    expect(takeVariables(extras, ['project'])).toEqual({
      variables: { project: 'x' },
      rest: [['theme', 'green']],
    });
  });

  it('must not contradict each other', () => {
    const extras = [
      ['project', 'x'],
      ['project', 'y'],
    ] as const;
    expect(() => takeVariables(extras, ['project'])).toThrow(/"project"/);
  });
});

describe('variables of an upload token', () => {
  let api: ApiUnderTest;
  let writer: string;

  beforeAll(async () => {
    api = await startApi({ customVariables: ['project'] });
    writer = await api.keyAt('write');
  });
  afterAll(() => api.close());

  it('are kept with it, apart from what goes to the callback', async () => {
    await api.callV2('photo/get-upload-token', {
      key: writer,
      parameters: { project: ' apollo ', theme: 'green' },
    });
    const [token] = await api.store.read.tokens.list({ limit: 1 });
    expect(token?.metadata.variables).toEqual({ project: 'apollo' });
    expect(token?.extras).toEqual([['theme', 'green']]);
  });

  it('are refused when they are too long', async () => {
    const { status, body } = await api.callV2('photo/get-upload-token', {
      key: writer,
      parameters: { project: 'x'.repeat(1001) },
    });
    expect([status, body.code, body.message]).toEqual([
      400,
      'invalid_input',
      'The parameter "project" may have at most 1,000 characters.',
    ]);
  });

  it('and all else that a client says must not be more than a token may remember', async () => {
    const ask = async (theme: string) => {
      const parameters = { title: 'x'.repeat(500), theme };
      const { status, body } = await api.callV2('photo/get-upload-token', {
        method: 'POST',
        key: writer,
        parameters,
      });
      return [status, body.code, body.message];
    };
    expect((await ask('x'.repeat(15_000)))[0]).toBe(200);
    const [status, code, message] = await ask('x'.repeat(16_000));
    expect([status, code]).toEqual([400, 'invalid_input']);
    expect(message).toMatch(/"theme".*16,384 bytes in total/);
  });
});
