// Measures Slipway beside a plain busboy server: `npm run bench -- --workloads a,d --reps 5`.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, truncateSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePages } from '../scripts/build-pages.ts';
import { readUsage, resetPeak } from './process-usage.ts';
import { type Workload, workloads } from './workloads.ts';

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'a,b,c,d,e' },
    servers: { type: 'string', default: 'slipway,slipway-file,busboy' },
    reps: { type: 'string', default: '5' },
    data: { type: 'string', default: tmpdir() },
  },
});
const KEY = 'sk_super_benchbenchbenchbenchbenchbenchbench';
const here = import.meta.dirname;

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
  tokens(count: number): Promise<string[]>;
}

interface Figures {
  readonly cpuPerGiB: number;
  readonly peakRssMiB: number;
  readonly mbPerSec: number;
  readonly filesPerSec: number;
  readonly p50: number;
  readonly p99: number;
  readonly lastChunkMs: number;
}

async function startSlipway(dataDir: string, port: number, durability: string): Promise<Server> {
  await ensurePages();
  const child = spawn(process.execPath, [join(here, '../src/cli/main.ts'), 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SLIPWAY_PORT: String(port),
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_OWNER_KEY: KEY,
      SLIPWAY_LOG_LEVEL: 'warn',
      SLIPWAY_UPLOADS_DURABILITY: durability,
      // Hashing a file costs more than receiving it, and is counted apart.
      SLIPWAY_UPLOADS_DIGEST: 'false',
    },
  });
  const origin = `http://127.0.0.1:${port}`;
  const tokenUrl = `${origin}/api/2/photo/get-upload-token?allowed_types=*&max_uploads=1000`;
  return {
    url: `${origin}/api/photo/redeem-upload-token`,
    process: child,
    tokens: (count) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const response = await fetch(tokenUrl, { headers: { authorization: `Bearer ${KEY}` } });
          const answer = (await response.json()) as { data: { upload_token: string } };
          return answer.data.upload_token;
        }),
      ),
  };
}

async function startBusboy(dataDir: string, port: number): Promise<Server> {
  const child = spawn(process.execPath, [join(here, 'baseline-busboy.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
  });
  return { url: `http://127.0.0.1:${port}/upload`, process: child, tokens: async () => ['none'] };
}

const starters: Record<string, (dataDir: string, port: number) => Promise<Server>> = {
  slipway: (dataDir, port) => startSlipway(dataDir, port, 'chunk'),
  'slipway-file': (dataDir, port) => startSlipway(dataDir, port, 'file'),
  busboy: startBusboy,
};

async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
      socket.on('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}

async function load(server: Server, workload: Workload, prefix: string) {
  const tokens = await server.tokens(Math.max(1, Math.ceil(workload.files / 500)));
  const client = spawn(
    process.execPath,
    [
      join(here, 'load.ts'),
      `--url=${server.url}`,
      `--tokens=${tokens.join(',')}`,
      `--prefix=${prefix}`,
      `--files=${workload.files}`,
      `--file-bytes=${workload.fileBytes}`,
      `--chunk-bytes=${workload.chunkBytes}`,
      `--connections=${workload.connections}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  client.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  const [code] = (await once(client, 'close')) as [number];
  if (code !== 0) throw new Error(`the load client failed (${code})`);
  return JSON.parse(output) as {
    wallSec: number;
    bytes: number;
    statuses: Record<string, number>;
    latencyMs: { p50: number; p99: number };
    lastChunkMs: number;
  };
}

async function measure(name: string, workload: Workload, port: number): Promise<Figures> {
  const dataDir = await mkdtemp(join(values.data, 'slipway-bench-'));
  const server = await (starters[name] as (typeof starters)[string])(dataDir, port);
  try {
    await waitForPort(port);
    await load(
      server,
      {
        ...workload,
        files: Math.min(workload.files, 200),
        fileBytes: Math.min(workload.fileBytes, 64 * 2 ** 20),
      },
      'warm',
    );
    primeMemory(dataDir);
    const pid = server.process.pid as number;
    resetPeak(pid);
    const before = readUsage(pid);
    const result = await load(server, workload, 'run');
    const after = readUsage(pid);
    const failed = Object.keys(result.statuses).filter((status) => status !== '200');
    if (failed.length > 0) throw new Error(`${name} answered ${JSON.stringify(result.statuses)}`);
    return {
      cpuPerGiB: (after.cpuSec - before.cpuSec) / (result.bytes / 2 ** 30),
      peakRssMiB: after.peakRssMiB,
      mbPerSec: result.bytes / 1e6 / result.wallSec,
      filesPerSec: workload.files / result.wallSec,
      p50: result.latencyMs.p50,
      p99: result.latencyMs.p99,
      lastChunkMs: result.lastChunkMs,
    };
  } finally {
    server.process.kill('SIGKILL');
    await once(server.process, 'close');
    await rm(dataDir, { recursive: true });
  }
}

/**
 * Touches page cache right before a run. A virtual machine that gave its free memory back pays several CPU seconds per
 * GiB to get it again, and would measure the hypervisor.
 */
function primeMemory(folder: string): void {
  const path = join(folder, 'prime');
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(8 * 2 ** 20, 0x5a);
  for (let written = 0; written < 2 * 2 ** 30; written += bytes.length) writeSync(file, bytes);
  closeSync(file);
  truncateSync(path);
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

let port = 20_000 + (process.pid % 10_000);
for (const letter of values.workloads.split(',')) {
  const workload = workloads[letter] as Workload;
  const names = values.servers.split(',');
  const runs: Record<string, Figures[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let rep = 0; rep < Number(values.reps); rep += 1) {
    for (const name of names) runs[name]?.push(await measure(name, workload, port++));
  }
  console.log(`\n**${letter}: ${workload.title}** (medians of ${values.reps})\n`);
  console.log(
    '| server | CPU-s/GiB | min–max | MB/s | files/s | p50 ms | p99 ms | last chunk ms | peak RSS MiB |',
  );
  console.log('|---|--:|---|--:|--:|--:|--:|--:|--:|');
  for (const [name, figures] of Object.entries(runs)) {
    const of = (key: keyof Figures) => median(figures.map((figure) => figure[key]));
    const cpu = figures.map((figure) => figure.cpuPerGiB);
    console.log(
      `| ${name} | ${of('cpuPerGiB').toFixed(2)} | ${Math.min(...cpu).toFixed(2)}–${Math.max(...cpu).toFixed(2)} | ${of('mbPerSec').toFixed(0)} | ${of('filesPerSec').toFixed(0)} | ${of('p50').toFixed(2)} | ${of('p99').toFixed(2)} | ${of('lastChunkMs').toFixed(1)} | ${of('peakRssMiB').toFixed(0)} |`,
    );
  }
}
