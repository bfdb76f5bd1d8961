import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findProgramVersion } from './ffmpeg.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-ffmpeg-'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function install(script: string): Promise<void> {
  await writeFile(join(folder, 'ffmpeg'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'ffmpeg'), 0o755);
}

it('reads the version that the program names', async () => {
  await install('[ "$1" = -version ] && echo "ffmpeg version 5.1.6-0+deb12u1 Copyright (c) 2000-2024"');
  expect(await findProgramVersion('ffmpeg')).toBe('5.1.6-0+deb12u1');
});

it('finds nothing where there is no such program', async () => {
  expect(await findProgramVersion('ffprobe')).toBeUndefined();
});

it('finds nothing where the program does not run', async () => {
  await install('echo "ffmpeg version 5.1"; exit 1');
  expect(await findProgramVersion('ffmpeg')).toBeUndefined();
});
