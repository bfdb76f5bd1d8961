import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createToken, fetchSource, listItems, redeemPaths, sha256 } from '../support/api.ts';
import { type CallbackReceiver, startCallbackReceiver } from '../support/callback-receiver.ts';
import { type Chunk, type ChunkedFile, cutIntoChunks, testChunk } from '../support/chunk-client.ts';
import { pause, waitFor } from '../support/deadline.ts';
import { createRandom, type Random } from '../support/random.ts';
import { uploadResuming } from '../support/resuming-client.ts';
import { createServerProcess, type ServerProcess, tail } from '../support/server.ts';

const UPLOADERS = 4;
const LONGEST_LIFE_MS = 400;
const PAUSE_MS = 80;
const MOST_PROBLEMS = 20;

/** What a run of crashes has shown. `problems` is empty when every promise was kept. */
export interface CrashReport {
  readonly seed: number;
  readonly cycles: number;
  readonly files: number;
  readonly bytes: number;
  readonly acknowledgedChunks: number;
  readonly checkedAfterCrashes: number;
  readonly failedRequests: number;
  readonly callbacks: number;
  readonly repeatedCallbacks: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

interface TrackedFile extends ChunkedFile {
  readonly path: string;
  readonly acknowledged: Set<Chunk>;
}

interface Tally {
  acknowledgedChunks: number;
  checkedAfterCrashes: number;
  failedRequests: number;
  bytes: number;
  readonly problems: string[];
}

/**
 * Uploads files without a pause while the server is killed at random moments, `cycles` times, and started again on
 * the same folder. Then checks that nothing acknowledged was lost, that every file is there once and whole, and that
 * the application was told of each, always with the same item.
 */
export async function runCrashes({ cycles, seed }: { cycles: number; seed: number }): Promise<CrashReport> {
  const began = performance.now();
  const application = await startCallbackReceiver();
  const server = await createServerProcess({
    SLIPWAY_LIMITS_HOLD_SECONDS: '0.05',
    SLIPWAY_UPLOADS_TAKEOVER_SECONDS: '0.3',
    SLIPWAY_LOG_LEVEL: 'warn',
  });
  const tally: Tally = {
    acknowledgedChunks: 0,
    checkedAfterCrashes: 0,
    failedRequests: 0,
    bytes: 0,
    problems: [],
  };
  try {
    await server.start();
    const files = await crashRepeatedly(server, application, createRandom(seed), cycles, tally);
    const calls = await checkEverything(server, application, files, tally);
    if (tally.problems.length > 0) tally.problems.push(`Kept ${server.dataDir}\n${tail(await server.log())}`);
    return {
      seed,
      cycles,
      files: files.length,
      bytes: tally.bytes,
      acknowledgedChunks: tally.acknowledgedChunks,
      checkedAfterCrashes: tally.checkedAfterCrashes,
      failedRequests: tally.failedRequests,
      callbacks: calls,
      repeatedCallbacks: calls - files.length,
      seconds: (performance.now() - began) / 1000,
      problems: tally.problems,
    };
  } finally {
    await server.dispose({ keep: tally.problems.length > 0 });
    await application.close();
  }
}

async function crashRepeatedly(
  server: ServerProcess,
  application: CallbackReceiver,
  random: Random,
  cycles: number,
  tally: Tally,
): Promise<TrackedFile[]> {
  const files: TrackedFile[] = [];
  const open = new Set<TrackedFile>();
  const over = new AbortController();
  let tellFinishing = () => {};
  let begun = 0;

  async function uploadOne(): Promise<void> {
    const number = (begun += 1);
    const file = await prepareFile(server, application, random, number);
    if (!file) return pause(PAUSE_MS);
    files.push(file);
    open.add(file);
    tally.bytes += file.bytes.length;
    await uploadResuming(server, file, {
      path: file.path,
      isOctet: number % 3 === 0,
      random,
      events: {
        acknowledged: (_, chunk) => {
          file.acknowledged.add(chunk);
          tally.acknowledgedChunks += 1;
        },
        failed: () => {
          tally.failedRequests += 1;
        },
        finishing: () => tellFinishing(),
      },
    }).catch((error: unknown) => tally.problems.push(String(error)));
    open.delete(file);
  }

  const uploaders = Array.from({ length: UPLOADERS }, async () => {
    while (!over.signal.aborted) await uploadOne();
  });
  for (let cycle = 0; cycle < cycles && tally.problems.length === 0; cycle += 1) {
    const finishing = new Promise<void>((resolve) => {
      tellFinishing = resolve;
    });
    // Half of the crashes aim at the moment in which a file becomes complete.
    if (random.chance(0.5)) await Promise.race([finishing, pause(LONGEST_LIFE_MS)]);
    await pause(random.between(0, random.chance(0.5) ? 10 : LONGEST_LIFE_MS));
    const promised = [...open].map((file) => ({ file, chunks: [...file.acknowledged] }));
    await server.kill();
    await server.start();
    await checkPromises(server, promised, tally);
  }
  over.abort();
  await Promise.all(uploaders);
  return files;
}

/** A new file with its token; undefined while the server is away. */
async function prepareFile(
  server: ServerProcess,
  application: CallbackReceiver,
  random: Random,
  number: number,
): Promise<TrackedFile | undefined> {
  const chunkSize = random.between(8, 64) * 1024;
  const bytes = random.bytes(random.between(1, 600_000));
  const token = await createToken(server, {
    allowed_types: '*',
    return_url: `${application.url}/file-${number}`,
    background_return_p: 1,
  }).catch(() => undefined);
  if (token === undefined) return undefined;
  const path = number % 2 === 0 ? redeemPaths.v1 : redeemPaths.v2;
  const name = `file-${number}.bin`;
  const isForced = random.chance(0.5);
  return {
    bytes,
    name,
    identifier: `${bytes.length}-${name}`,
    chunkSize,
    token,
    isForced,
    path,
    acknowledged: new Set(),
  };
}

/** Every chunk that was acknowledged before the crash is there after it. */
async function checkPromises(
  server: ServerProcess,
  promised: readonly { file: TrackedFile; chunks: readonly Chunk[] }[],
  tally: Tally,
): Promise<void> {
  const checks = promised.flatMap(({ file, chunks }) =>
    chunks.map(async (chunk) => {
      const { status } = await testChunk(server, file, chunk, file.path);
      tally.checkedAfterCrashes += 1;
      if (status === 200) return;
      tally.problems.push(`Chunk ${chunk.number} of ${file.name} was acknowledged and is lost (${status})`);
    }),
  );
  await Promise.all(checks);
}

/** Checks all files when the last has arrived; returns how many calls the application got. */
async function checkEverything(
  server: ServerProcess,
  application: CallbackReceiver,
  files: readonly TrackedFile[],
  tally: Tally,
): Promise<number> {
  const waiting = files.values();
  await Promise.all(
    Array.from({ length: UPLOADERS }, async () => {
      for (const file of waiting) await checkFile(server, application, file, tally);
    }),
  );
  const entries = await readdir(join(server.dataDir, 'files'), { recursive: true, withFileTypes: true });
  const stored = entries.filter((entry) => entry.isFile()).length;
  if (stored !== files.length) tally.problems.push(`${stored} files are stored for ${files.length} items`);
  return application.calls.length;
}

async function checkFile(
  server: ServerProcess,
  application: CallbackReceiver,
  file: TrackedFile,
  tally: Tally,
): Promise<void> {
  const items = await listItems(server, file.token);
  const [item] = items;
  if (items.length !== 1 || !item) {
    tally.problems.push(`${file.name} is in the archive ${items.length} times`);
    return;
  }
  const source = await fetchSource(server, item);
  if (source.hash !== sha256(file.bytes)) tally.problems.push(`The bytes of ${file.name} are wrong`);
  const [first] = cutIntoChunks(file);
  const replay = first && (await testChunk(server, file, first, file.path));
  if (replay?.status !== 200 || !replay.text.includes(String(item.photo_id))) {
    tally.problems.push(`The final answer for ${file.name} cannot be replayed: ${replay?.text}`);
  }
  const path = new URL(`${application.url}/${file.name.replace('.bin', '')}`).pathname;
  const calls = await waitFor(
    `a callback for ${file.name}`,
    () => {
      const found = application.calls.filter((call) => call.url.pathname === path);
      return found.length > 0 ? found : undefined;
    },
    { timeoutMs: 60_000 },
  ).catch(() => []);
  const told = new Set(calls.map((call) => call.url.searchParams.get('photo_id')));
  if (told.size !== 1 || !told.has(String(item.photo_id))) {
    tally.problems.push(`The application was told of ${file.name} as ${[...told].join(', ') || 'nothing'}`);
  }
}

/** The figures, one per line. */
export function describeReport(report: CrashReport): string {
  return [
    `seed                      ${report.seed}`,
    `crashes                   ${report.cycles}`,
    `files                     ${report.files} (${(report.bytes / 2 ** 20).toFixed(1)} MiB)`,
    `chunks acknowledged       ${report.acknowledgedChunks}`,
    `checked after crashes     ${report.checkedAfterCrashes}`,
    `requests that failed      ${report.failedRequests}`,
    `callbacks                 ${report.callbacks} (${report.repeatedCallbacks} repeated)`,
    `seconds                   ${report.seconds.toFixed(1)}`,
    `problems                  ${report.problems.length}`,
    ...report.problems.slice(0, MOST_PROBLEMS),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { cycles: { type: 'string', default: '20' }, seed: { type: 'string', default: '23' } },
  });
  const report = await runCrashes({ cycles: Number(values.cycles), seed: Number(values.seed) });
  console.log(describeReport(report));
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}
