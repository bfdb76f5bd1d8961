import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConfinement } from './confinement.ts';
import { type ProgramRun, runProgram } from './program.ts';
import { openScratch } from './scratch.ts';

const never = new AbortController().signal;
const limits = { cpuSeconds: 20, memoryBytes: 2 ** 31, fileBytes: 2 ** 20 };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-program-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (script: string, changes: Partial<ProgramRun> = {}) =>
  runProgram({
    program: process.execPath,
    parameters: ['-e', script],
    folder,
    signal: never,
    timeoutMs: 20_000,
    limits,
    ...changes,
  });

/** Whether a process is still there and not merely waited for. */
async function isAlive(pid: number): Promise<boolean> {
  return stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

describe('a program that reads what strangers sent', () => {
  test('gets nothing of our surroundings: no settings, no input, its own folder', async () => {
    process.env['SLIPWAY_OWNER_KEY'] = 'secret';
    const output = await run(
      'console.log(JSON.stringify([process.env, process.cwd(), require("fs").readFileSync(0, "utf8")]))',
    );
    delete process.env['SLIPWAY_OWNER_KEY'];
    const [environment, cwd, input] = JSON.parse(output) as [Record<string, string>, string, string];
    expect(Object.keys(environment).sort()).toEqual(['HOME', 'LC_ALL', 'MALLOC_ARENA_MAX', 'PATH', 'TMPDIR']);
    expect([environment['HOME'], cwd, input]).toEqual([folder, folder, '']);
  });

  test('is handed its words as they are', async () => {
    const word = '$(touch owned); `x` "y" \\z';
    const parameters = ['-e', 'console.log(process.argv[1])', word];
    expect(await run('', { parameters })).toBe(`${word}\n`);
    expect(await readdir(folder)).not.toContain('owned');
  });

  test('is heard line by line, its last words included', async () => {
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    await run('process.stdout.write("one\\ntw"); setTimeout(() => process.stdout.write("o\\nthree"), 50)', {
      onLine,
    });
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  test.each([
    ['failed', 'console.error("why"); process.exit(3)', {}],
    ['missing', '', { program: 'no-such-program' }],
    ['timeout', 'setInterval(() => {}, 100)', { timeoutMs: 200 }],
    ['limit', '', { program: 'yes', parameters: [] }],
    ['crashed', 'process.abort()', {}],
    ['killed', 'process.kill(process.pid, "SIGKILL")', {}],
  ] as const)('has %s, and that is told', async (fault, script, changes) => {
    await expect(run(script, changes)).rejects.toMatchObject({ name: 'ProgramError', fault });
  });

  test('keeps the end of its complaint', async () => {
    const complaint = expect.stringMatching(/^x+the end$/) as string;
    const script = 'console.error("x".repeat(100000) + "the end"); process.exitCode = 1';
    await expect(run(script.replace('console.error(', 'process.stderr.write('))).rejects.toMatchObject({
      complaint,
    });
  });

  test('ends at once with everything that it started, when nobody wants it any more', async () => {
    const stopping = new AbortController();
    const pids = Promise.withResolvers<string>();
    const script = `const { pid } = require("child_process").spawn("sleep", ["1000"]);
      console.log(process.pid + " " + pid); setInterval(() => {}, 1000)`;
    const ended = run(script, { signal: stopping.signal, onLine: (line) => pids.resolve(line) });
    const [own = 0, child = 0] = (await pids.promise).split(' ').map(Number);
    stopping.abort(new Error('not wanted'));
    await expect(ended).rejects.toThrow('not wanted');
    expect(await isAlive(own)).toBe(false);
    for (let tries = 0; tries < 100 && (await isAlive(child)); tries += 1) await delay(20);
    expect(await isAlive(child)).toBe(false);
  });
});

describe('what this system keeps programs from', async () => {
  const { missing } = await findConfinement();

  test('is everything, on a system that tests run on', () => {
    expect(missing).toEqual([]);
  });

  test('more processor time than allowed', async () => {
    await expect(run('for (;;);', { limits: { ...limits, cpuSeconds: 1 } })).rejects.toMatchObject({
      fault: 'limit',
    });
  });

  test('more memory than allowed', async () => {
    const hoard = 'const all = []; for (;;) all.push(Buffer.alloc(5e7, 1))';
    await expect(run(hoard)).rejects.toMatchObject({
      fault: expect.stringMatching(/failed|crashed/) as string,
    });
  });

  test('large files, the network, and high priority', async () => {
    const script = `const fs = require("fs"), http = require("http");
      try { fs.writeFileSync("large", Buffer.alloc(3e6)); } catch ({ code }) { console.log(code); }
      http.get("http://127.0.0.1:9").on("error", ({ code }) => console.log(code));
      console.log(require("os").getPriority() > 0)`;
    expect((await run(script)).trim().split('\n').sort()).toEqual(['EFBIG', 'ENETUNREACH', 'true']);
  });
});

describe('scratch folders', () => {
  test('are private, gone after use, and gone at the next start after a crash', async () => {
    const scratch = await openScratch(folder);
    const left = join(folder, 'scratch');
    await scratch.use(async (own) => {
      await writeFile(join(own, 'file'), 'x');
      expect(await readdir(left)).toHaveLength(1);
      expect((await stat(own)).mode & 0o077).toBe(0);
    });
    expect(await readdir(left)).toEqual([]);
    await expect(scratch.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(left)).toEqual([]);
    await writeFile(join(left, 'left-over'), 'x');
    await openScratch(folder);
    expect(await readdir(left)).toEqual([]);
  });
});
