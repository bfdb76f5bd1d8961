import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensurePages } from '../../scripts/build-pages.ts';
import type { TestCertificate } from './certificates.ts';
import { waitFor } from './deadline.ts';
import { sendRequest } from './wire-request.ts';

/** The owner key that every server under test is started with. */
export const ownerKey = 'owner-key-of-the-test-suites-0123456789';

/** Program under test; `SLIPWAY_TEST_ENTRY` names another one, such as the built package. */
const entry = resolve(process.env.SLIPWAY_TEST_ENTRY ?? 'src/cli/main.ts');
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;

/** A real server process with its own folder. It can be stopped, killed and started again in the same place. */
export interface ServerProcess {
  readonly port: number;
  /** Without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly dataDir: string;
  readonly isRunning: boolean;
  /** Starts the process (again) and resolves once it answers requests. `changes` replace settings from now on. */
  start(changes?: Readonly<Record<string, string>>): Promise<void>;
  /** Asks it to end, and waits. Resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a power cut would end it, and waits until it is gone. */
  kill(): Promise<void>;
  /** What it has written to its log, over all starts. */
  log(): Promise<string>;
  /** The most memory (resident, bytes) that the present process has used. */
  peakMemoryBytes(): Promise<number>;
  /** Stops it and removes its folder, unless `keep`: then the folder stays to be looked at. */
  dispose(options?: { keep?: boolean }): Promise<void>;
}

/**
 * Prepares a server; `settings` are environment variables. With a certificate it serves HTTPS. Nothing runs before
 * `start()`. Media is only processed in the suites that are about it (`SLIPWAY_MEDIA_PROCESS`): elsewhere it would cost
 * time, and its events and files would come at moments that no test can foresee.
 */
export async function createServerProcess(
  settings: Readonly<Record<string, string>> = {},
  { dataDir, certificate }: { dataDir?: string; certificate?: TestCertificate } = {},
): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  const logFile = join(folder, 'server.log');
  const port = await findFreePort();
  // Clients that insist on TLS insist on a name, too.
  const url = certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const data = dataDir ?? join(folder, 'data');
  let child: ChildProcess | undefined;
  let effective = settings;
  const hasEnded = () => !child || child.exitCode !== null || child.signalCode !== null;
  const readLog = () => readFile(logFile, 'utf8').catch(() => '');

  async function start(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    if (!hasEnded()) throw new Error('The server runs already');
    effective = { ...effective, ...changes };
    await ensurePages();
    const log = openSync(logFile, 'a');
    child = spawn(process.execPath, [entry, 'serve'], {
      env: {
        ...environmentWithoutSettings(),
        SLIPWAY_HOST: '127.0.0.1',
        SLIPWAY_PORT: String(port),
        SLIPWAY_DATA_DIR: data,
        SLIPWAY_OWNER_KEY: ownerKey,
        SLIPWAY_LOG_LEVEL: 'info',
        SLIPWAY_MEDIA_PROCESS: 'false',
        ...(certificate
          ? { SLIPWAY_TLS_CERT: certificate.certFile, SLIPWAY_TLS_KEY: certificate.keyFile }
          : {}),
        ...effective,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const outcome = await waitFor('the server to answer', answers, { timeoutMs: START_TIMEOUT_MS }).catch(
      () => 'silent' as const,
    );
    if (outcome !== 'ready') throw new Error(`The server is ${outcome}. Its log:\n${tail(await readLog())}`);
  }

  async function answers(): Promise<'ready' | 'gone' | undefined> {
    if (hasEnded()) return 'gone';
    const { status } = await sendRequest(`${url}/api/2/site/get`, {
      timeoutMs: 2000,
      ...(certificate ? { ca: certificate.ca } : {}),
    });
    return status === 200 ? 'ready' : undefined;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (!ending || hasEnded()) return ending?.exitCode ?? null;
    const ended = new Promise<void>((done) => {
      ending.once('exit', () => done());
    });
    ending.kill(signal);
    const timer = setTimeout(() => ending.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    return ending.exitCode;
  }

  return {
    port,
    url,
    host: new URL(url).host,
    dataDir: data,
    get isRunning() {
      return !hasEnded();
    },
    start,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
    log: readLog,
    async peakMemoryBytes() {
      const status = await readFile(`/proc/${child?.pid}/status`, 'utf8');
      const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return Number(kibibytes) * 1024;
    },
    async dispose({ keep = false } = {}) {
      await end('SIGKILL');
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The last lines of a log. */
export function tail(log: string, lines = 60): string {
  return log.trimEnd().split('\n').slice(-lines).join('\n');
}

function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isSetting = (name: string) => name.startsWith('SLIPWAY_') || name.startsWith('VITEST');
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !isSetting(name) && name !== 'NODE_OPTIONS'),
  );
}

/** A free port below those that systems hand out, so that no other program of the machine takes it meanwhile. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => done(true));
    });
    await new Promise((done) => {
      probe.close(done);
    });
    if (isFree) return port;
  }
}
