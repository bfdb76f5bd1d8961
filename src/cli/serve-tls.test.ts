import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CertificateFolder,
  createCertificateFolder,
  type TestCertificate,
} from '../../test/support/certificates.ts';
import { waitFor } from '../../test/support/deadline.ts';
import { type RunningCli, startCli } from '../../test/support/run-cli.ts';
import { sendRequest } from '../../test/support/wire-request.ts';

let certificates: CertificateFolder;
let first: TestCertificate;
let folder: string;
let running: RunningCli | undefined;

beforeAll(async () => {
  certificates = await createCertificateFolder();
  first = await certificates.make('first');
});
afterAll(() => certificates.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-tls-serve-'));
});
afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  await rm(folder, { recursive: true, force: true });
});

function serve(env: Record<string, string>, ...flags: string[]): RunningCli {
  running = startCli(['serve', '--port=0', ...flags], { env, cwd: folder });
  return running;
}

async function startSecure(env: Record<string, string> = {}) {
  await copyFile(first.certFile, join(folder, 'cert.pem'));
  await copyFile(first.keyFile, join(folder, 'key.pem'));
  const server = serve({ SLIPWAY_TLS_CERT: 'cert.pem', SLIPWAY_TLS_KEY: 'key.pem', ...env });
  const url = await waitFor('the address', () => /running: (\S+)/.exec(server.stderr())?.[1]);
  return { server, url };
}

/** The serial number of the certificate that new connections see. */
function serialOf(url: string): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: first.ca }, () => {
      resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
      socket.end();
    });
    socket.on('error', reject);
  });
}

describe('a server with a certificate', () => {
  it('speaks HTTPS, says so, and takes uploads and calls under its secure address', async () => {
    const { url } = await startSecure();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const site = await sendRequest(`${url}/api/2/site/get`, { ca: first.ca });
    expect(site.status).toBe(200);
    expect(JSON.parse(site.text)).toMatchObject({ data: { site_url: url } });
    expect(site.headers['strict-transport-security']).toBeUndefined();
    const chunk = await sendRequest(`${url}/api/2/photo/redeem-upload-token`, { ca: first.ca });
    expect(chunk.status).toBe(400);
    await expect(sendRequest(`${url}/`)).rejects.toThrow(/certificate/);
    await expect(sendRequest(url.replace('https', 'http'))).rejects.toThrow(/hang up|reset/);
  });

  it('asks browsers for HTTPS only when it is told to, on upload routes too', async () => {
    const { url } = await startSecure({ SLIPWAY_TLS_HSTS_SECONDS: '30d' });
    for (const path of ['/', '/api/2/site/get', '/api/photo/redeem-upload-token', '/nothing']) {
      const { headers } = await sendRequest(url + path, { ca: first.ca });
      expect([path, headers['strict-transport-security']]).toEqual([path, 'max-age=2592000']);
    }
  });

  it('takes a renewed certificate at SIGHUP, keeps the old one when that fails, and goes on', async () => {
    const { server, url } = await startSecure();
    const before = await serialOf(url);
    const second = await certificates.make('second');
    await copyFile(second.certFile, join(folder, 'cert.pem'));
    server.child.kill('SIGHUP');
    await waitFor('the refusal', () => server.stderr().includes('kept as it was') || undefined);
    expect(await serialOf(url)).toBe(before);
    await copyFile(second.keyFile, join(folder, 'key.pem'));
    server.child.kill('SIGHUP');
    await waitFor('the new certificate', () => server.stderr().includes('was read again') || undefined);
    const after = await serialOf(url);
    expect(after).not.toBe(before);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });

  it('does not start with files that do not belong together', async () => {
    const other = await certificates.make('stranger');
    const server = serve({ SLIPWAY_TLS_CERT: first.certFile, SLIPWAY_TLS_KEY: other.keyFile });
    const { code } = await server.ended;
    expect(code).toBe(1);
    expect(server.stderr()).toContain('is not the key of the certificate');
  });
});
