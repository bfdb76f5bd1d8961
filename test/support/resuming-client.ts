import type { Site } from './api.ts';
import {
  type Chunk,
  type ChunkAnswer,
  type ChunkedFile,
  chunkTarget,
  cutIntoChunks,
  postChunk,
  testChunk,
} from './chunk-client.ts';
import { pause } from './deadline.ts';
import type { Random } from './random.ts';

/** What a client does and learns; for those who watch it. */
export interface ClientEvents {
  /** The server has said 200 to these bytes. */
  acknowledged(file: ChunkedFile, chunk: Chunk): void;
  /** A request failed and will be repeated. */
  failed(file: ChunkedFile, chunk: Chunk): void;
  /** The chunk that should complete the file is about to be sent. */
  finishing(file: ChunkedFile): void;
}

const RETRY_MS = 150;
const PARALLEL = 3;

/**
 * Uploads a file the way Resumable.js does: three requests at a time, a test before a chunk is repeated, and patience.
 * Resolves with the answer that told the end; rejects when the server says stop.
 */
export async function uploadResuming(
  site: Site,
  file: ChunkedFile,
  options: {
    readonly path: string;
    readonly isOctet: boolean;
    readonly random: Random;
    readonly events: ClientEvents;
  },
): Promise<string> {
  const { path, isOctet, random, events } = options;
  const waiting = shuffle(cutIntoChunks(file), random);
  let left = waiting.length;
  let final = '';

  async function sendOnce(chunk: Chunk, isRepeated: boolean): Promise<ChunkAnswer> {
    if (isRepeated) {
      const test = await testChunk(site, file, chunk, path);
      if (test.status === 200) return test;
    }
    if (left === 1) events.finishing(file);
    return isOctet ? postOctet(site, file, chunk, path) : postChunk(site, file, chunk, { path });
  }

  async function send(chunk: Chunk): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await sendOnce(chunk, attempt > 0).catch(() => undefined);
      if (answer?.status === 200) {
        events.acknowledged(file, chunk);
        left -= 1;
        final = answer.text;
        return;
      }
      if (answer && answer.status !== 503) {
        throw new Error(
          `Chunk ${chunk.number} of ${file.name} was answered ${answer.status}: ${answer.text}`,
        );
      }
      events.failed(file, chunk);
      await pause(RETRY_MS);
    }
  }

  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) await send(chunk);
    }),
  );
  return final;
}

async function postOctet(site: Site, file: ChunkedFile, chunk: Chunk, path: string): Promise<ChunkAnswer> {
  const response = await fetch(site.url + chunkTarget(file, chunk, { path }), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(file.bytes.subarray(chunk.start, chunk.end)),
    redirect: 'manual',
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random.fraction() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
