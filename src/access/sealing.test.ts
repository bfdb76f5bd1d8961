import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSealer, loadSealingKey } from './sealing.ts';

describe('a sealer', () => {
  const sealer = createSealer(randomBytes(32));

  test('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sealer.unseal(sealer.seal(text))).toBe(text);
      }),
    );
  });

  test('hides the text, and never seals twice alike', () => {
    const sealed = sealer.seal('upload-token');
    expect(sealed).toMatch(/^v1\.[\w-]+$/);
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('upload-token');
    expect(sealer.seal('upload-token')).not.toBe(sealed);
  });

  test('refuses what was changed at any place', () => {
    const bytes = Buffer.from(sealer.seal('secret').slice(3), 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() => sealer.unseal(`v1.${changed.toString('base64url')}`)).toThrow(/cannot be read/);
    }
  });

  test.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'secret'])('refuses %j', (text) => {
    expect(() => sealer.unseal(text)).toThrow(/cannot be read/);
  });

  test('refuses what was cut, has another version, or was sealed with another key', () => {
    const sealed = sealer.seal('a longer secret');
    expect(() => sealer.unseal(sealed.slice(0, -4))).toThrow(/cannot be read/);
    expect(() => sealer.unseal(sealed.replace('v1.', 'v2.'))).toThrow(/cannot be read/);
    expect(() => createSealer(randomBytes(32)).unseal(sealed)).toThrow(/cannot be read/);
  });

  test('wants a key of 32 bytes', () => {
    expect(() => createSealer(randomBytes(16))).toThrow(RangeError);
  });
});

describe('the sealing key', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is made once, for its owner only, and is the same at every start', async () => {
    const dataDir = join(folder, 'data');
    const key = await loadSealingKey(dataDir);
    expect(key).toHaveLength(32);
    expect(await loadSealingKey(dataDir)).toEqual(key);
    expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['secret.key']);
  });

  test('is one key when many processes start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadSealingKey(folder)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['secret.key']);
  });

  test('differs between installations', async () => {
    const key = await loadSealingKey(join(folder, 'a'));
    expect(await loadSealingKey(join(folder, 'b'))).not.toEqual(key);
  });

  test.each(['', 'not a key', 'ab'.repeat(31), 'ab'.repeat(33), `${'ab'.repeat(32)}zz`])(
    'is not replaced when the file holds %j',
    async (content) => {
      await writeFile(join(folder, 'secret.key'), content);
      await expect(loadSealingKey(folder)).rejects.toThrow(/secret\.key/);
      expect(await readFile(join(folder, 'secret.key'), 'utf8')).toBe(content);
    },
  );
});
