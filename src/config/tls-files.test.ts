import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CertificateFolder,
  createCertificateFolder,
  type TestCertificate,
} from '../../test/support/certificates.ts';
import { checkCertificate } from '../cli/doctor-tls.ts';
import { readTlsFiles, TlsFilesError } from './tls-files.ts';

const DAY_MS = 86_400_000;

let folder: CertificateFolder;
let one: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  folder = await createCertificateFolder();
  one = await folder.make('one');
  other = await folder.make('other', { host: 'video.example.com' });
});
afterAll(() => folder.remove());

async function refusalOf(tls: { cert?: string; key?: string }): Promise<string> {
  const error: unknown = await readTlsFiles(tls).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TlsFilesError);
  return (error as Error).message;
}

async function write(name: string, text: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}

describe('the files of the certificate', () => {
  it('are nothing when none is set', async () => {
    expect(await readTlsFiles({})).toBeUndefined();
  });

  it('are read when they belong together', async () => {
    const files = await readTlsFiles({ cert: one.certFile, key: one.keyFile });
    expect(files?.certificate.checkHost('localhost')).toBe('localhost');
    expect(files?.key).toContain('PRIVATE KEY');
  });

  it('are refused one by one, with the way out', async () => {
    expect(await refusalOf({ cert: one.certFile })).toBe(
      'tls.cert is set, but tls.key is not. Set both, or neither.',
    );
    expect(await refusalOf({ key: one.keyFile })).toBe(
      'tls.key is set, but tls.cert is not. Set both, or neither.',
    );
  });

  it('are refused when they do not belong together', async () => {
    expect(await refusalOf({ cert: one.certFile, key: other.keyFile })).toContain(
      `${other.keyFile} (tls.key) is not the key of the certificate in ${one.certFile} (tls.cert).`,
    );
  });

  it('are refused when they are missing or something else, without showing what they hold', async () => {
    expect(await refusalOf({ cert: '/nowhere.pem', key: one.keyFile })).toBe(
      '/nowhere.pem (tls.cert) cannot be read: there is no such file.',
    );
    const nonsense = await write('nonsense', 'a very secret nonsense');
    for (const tls of [
      { cert: nonsense, key: one.keyFile },
      { cert: one.certFile, key: nonsense },
    ]) {
      const message = await refusalOf(tls);
      expect(message).toContain('in PEM form');
      expect(message).not.toContain('secret');
    }
    const locked = await write('locked', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n');
    expect(await refusalOf({ cert: one.certFile, key: locked })).toContain('take the password off');
  });
});

describe('the certificate, for the doctor', () => {
  let now = 0;
  beforeAll(() => {
    now = Date.now();
  });
  const check = (at: number, publicUrl?: string) =>
    checkCertificate({ cert: one.certFile, key: one.keyFile }, publicUrl, at);

  it('is well while it is valid', async () => {
    expect(await check(now)).toMatchObject({ status: 'ok' });
    expect(await check(now, 'https://localhost')).toMatchObject({ status: 'ok' });
    expect(await check(now, 'https://127.0.0.1:8443')).toMatchObject({ status: 'ok' });
    expect(await checkCertificate({}, undefined, now)).toMatchObject({ status: 'ok' });
  });

  it('is a warning shortly before it expires, and an error after that', async () => {
    const soon = await check(now + 10 * DAY_MS);
    expect(soon.status).toBe('warning');
    expect(soon.message).toMatch(/^It expires on \d{4}-\d\d-\d\d, in (?:9|10) days\. Renew it\.$/);
    const late = await check(now + 21 * DAY_MS);
    expect(late.status).toBe('error');
    expect(late.message).toMatch(/^It expired on \d{4}-\d\d-\d\d\. Renew it\.$/);
  });

  it('is an error before it begins', async () => {
    const early = await check(now - 2 * DAY_MS);
    expect([early.status, early.message]).toEqual(['error', expect.stringContaining('Is the clock right?')]);
  });

  it('is a warning when it is for another host', async () => {
    const finding = await check(now, 'https://www.example.com');
    expect(finding).toEqual({
      check: 'certificate',
      status: 'warning',
      message: 'It is not for www.example.com (publicUrl), but for DNS:localhost, IP Address:127.0.0.1.',
    });
  });

  it('is an error when the files cannot be used', async () => {
    const finding = await checkCertificate({ cert: one.certFile, key: other.keyFile }, undefined, now);
    expect([finding.status, finding.message]).toEqual([
      'error',
      expect.stringContaining('is not the key of the certificate'),
    ]);
  });
});
