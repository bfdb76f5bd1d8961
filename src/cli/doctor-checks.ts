import { randomUUID } from 'node:crypto';
import { access, constants, open, readFile, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatByteSize } from '../config/units.ts';
import { findConfinement } from '../media/confinement.ts';
import { findProgramVersion } from '../media/ffmpeg.ts';
import { humanBytes, humanDuration } from './human.ts';

/** What a check has found. A warning is no reason not to start. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
}

const EARLIEST_PLAUSIBLE_MS = Date.UTC(2026, 0, 1);
const CLOCK_TOLERANCE_MS = 60_000;
const SPARE_BYTES = 2 ** 30;
const PUBLIC_TIMEOUT_MS = 5000;

/** The Node.js that runs now. The command line would not have come this far with one that is too old. */
export function checkNode(): Finding {
  return { check: 'Node.js', status: 'ok', message: process.versions.node };
}

/** Whether the data folder can be used: a file is written there, synced and removed. A missing one is not made. */
export async function checkDataFolder(dataDir: string): Promise<Finding> {
  const check = 'data folder';
  try {
    const stats = await statOrUndefined(dataDir);
    if (!stats) {
      await access(await findExistingFolder(dataDir), constants.W_OK | constants.X_OK);
      return { check, status: 'ok', message: `${dataDir} does not exist yet and can be made.` };
    }
    if (!stats.isDirectory())
      return { check, status: 'error', message: `${dataDir} is no folder. Choose another dataDir.` };
    const syncMs = await measureSync(dataDir);
    return {
      check,
      status: 'ok',
      message: `${dataDir} can be written to; a sync takes ${syncMs.toFixed(1)} ms.`,
    };
  } catch (error) {
    const { message } = error as Error;
    return {
      check,
      status: 'error',
      message: `${dataDir} cannot be used: ${message}. Give this user the right to it, or choose another dataDir.`,
    };
  }
}

/** Whether the disk has more free space than the reserve that uploads never use. */
export async function checkFreeSpace(dataDir: string, minFreeBytes: number): Promise<Finding> {
  const check = 'free space';
  try {
    const { bavail, bsize } = await statfs(await findExistingFolder(dataDir));
    const free = bavail * bsize;
    const left = free - minFreeBytes;
    const reserve = `${formatByteSize(minFreeBytes)} are kept free (storage.minFreeBytes)`;
    const message = `${humanBytes(free)} are free, of which ${reserve}.`;
    if (left <= 0)
      return { check, status: 'error', message: `${message} Uploads are refused until there is more.` };
    return { check, status: left < SPARE_BYTES ? 'warning' : 'ok', message };
  } catch (error) {
    return { check, status: 'warning', message: `It could not be found out: ${(error as Error).message}.` };
  }
}

/** Whether the clock can be right: tokens expire by it, and signatures count on it. */
export async function checkClock(dataDir: string, now: number): Promise<Finding> {
  const check = 'clock';
  const shown = new Date(now).toISOString();
  if (now < EARLIEST_PLAUSIBLE_MS) {
    return {
      check,
      status: 'error',
      message: `It says ${shown}, which is in the past. Set it, best by NTP.`,
    };
  }
  const written = await statOrUndefined(join(dataDir, 'slipway.db')).catch(() => undefined);
  if (written && written.mtimeMs > now + CLOCK_TOLERANCE_MS) {
    const message = `It says ${shown}, but the database was written at ${written.mtime.toISOString()}. Set it, best by NTP.`;
    return { check, status: 'error', message };
  }
  return { check, status: 'ok', message: shown };
}

/** Whether Slipway answers under its public address, and whether the clocks agree. */
export async function checkPublicUrl(publicUrl: string, now: () => number): Promise<Finding> {
  const check = 'public URL';
  try {
    const response = await fetch(`${publicUrl.replace(/\/$/, '')}/api/2/site/get`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PUBLIC_TIMEOUT_MS),
    });
    const body = await response.text();
    if (response.status !== 200 || !body.includes('"site_id"')) {
      const message = `${publicUrl} answers with ${response.status}, but not as Slipway. Is it running, and does the proxy lead to it?`;
      return { check, status: 'warning', message };
    }
    const ahead = now() - Date.parse(response.headers.get('date') ?? '');
    if (Math.abs(ahead) > CLOCK_TOLERANCE_MS) {
      const difference = humanDuration(Math.abs(ahead) / 1000);
      return {
        check,
        status: 'warning',
        message: `${publicUrl} answers, but its clock differs from this one by ${difference}.`,
      };
    }
    return { check, status: 'ok', message: `Slipway answers at ${publicUrl}.` };
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    return {
      check,
      status: 'warning',
      message: `${publicUrl} cannot be reached from here (${reason}). Is Slipway running?`,
    };
  }
}

/** Whether the programs for video are there; without them uploads still work. */
export async function checkMediaPrograms(): Promise<Finding> {
  const check = 'ffmpeg';
  const [ffmpeg, ffprobe] = await Promise.all([findProgramVersion('ffmpeg'), findProgramVersion('ffprobe')]);
  if (ffmpeg !== undefined && ffprobe !== undefined) return { check, status: 'ok', message: ffmpeg };
  const missing = [ffmpeg ?? 'ffmpeg', ffprobe ?? 'ffprobe']
    .filter((name) => name.startsWith('ff'))
    .join(' and ');
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const command = installCommand(process.platform, osRelease);
  return {
    check,
    status: 'warning',
    message: `${missing} not found. Uploads and pictures work without, and usual videos are measured; to install it: ${command}`,
  };
}

/** Whether programs that read files of strangers can be kept in bounds here. */
export async function checkConfinement(): Promise<Finding> {
  const check = 'confinement';
  const { missing } = await findConfinement();
  if (missing.length === 0) {
    const message = 'Programs that read media run with low priority, without network, and with limits.';
    return { check, status: 'ok', message };
  }
  const message = `Programs that read media run without: ${missing.join('; ')}. On Linux, util-linux brings these tools.`;
  return { check, status: 'warning', message };
}

/** The command that installs ffmpeg here. */
export function installCommand(platform: string, osRelease: string): string {
  if (platform === 'darwin') return 'brew install ffmpeg';
  if (platform === 'win32') return 'winget install Gyan.FFmpeg';
  const families = /^ID(?:_LIKE)?=.*$/gm;
  const names = (osRelease.match(families) ?? []).join(' ');
  if (/alpine/.test(names)) return 'apk add ffmpeg';
  if (/arch/.test(names)) return 'pacman -S ffmpeg';
  if (/fedora|rhel|centos/.test(names)) return 'dnf install ffmpeg-free';
  if (/suse/.test(names)) return 'zypper install ffmpeg';
  return 'apt-get install ffmpeg';
}

async function measureSync(folder: string): Promise<number> {
  const probe = join(folder, `.doctor-${randomUUID()}`);
  try {
    const file = await open(probe, 'wx', 0o600);
    try {
      await file.write('Can this be written and synced?');
      const startedAt = performance.now();
      await file.sync();
      return performance.now() - startedAt;
    } finally {
      await file.close();
    }
  } finally {
    await rm(probe, { force: true });
  }
}

async function findExistingFolder(folder: string): Promise<string> {
  const isThere = (await statOrUndefined(folder)) !== undefined;
  return isThere || dirname(folder) === folder ? folder : findExistingFolder(dirname(folder));
}

function statOrUndefined(path: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
