import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const site =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('echo', () => {
  it('mirrors every parameter as an element', async () => {
    const { text } = await api.call('/api/echo?apples=oranges&foo=bar&foo=bar');
    expect(text).toBe(
      `${prolog}<response status="ok" permission_level="anonymous" cached="0"><apples>oranges</apples><foo>bar</foo></response>`,
    );
  });

  it('mirrors every parameter as a member, whatever its name', async () => {
    const { text } = await api.call('/api/echo?format=json&raw&9=nine&__proto__=p&status=error');
    expect(text).toBe(
      '{"status":"ok","permission_level":"anonymous","cached":"0","echo":{"format":"json","raw":"","9":"nine",' +
        `"__proto__":"p","status":"error"},"p":"1","size":"1",${site},"endpoint":"/api/echo"}`,
    );
  });

  it('does not mirror a signature', async () => {
    const { text } = await api.call('/api/echo?a=1&oauth_signature=s&oauth_consumer_key=undefined');
    expect(text).toContain('cached="0"><a>1</a></response>');
  });

  it('refuses a name with two values', async () => {
    const { text } = await api.call('/api/echo?a=1&a=2');
    expect(parseStrictXml(text).attributes).toMatchObject({ status: 'error', code: 'invalid_input' });
  });

  it('is valid XML and valid JSON for any names and values', async () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(anyText, anyText, { maxKeys: 6 }), async (parameters) => {
        const pairs = Object.entries(parameters).filter(
          ([name]) => !/^(?:format|raw|varname|callback|oauth_.*)$/.test(name),
        );
        const xml = await api.call('/api/echo', { method: 'POST', parameters: pairs });
        expect(parseStrictXml(xml.text).children).toHaveLength(
          new Set(pairs.map(([name]) => name.toWellFormed())).size,
        );
        const json = await api.call('/api/echo', {
          method: 'POST',
          parameters: [...pairs, ['format', 'json'], ['raw', '']],
        });
        const { echo } = JSON.parse(json.text) as { echo: Record<string, string> };
        for (const [name, value] of pairs)
          expect(Object.getOwnPropertyDescriptor(echo, name.toWellFormed())?.value).toBe(
            value.toWellFormed(),
          );
      }),
      { numRuns: 150 },
    );
  });
});
