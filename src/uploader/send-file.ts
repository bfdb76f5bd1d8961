import { type ChunkAnswer, refusal } from '../client/chunk-answer.ts';
import { describeChunk } from '../client/chunk-parameters.ts';
import { type Chunk, type ChunkPlan, lengthOf, numbersOf, planChunks } from '../client/chunk-plan.ts';
import { ClientError, localError } from '../client/client-error.ts';
import { inParallel } from '../client/in-parallel.ts';
import { persist } from '../client/persist.ts';
import type { Patience } from '../client/retry.ts';
import { findStoredChunks } from '../client/stored-chunks.ts';
import { findResult, readResult, type UploadedFile } from '../client/uploaded-file.ts';
import { digestChunk } from './chunk-digest.ts';
import { sendChunkRequest } from './chunk-request.ts';
import { type ChunkBounds, smallerChunkBytes } from './chunk-size.ts';
import type { UploadTarget } from './upload-target.ts';

/** What is told about a file on its way. */
export interface SendListener {
  /** Bytes that the server has confirmed, and those that have left and are not confirmed yet. */
  readonly progressed: (progress: {
    readonly confirmedBytes: number;
    readonly inFlightBytes: number;
    /** Bytes that left since the last report. */
    readonly sentBytes: number;
  }) => void;
  /** The file is cut anew: something before the server takes no chunks of the size before. */
  readonly recut: (chunkBytes: number) => void;
  /** A request got through. */
  readonly succeeded: () => void;
}

/** What to send, and how. */
export interface SendFileOptions {
  readonly file: File;
  readonly relativePath: string;
  readonly identifier: string;
  readonly target: UploadTarget;
  readonly chunkBytes: number;
  readonly bounds: ChunkBounds;
  readonly concurrency: number;
  /** Whether every chunk tells its SHA-256. */
  readonly hasDigests: boolean;
  readonly idleTimeoutMs: number;
  readonly patience: Patience;
  readonly whenOnline: (signal: AbortSignal) => Promise<void>;
  readonly listener: SendListener;
  readonly signal: AbortSignal;
}

/**
 * Sends what the server does not have of a file, several chunks at a time. Passing trouble is waited out. Fails with
 * `ClientError`, or with the reason of `signal`.
 */
export async function sendFile(options: SendFileOptions): Promise<UploadedFile> {
  for (let { chunkBytes } = options; ; ) {
    try {
      return await sendChunks(options, planChunks(options.file.size, chunkBytes));
    } catch (error) {
      const smaller = smallerChunkBytes(chunkBytes, options.bounds);
      // The server itself says 500: 413 comes from a proxy, which knows nothing of the file.
      if (!(error instanceof ClientError) || error.status !== 413 || smaller === undefined) throw error;
      chunkBytes = smaller;
      options.listener.recut(chunkBytes);
    }
  }
}

async function sendChunks(options: SendFileOptions, plan: ChunkPlan): Promise<UploadedFile> {
  const { listener, concurrency } = options;
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const tally = createTally(listener);
  const exchange = createExchange({ ...options, signal }, plan, tally);
  const stored = await findStoredChunks(exchange, plan);
  for (const number of stored.numbers) tally.confirm(plan.chunk(number));
  let result: UploadedFile | undefined;

  async function transfer(number: number): Promise<void> {
    const chunk = plan.chunk(number);
    const isStored = !stored.isExhaustive && (await exchange.test(chunk)).status === 200;
    // Whichever request completes the file gets the final answer.
    if (!isStored) result = readResult(await exchange.send(chunk)) ?? result;
    tally.confirm(chunk);
  }

  const missing = numbersOf(plan).filter((number) => !stored.numbers.has(number));
  await inParallel(missing, concurrency, transfer, failure);
  return result ?? (await findResult(exchange, plan));
}

/** Counts the bytes of one file. */
function createTally(listener: SendListener) {
  const inFlight = new Map<number, number>();
  let confirmedBytes = 0;
  const report = (sentBytes: number) => {
    const inFlightBytes = [...inFlight.values()].reduce((sum, bytes) => sum + bytes, 0);
    listener.progressed({ confirmedBytes, inFlightBytes, sentBytes });
  };
  return {
    sent({ number }: Chunk, bytes: number) {
      const sentBytes = Math.max(0, bytes - (inFlight.get(number) ?? 0));
      inFlight.set(number, bytes);
      report(sentBytes);
    },
    confirm(chunk: Chunk) {
      inFlight.delete(chunk.number);
      confirmedBytes += lengthOf(chunk);
      report(0);
    },
    lost({ number }: Chunk) {
      if (inFlight.delete(number)) report(0);
    },
  };
}

function createExchange(
  options: SendFileOptions,
  plan: ChunkPlan,
  tally: Pick<ReturnType<typeof createTally>, 'sent' | 'lost'>,
) {
  const { file, identifier, relativePath, target, signal, patience, idleTimeoutMs, hasDigests } = options;
  const described = { identifier, name: file.name, relativePath, type: file.type };
  const addressOf = (chunk: Chunk, more: Readonly<Record<string, string>> = {}) =>
    addressWith(target, { ...describeChunk(chunk, plan, described), ...more });

  const attempt = async (perform: () => Promise<ChunkAnswer>) => {
    const answer = await persist(
      async () => {
        await options.whenOnline(signal);
        return perform();
      },
      patience,
      signal,
    );
    options.listener.succeeded();
    return answer;
  };

  return {
    test: (chunk: Chunk, { asList } = { asList: false }) =>
      attempt(() => {
        const url = addressOf(chunk, asList ? { chunk_list: '1' } : {});
        return sendChunkRequest({ method: 'GET', url, idleTimeoutMs, signal });
      }),

    async send(chunk: Chunk): Promise<ChunkAnswer> {
      const body = file.slice(chunk.start, chunk.end);
      const digest = hasDigests ? await digestChunk(body, signal) : undefined;
      const headers = { 'Content-Type': 'application/octet-stream', ...digest };
      const answer = await attempt(async () => {
        try {
          const onSent = (bytes: number) => tally.sent(chunk, bytes);
          const url = addressOf(chunk);
          return await sendChunkRequest({
            method: 'POST',
            url,
            body,
            headers,
            idleTimeoutMs,
            signal,
            onSent,
          });
        } catch (error) {
          tally.lost(chunk);
          signal.throwIfAborted();
          await checkReadable(file);
          throw error;
        }
      });
      if (answer.status !== 200) throw refusal(answer);
      return answer;
    },
  };
}

/** Tells the server to drop what it has of a file. It does so by itself once nobody has asked for long. */
export async function cancelFile(options: {
  readonly target: UploadTarget;
  readonly file: { readonly name: string; readonly size: number; readonly relativePath: string };
  readonly identifier: string;
  readonly chunkBytes: number;
}): Promise<void> {
  const { target, file, identifier, chunkBytes } = options;
  const plan = planChunks(file.size, chunkBytes);
  const url = addressWith(target, describeChunk(plan.chunk(1), plan, { ...file, identifier }));
  await fetch(url, { method: 'DELETE', keepalive: true }).catch(() => {});
}

function addressWith(target: UploadTarget, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ ...target.parameters, ...parameters });
  return `${target.address}?${query.toString()}`;
}

/** A file that was changed or removed looks like a broken line: browsers say only that the request failed. */
async function checkReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw localError('file_changed', 'The file was changed, moved or removed since it was chosen.');
  }
}
