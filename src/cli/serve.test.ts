import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../test/support/deadline.ts';
import { createRandom } from '../../test/support/random.ts';
import { type RunningCli, runCli, startCli } from '../../test/support/run-cli.ts';

const ownerKey = 'an-owner-key-for-these-tests-only';

let folder: string;
let started: RunningCli[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-serve-'));
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  started = [];
  await rm(folder, { recursive: true });
});

interface Started {
  readonly event: string;
  readonly url: string;
  readonly owner_key?: string;
}

function serve(env: Record<string, string> = {}, ...flags: string[]): RunningCli {
  const running = startCli(['serve', '--port=0', ...flags], { env, cwd: folder });
  started.push(running);
  return running;
}

async function startOf(running: RunningCli): Promise<Started> {
  return waitFor('the start', () => {
    const line = running
      .stdout()
      .split('\n')
      .find((text) => text.includes('"event":"started"'));
    return line === undefined ? undefined : (JSON.parse(line) as Started);
  });
}

describe('the start', () => {
  it('answers requests and tells its address and the new owner key, once', async () => {
    const first = serve({}, '--json');
    const { url, owner_key: key = '' } = await startOf(first);
    expect(key.length).toBeGreaterThan(20);
    expect((await fetch(`${url}/api/2/site/get`)).status).toBe(200);
    const { code, stdout } = await runCli(['key', 'list', '--json'], {
      env: { SLIPWAY_URL: url, SLIPWAY_KEY: key },
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain(key);
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(await startOf(serve({}, '--json'))).not.toHaveProperty('owner_key');
  });

  it('greets people on the standard error, apart from the log', async () => {
    const running = serve();
    await waitFor('the greeting', () => running.stderr().includes('Stop it with Ctrl-C.') || undefined);
    expect(running.stderr()).toMatch(/Slipway is running: http:\/\/127\.0\.0\.1:\d+\n/);
    expect(running.stderr()).toContain(join(folder, 'slipway-data'));
    expect(running.stderr()).toMatch(/Owner key: +\S{20,}\n/);
    expect(running.stdout()).not.toContain('Owner key');
  });

  it('never shows an owner key that was given', async () => {
    const running = serve({ SLIPWAY_OWNER_KEY: ownerKey }, '--json');
    expect(await startOf(running)).not.toHaveProperty('owner_key');
    running.child.kill('SIGTERM');
    const { stdout, stderr } = await running.ended;
    expect(stdout + stderr).not.toContain(ownerKey);
  });
});

describe('a start that cannot be', () => {
  it('tells every fault of the configuration', async () => {
    const { code, stderr } = await serve({ SLIPWAY_UPLOADS_MAX_SIZE_BYTES: 'much' }, '--log-level=loud')
      .ended;
    expect(code).toBe(1);
    expect(stderr).toContain('SLIPWAY_UPLOADS_MAX_SIZE_BYTES: "much" cannot be used');
    expect(stderr).toContain('--log-level: "loud" cannot be used');
    expect(stderr).not.toContain(' at ');
  });

  it('tells that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => {
      other.listen(0, '127.0.0.1', done);
    });
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await serve({}, `--port=${port}`, '--log-level=silent').ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Port ${port} on 127.0.0.1 is in use by another program. Stop that one, or choose another port with --port (0 takes any free one).\n`,
    });
    other.close();
  });

  it('tells that another process has the data folder', async () => {
    await startOf(serve({}, '--json'));
    const { code, stderr } = await serve().ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The data folder ".*slipway-data" is in use by another Slipway process\..*\n$/);
  });

  it('tells that the address is not of this machine', async () => {
    const { code, stderr } = await serve({}, '--host=192.0.2.1', '--log-level=silent').ended;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: '192.0.2.1 is no address of this machine. Choose another one with --host.\n',
    });
  });
});

describe('the end', () => {
  it('takes the Ctrl-C that npm repeats for one, and ends well', async () => {
    const running = serve({}, '--json');
    const { url } = await startOf(running);
    // A request that is under way keeps the server up until it ends or time is up.
    const upload = fetch(`${url}/api/2/photo/redeem-upload-token?upload_token=x`, {
      method: 'POST',
      body: new ReadableStream({ pull: () => new Promise(() => {}) }),
      duplex: 'half',
    }).catch(() => undefined);
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 0 });
    await upload;
  });
});

describe('the whole way', () => {
  it('uploads a file in many chunks and keeps every byte', async () => {
    const running = serve({ SLIPWAY_OWNER_KEY: ownerKey, SLIPWAY_UPLOADS_ALLOWED_TYPES: '*' }, '--json');
    const { url } = await startOf(running);
    const bytes = createRandom(3).bytes(3_000_001);
    await writeFile(join(folder, 'ä film.bin'), bytes);
    const env = { SLIPWAY_URL: url, SLIPWAY_KEY: ownerKey };
    const upload = () =>
      runCli(['upload', 'ä film.bin', '--chunk-size=256KiB', '--title=A film'], { env, cwd: folder });
    expect(await upload()).toMatchObject({ code: 0, stdout: 'ä film.bin (2.86 MiB) is item 1.\n' });
    const { stdout } = await runCli(['archive', 'list', '--json'], { env });
    const { items } = JSON.parse(stdout) as { items: Array<Record<string, unknown>> };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      title: 'A film',
      original_filename: 'ä film.bin',
      source_size: bytes.length,
    });
    const source = await fetch(`${url}${String(items[0]?.['source_download'])}`);
    const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(sha256(await source.bytes())).toBe(sha256(bytes));
  });
});

describe('key recover', () => {
  it('makes a super key on the folder of a stopped server, and prints it once', async () => {
    const first = serve({ SLIPWAY_OWNER_KEY: ownerKey }, '--json');
    await startOf(first);
    const beside = await runCli(['key', 'recover'], { cwd: folder });
    expect(beside.code).toBe(1);
    expect(beside.stderr).toContain('is in use by another Slipway process');
    first.child.kill('SIGTERM');
    await first.ended;

    const recovered = await runCli(['key', 'recover'], { cwd: folder });
    expect(recovered).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^sk_super_[0-9A-Za-z]{40}\n$/) as string,
    });
    const asJson = await runCli(['key', 'recover', '--json'], { cwd: folder });
    expect(JSON.parse(asJson.stdout)).toMatchObject({ level: 'super', user_id: 2 });

    const { url } = await startOf(serve({}, '--json'));
    for (const key of [recovered.stdout.trim(), ownerKey]) {
      const { code, stdout } = await runCli(['key', 'list', '--json'], {
        env: { SLIPWAY_URL: url, SLIPWAY_KEY: key },
      });
      expect([code, stdout.includes('Recovered')]).toEqual([0, true]);
    }
  });

  it('refuses a folder without a database, and makes none', async () => {
    const { code, stderr } = await runCli(['key', 'recover', '--data-dir', join(folder, 'nothing')]);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no database in');
    await expect(stat(join(folder, 'nothing'))).rejects.toThrow('ENOENT');
  });
});
