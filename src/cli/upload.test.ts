import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../test/support/deadline.ts';
import { createRandom } from '../../test/support/random.ts';
import { type CliResult, runCli, startCli } from '../../test/support/run-cli.ts';
import { createWireServer, type WireServer } from '../../test/support/wire-server.ts';

let server: WireServer;
let folder: string;
const random = createRandom(11);

beforeEach(async () => {
  server = await createWireServer();
  server.answer('photo/get-upload-token', { data: { upload_token: 'made-token' } });
  folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function prepare(name: string, size: number): Promise<Buffer> {
  const bytes = random.bytes(size);
  await writeFile(join(folder, name), bytes);
  return bytes;
}

const withKey = () => ({ env: { SLIPWAY_URL: server.url, SLIPWAY_KEY: 'the-key' }, cwd: folder });
const upload = (...parameters: string[]): Promise<CliResult> => runCli(['upload', ...parameters], withKey());
const eventsOf = ({ stdout }: Pick<CliResult, 'stdout'>) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const posts = () => server.requests.filter(({ method }) => method === 'POST');

describe('with a key', () => {
  it('makes one token for all files and sends one after another', async () => {
    const first = await prepare('a.mp4', 300_000);
    const second = await prepare('b.mp4', 5);
    const { code, stdout, stderr } = await upload(
      'a.mp4',
      'b.mp4',
      '--chunk-size',
      '64KiB',
      '--tags',
      'x,y',
      '--no-publish',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('a.mp4 (293 KiB) is item 42.\nb.mp4 (5 B) is item 43.\n');
    expect([...server.files.values()]).toEqual([first, second]);
    const [tokenRequest] = server.requests;
    expect(Object.fromEntries(tokenRequest?.query ?? [])).toEqual({
      tags: 'x,y',
      publish: '0',
      max_uploads: '2',
      valid_minutes: '1440',
    });
    expect(
      posts().every(
        ({ query, authorization }) => query.get('upload_token') === 'made-token' && !authorization,
      ),
    ).toBe(true);
  });

  it('tells the events to a program', async () => {
    await prepare('a.mp4', 300_000);
    const result = await upload('a.mp4', '--json', '--chunk-size=64KiB');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const events = eventsOf(result);
    expect(events[0]).toEqual({ event: 'started', file: 'a.mp4', size: 300_000, upload_token: 'made-token' });
    expect(events.filter(({ event }) => event === 'progress').at(-1)).toMatchObject({
      confirmed: 300_000,
      resumed: 0,
    });
    expect(events.at(-1)).toEqual({
      event: 'completed',
      file: 'a.mp4',
      photo_id: 42,
      tree_id: 7,
      token: 'itemtoken',
    });
  });

  it('goes on with the other files when one is refused, and ends with 1', async () => {
    await prepare('bad.exe', 10);
    await prepare('good.mp4', 10);
    server.react(({ query, method }) =>
      method === 'POST' && query.get('resumableFilename') === 'bad.exe'
        ? { status: 500, body: 'No such files here.' }
        : undefined,
    );
    const { code, stdout, stderr } = await upload('bad.exe', 'good.mp4');
    expect(code).toBe(1);
    expect(stdout).toBe('good.mp4 (10 B) is item 42.\n');
    expect(stderr).toBe('bad.exe: No such files here.\n');
  });

  it('sends nothing when one of the files is missing', async () => {
    await prepare('a.mp4', 10);
    expect(await upload('a.mp4', 'missing.mp4')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'missing.mp4 cannot be uploaded: there is no such file.\n',
    });
    expect(server.requests).toEqual([]);
  });

  it('keeps files apart that have name, size and time in common', async () => {
    await prepare('a.mp4', 10);
    await mkdir(join(folder, 'other'));
    await cp(join(folder, 'a.mp4'), join(folder, 'other/a.mp4'), { preserveTimestamps: true });
    await writeFile(join(folder, 'other/b.mp4'), '');
    const { code } = await upload('a.mp4', 'other/a.mp4');
    expect(code).toBe(0);
    expect(new Set(posts().map(({ query }) => query.get('resumableIdentifier'))).size).toBe(2);
  });
});

describe('with a token', () => {
  it('needs no key', async () => {
    await prepare('a.mp4', 10);
    const env = { SLIPWAY_URL: server.url };
    expect(await runCli(['upload', 'a.mp4', '--token', 'given'], { env, cwd: folder })).toMatchObject({
      code: 0,
    });
    expect(server.requests.map(({ path }) => path)).not.toContain('photo/get-upload-token');
    expect(posts()[0]?.query.get('upload_token')).toBe('given');
  });

  it('is wrong use without either', async () => {
    await prepare('a.mp4', 10);
    const { code, stderr } = await runCli(['upload', 'a.mp4'], {
      env: { SLIPWAY_URL: server.url },
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('an upload needs --token TOKEN, or a key');
  });

  it('goes on where an interrupted run has stopped', async () => {
    const bytes = await prepare('a.mp4', 1_000_000);
    server.react(({ query }) => (query.get('resumableChunkNumber') === '9' ? 'silence' : undefined));
    const running = startCli(['upload', 'a.mp4', '--chunk-size=64KiB', '--concurrency=1'], withKey());
    await waitFor('the ninth chunk', () => posts().length === 9 || undefined);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('a.mp4: The upload was interrupted.');
    expect(stderr).toContain('run the same command with: --token made-token');
    server.react(undefined);
    const second = await upload('a.mp4', '--chunk-size=64KiB', '--token=made-token', '--json');
    expect(second.code).toBe(0);
    expect(eventsOf(second).find(({ event }) => event === 'progress')).toMatchObject({ resumed: 8 * 65_536 });
    expect([...server.files.values()]).toEqual([bytes]);
  });

  it('waits out trouble, and tells about it', async () => {
    await prepare('a.mp4', 10);
    server.react(({ count }) =>
      count === 2 ? { status: 503, body: 'The server is restarting.' } : undefined,
    );
    const { code, stderr } = await upload('a.mp4', '--token=t');
    expect(code).toBe(0);
    expect(stderr).toBe('a.mp4: The server is restarting. Trying again in 1 s.\n');
  });

  it('ends its patience when told', async () => {
    await prepare('a.mp4', 10);
    server.react(({ path }) =>
      path === 'photo/get-upload-token' ? undefined : { status: 503, body: 'Full.' },
    );
    const { code, stderr } = await upload('a.mp4', '--retry-for=100ms');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'a.mp4: Full.\nTo go on where it stopped, run the same command with: --token made-token\n',
    );
  });
});
