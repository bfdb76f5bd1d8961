import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { CallError, callErrorMessages, toCallError } from './call-error.ts';

describe('call errors', () => {
  test.each([
    ['CERT_HAS_EXPIRED', 'certificate_invalid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate_invalid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate_invalid'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate_invalid'],
    ['ENOTFOUND', 'name_not_found'],
    ['EAI_AGAIN', 'name_not_found'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', 'response_invalid'],
    ['ECONNREFUSED', 'connection_failed'],
    ['ECONNRESET', 'connection_failed'],
    ['EHOSTUNREACH', 'connection_failed'],
    ['UND_ERR_SOCKET', 'connection_failed'],
    ['SOMETHING_NEW', 'connection_failed'],
  ])('%s of the HTTP client is %s', (code, expected) => {
    const cause = Object.assign(new Error('connect 10.1.2.3:443'), { code });
    const error = toCallError(cause);
    expect(error.code).toBe(expected);
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('10.1.2.3');
  });

  test('stay what they are', () => {
    const error = new CallError('redirected', { status: 302 });
    expect(toCallError(error)).toBe(error);
  });

  test('are all in the guides, and the guides know no others', async () => {
    const documented: string[] = [];
    for (const name of ['callbacks', 'webhooks']) {
      const guide = await readFile(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8');
      const table = guide.split('| `error` | Meaning |')[1]?.split('\n\n')[0] ?? '';
      documented.push(...[...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code ?? ''));
    }
    // A call that Slipway ended itself is not written down.
    const codes = Object.keys(callErrorMessages).filter((code) => code !== 'closed');
    expect(documented.toSorted()).toEqual(codes.toSorted());
  });
});
