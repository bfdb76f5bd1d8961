import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../test/support/run-cli.ts';
import { createWireServer } from '../../test/support/wire-server.ts';
import { checkClock, checkFreeSpace, type Finding, installCommand } from './doctor-checks.ts';

interface Report {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  readonly configuration: ReadonlyArray<{ path: string; value?: string; source: string }>;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-doctor-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function examine(
  env: Record<string, string> = {},
  ...flags: string[]
): Promise<Report & { code: number | null }> {
  const { code, stdout } = await runCli(['doctor', '--json', ...flags], { env, cwd: folder });
  return { code, ...(JSON.parse(stdout) as Report) };
}

const statusOf = ({ findings }: Report, check: string) =>
  findings.find((finding) => finding.check === check)?.status;
const messageOf = ({ findings }: Report, check: string) =>
  findings.find((finding) => finding.check === check)?.message;

describe('a healthy machine', () => {
  it('is found well, before the first start and after', async () => {
    const before = await examine();
    expect(before).toMatchObject({ code: 0, ok: true });
    expect(messageOf(before, 'data folder')).toContain('does not exist yet and can be made');
    expect(await readdir(folder)).toEqual([]);
    await mkdir(join(folder, 'slipway-data'));
    const after = await examine();
    expect(messageOf(after, 'data folder')).toMatch(/can be written to; a sync takes [\d.]+ ms/);
    expect(await readdir(join(folder, 'slipway-data'))).toEqual([]);
  });

  it('is described for people as well, secrets excepted', async () => {
    const secret = 'a-secret-of-more-than-20-characters';
    const { code, stdout } = await runCli(['doctor', '--port=8080'], {
      env: { SLIPWAY_OWNER_KEY: secret },
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +Node\.js +24\./);
    expect(stdout).toMatch(/^port +8080 +flag$/m);
    expect(stdout).toMatch(/^ownerKey +\(set, not shown\) +environment$/m);
    expect(stdout).not.toContain(secret);
  });

  it('is told which settings count and where they come from', async () => {
    await writeFile(join(folder, 'slipway.config.json'), '{"site":{"name":"Films"}}');
    const report = await examine({ SLIPWAY_PORT: '8080' });
    expect(report.configuration).toContainEqual({ path: 'site.name', value: 'Films', source: 'file' });
    expect(report.configuration).toContainEqual({ path: 'port', value: '8080', source: 'environment' });
    expect(messageOf(report, 'configuration')).toContain('slipway.config.json is read');
  });
});

describe('trouble', () => {
  it('lists every fault of the configuration', async () => {
    const report = await examine({ SLIPWAY_PORT: 'x', SLIPWAY_HSOT: 'y' });
    expect(report).toMatchObject({ code: 1, ok: false, configuration: [] });
    const faults = report.findings.filter(
      ({ check, status }) => check === 'configuration' && status === 'error',
    );
    expect(faults.map(({ message }) => message)).toEqual([
      'SLIPWAY_PORT: "x" cannot be used; expected a whole number, from 0 to 65535.',
      'SLIPWAY_HSOT: there is no such setting; did you mean SLIPWAY_HOST?',
    ]);
  });

  it('notices a data folder that is none', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(statusOf(await examine({}, '--data-dir=file'), 'data folder')).toBe('error');
    expect(statusOf(await examine({}, '--data-dir=file/inside'), 'data folder')).toBe('error');
  });

  it('notices a data folder that may not be written', async () => {
    // Not even the superuser can make files there.
    const report = await examine({}, '--data-dir=/proc/self');
    expect(statusOf(report, 'data folder')).toBe('error');
    expect(messageOf(report, 'data folder')).toContain('/proc/self cannot be used');
  });

  it('notices that the disk has less space than the reserve', async () => {
    expect(statusOf(await examine({}, '--storage-min-free-bytes=8000TiB'), 'free space')).toBe('error');
    expect(await checkFreeSpace(join(folder, 'not/yet/there'), 0)).toMatchObject({ status: 'ok' });
  });

  it('notices a clock that stands in the past', async () => {
    expect(await checkClock(folder, Date.UTC(1970, 0, 2))).toMatchObject({ status: 'error' });
    await writeFile(join(folder, 'slipway.db'), '');
    const now = Date.now();
    expect(await checkClock(folder, now)).toMatchObject({ status: 'ok' });
    await utimes(join(folder, 'slipway.db'), new Date(), new Date(now + 3_600_000));
    expect(await checkClock(folder, now)).toMatchObject({ status: 'error' });
  });

  it('warns when ffmpeg is missing, and names the command that installs it', async () => {
    const report = await examine({ PATH: folder });
    expect(report.code).toBe(0);
    expect(statusOf(report, 'ffmpeg')).toBe('warning');
    expect(messageOf(report, 'ffmpeg')).toMatch(/^ffmpeg and ffprobe not found\. .* to install it: \w+/);
    expect(statusOf(report, 'confinement')).toBe('warning');
    expect(messageOf(report, 'confinement')).toContain('no network (unshare)');
  });

  it('finds that programs can be kept in bounds', async () => {
    expect(statusOf(await examine({}), 'confinement')).toBe('ok');
  });
});

describe('the public URL', () => {
  it('is fine when Slipway answers there', async () => {
    const server = await createWireServer();
    server.answer('site/get', { data: { site_id: 1 } });
    expect(statusOf(await examine({ SLIPWAY_PUBLIC_URL: server.url }), 'public URL')).toBe('ok');
    server.react(() => ({
      status: 200,
      body: '{"site_id":1}',
      headers: { date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
    }));
    expect(messageOf(await examine({ SLIPWAY_PUBLIC_URL: server.url }), 'public URL')).toContain(
      'its clock differs',
    );
    server.react(() => ({ status: 200, body: 'Welcome to nginx!' }));
    expect(messageOf(await examine({ SLIPWAY_PUBLIC_URL: server.url }), 'public URL')).toContain(
      'not as Slipway',
    );
    await server.close();
  });

  it('is a warning when nothing answers: the server may just not run', async () => {
    const report = await examine({ SLIPWAY_PUBLIC_URL: 'http://127.0.0.1:1' });
    expect(report.code).toBe(0);
    expect(statusOf(report, 'public URL')).toBe('warning');
  });
});

describe('the command that installs ffmpeg', () => {
  it.each([
    ['linux', 'NAME="Debian"\nID=debian\n', 'apt-get install ffmpeg'],
    ['linux', 'ID=ubuntu\nID_LIKE=debian', 'apt-get install ffmpeg'],
    ['linux', 'ID=alpine', 'apk add ffmpeg'],
    ['linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'dnf install ffmpeg-free'],
    ['linux', 'ID=arch', 'pacman -S ffmpeg'],
    ['darwin', '', 'brew install ffmpeg'],
    ['win32', '', 'winget install Gyan.FFmpeg'],
  ])('suits %s %j', (platform, osRelease, command) => {
    expect(installCommand(platform, osRelease)).toBe(command);
  });
});
