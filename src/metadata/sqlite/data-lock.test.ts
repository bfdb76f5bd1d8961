import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from './data-lock.ts';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(folder, { recursive: true });
});

/** A process that holds the lock until it is killed, and keeps nothing of it that JavaScript could see. */
async function lockInOtherProcess(): Promise<ChildProcess> {
  const module = new URL('./data-lock.ts', import.meta.url).href;
  const script = `
    const { lockDataDir } = await import(${JSON.stringify(module)});
    lockDataDir(${JSON.stringify(folder)});
    gc();
    await new Promise(setImmediate);
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = holder;
  await once(holder.stdout, 'data');
  return holder;
}

test('gives a folder to one holder at a time', () => {
  const lock = lockDataDir(folder);
  expect(() => lockDataDir(folder)).toThrow(`"${folder}" is in use by another Slipway process`);
  lock.release();
  lock.release();
  lockDataDir(folder).release();
});

test('keeps another process out, and is free again when that process is killed', async () => {
  const holder = await lockInOtherProcess();
  expect(() => lockDataDir(folder)).toThrow('in use');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  lockDataDir(folder).release();
});

test('says which folder cannot be locked', () => {
  const absent = join(folder, 'absent');
  expect(() => lockDataDir(absent)).toThrow(absent);
});
