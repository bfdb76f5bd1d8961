import { describe, expect, it } from 'vitest';
import { someToken, someUpload } from '../../test/contract/metadata-records.ts';
import { checkTokenSize, checkUploadSize } from './row-limits.ts';

const words = { title: '', description: '', tags: [], albumIds: [], publish: true };
const token = someToken({
  metadata: words,
  extras: [],
  returnUrl: '',
  absoluteUrl: null,
  allowedTypes: null,
});
const upload = someUpload('token', { metadata: null, extras: [], returnContext: null });

describe('what clients say in the record of a token', () => {
  it('may take 16 KiB in total', () => {
    expect(() => checkTokenSize(token)).not.toThrow();
    expect(() => checkTokenSize({ ...token, extras: [['a', 'x'.repeat(16_300)]] })).not.toThrow();
    const extras = Array.from({ length: 100 }, (_, i) => [`name${i}`, 'x'.repeat(140)] as const);
    expect(() => checkTokenSize({ ...token, extras })).not.toThrow();
    expect(() => checkTokenSize({ ...token, extras: [...extras, ...extras] })).toThrow(
      /16,384 bytes in total/,
    );
  });

  it.each([
    ['description', { metadata: { ...words, description: 'ä'.repeat(9_000) } }],
    ['sku', { metadata: { ...words, title: 'x'.repeat(900), variables: { sku: 'y'.repeat(16_000) } } }],
    ['return_url', { returnUrl: 'x'.repeat(9_000), metadata: { ...words, description: 'x'.repeat(8_000) } }],
    [
      'theme',
      {
        extras: [
          ['theme', 'x'.repeat(9_000)],
          ['theme', 'x'.repeat(9_000)],
        ] as const,
      },
    ],
    ['x'.repeat(100), { extras: [['x'.repeat(17_000), '']] as const }],
  ])('names the largest part when it is too much: %s', (name, changes) => {
    const refusal = refusalOf(() => checkTokenSize({ ...token, ...changes }));
    expect(refusal).toMatchObject({ code: 'parameter_invalid', details: { name } });
    expect(refusal.details.reason).toMatch(
      /^all that an upload token remembers may take 16,384 bytes in total, .*shorten it$/,
    );
  });
});

describe('what clients say in the record of an upload', () => {
  it.each([
    ['filename', { filename: 'あ'.repeat(4_000), relativePath: 'あ'.repeat(3_000) }],
    ['identifier', { identifier: 'x'.repeat(17_000) }],
    ['theme', { extras: [['theme', 'x'.repeat(17_000)]] as const }],
    ['description', { metadata: { ...words, description: 'x'.repeat(17_000) } }],
  ])('names the largest part when it is too much: %s', (name, changes) => {
    expect(() => checkUploadSize(upload)).not.toThrow();
    const refusal = refusalOf(() => checkUploadSize({ ...upload, ...changes }));
    expect(refusal).toMatchObject({ code: 'parameter_invalid', details: { name } });
    expect(refusal.details.reason).toMatch(/^all that is kept about a file may take 16,384 bytes in total/);
  });
});

function refusalOf(check: () => void): { details: { reason: string } } {
  try {
    check();
  } catch (error) {
    return error as { details: { reason: string } };
  }
  throw new Error('It was not refused.');
}
