import { setMaxListeners } from 'node:events';
import { createChunkExchange } from './chunk-exchange.ts';
import { lengthOf, numbersOf, planChunks } from './chunk-plan.ts';
import { type ChunkTransport, createChunkTransport } from './chunk-transport.ts';
import { inParallel } from './in-parallel.ts';
import { type LocalFile, openLocalFile } from './local-file.ts';
import { createPatience, type PlannedRetry } from './retry.ts';
import { findStoredChunks } from './stored-chunks.ts';
import { createTransferMeter, type TransferProgress } from './transfer-progress.ts';
import { findResult, readResult, type UploadedFile } from './uploaded-file.ts';

/** What to send, and how. */
export interface UploadFileOptions {
  /** Where Slipway listens. */
  readonly url: string;
  /** Upload token: the secret of it. */
  readonly token: string;
  /** Path of the file. */
  readonly file: string;
  /** Names the file within the token, so that a later run finds what is there. Default: size, time and name. */
  readonly identifier?: string | undefined;
  readonly chunkBytes?: number | undefined;
  /** Chunks that are sent at the same time. */
  readonly concurrency?: number | undefined;
  /** The upload is given up when nothing has succeeded for this long. */
  readonly retryForMs?: number | undefined;
  /** A connection on which nothing moves for this long is given up and tried again. */
  readonly idleTimeoutMs?: number | undefined;
  /** Stops the upload; the server keeps what it has, for a later run. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** A request has failed for a passing reason and will be repeated. */
  readonly onRetry?: ((retry: PlannedRetry) => void) | undefined;
}

const DEFAULT_CHUNK_BYTES = 8 * 2 ** 20;
const DEFAULT_CONCURRENCY = 4;
const DEFAULT_RETRY_FOR_MS = 10 * 60_000;
const DEFAULT_IDLE_TIMEOUT_MS = 60_000;

/**
 * Sends a file in chunks with an upload token, several at a time, and goes on where an earlier run with the same token
 * has stopped. Passing trouble is waited out. Fails with `ClientError`, or with the reason of `signal`.
 */
export async function uploadFile(options: UploadFileOptions): Promise<UploadedFile> {
  const { concurrency = DEFAULT_CONCURRENCY, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = options;
  const file = await openLocalFile(options.file);
  const transport = createChunkTransport({ url: options.url, connections: concurrency, idleTimeoutMs });
  try {
    return await sendFile(file, transport, options);
  } finally {
    transport.close();
    await file.close();
  }
}

/** The default identifier: the same file gives the same one again, and another file hardly ever does. */
export function identifierOf(file: Pick<LocalFile, 'size' | 'modifiedAt' | 'name'>): string {
  return `${file.size}-${file.modifiedAt}-${file.name.replaceAll(/[^0-9A-Za-z_-]/g, '')}`;
}

async function sendFile(
  file: LocalFile,
  transport: ChunkTransport,
  options: UploadFileOptions,
): Promise<UploadedFile> {
  const { concurrency = DEFAULT_CONCURRENCY, identifier = identifierOf(file), token } = options;
  const plan = planChunks(file.size, options.chunkBytes ?? DEFAULT_CHUNK_BYTES);
  const failure = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal;
  setMaxListeners(0, signal);
  const now = () => performance.now();
  const patience = createPatience({
    retryForMs: options.retryForMs ?? DEFAULT_RETRY_FOR_MS,
    now,
    random: Math.random,
    onRetry: (retry) => options.onRetry?.(retry),
  });
  const exchange = createChunkExchange({ file, plan, identifier, token, transport, patience, signal });
  const meter = createTransferMeter(file.size, now);
  const report = () => options.onProgress?.(meter.progress());

  const stored = await findStoredChunks(exchange, plan);
  for (const number of stored.numbers) meter.resume(lengthOf(plan.chunk(number)));
  report();
  const missing = numbersOf(plan).filter((number) => !stored.numbers.has(number));
  let result: UploadedFile | undefined;

  async function transfer(number: number): Promise<void> {
    const chunk = plan.chunk(number);
    if (!stored.isExhaustive && (await exchange.test(chunk)).status === 200) meter.resume(lengthOf(chunk));
    else {
      const answer = await exchange.send(chunk);
      // Whichever request completes the file gets the final answer.
      result = readResult(answer) ?? result;
      meter.confirm(lengthOf(chunk));
    }
    report();
  }

  await inParallel(missing, concurrency, transfer, failure);
  return result ?? (await findResult(exchange, plan));
}
