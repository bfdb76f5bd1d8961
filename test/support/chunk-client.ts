import { redeemPaths, type Site } from './api.ts';
import { encodeForm, type FormPart } from './multipart.ts';

/** A file as a chunking client sees it. */
export interface ChunkedFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly identifier: string;
  readonly chunkSize: number;
  readonly token: string;
  /** Ceil instead of floor: the last chunk is the small one. */
  readonly isForced?: boolean;
}

/** All that a request says about a file, whatever its bytes are. */
type FileShape = Omit<ChunkedFile, 'bytes'> & { readonly bytes: { readonly length: number } };

/** One chunk of a file; `end` is exclusive. */
export interface Chunk {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** An answer to a chunk request. */
export interface ChunkAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Cuts a file into chunks, as Resumable.js does. */
export function cutIntoChunks({ bytes, chunkSize, isForced = false }: FileShape): Chunk[] {
  const rounded = isForced ? Math.ceil(bytes.length / chunkSize) : Math.floor(bytes.length / chunkSize);
  const count = Math.max(1, rounded);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    start: index * chunkSize,
    end: index + 1 === count ? bytes.length : (index + 1) * chunkSize,
  }));
}

/** The nine parameters of Resumable.js, and the token. */
export function chunkParameters(file: FileShape, chunk: Chunk): [string, string][] {
  return [
    ['resumableChunkNumber', String(chunk.number)],
    ['resumableChunkSize', String(file.chunkSize)],
    ['resumableCurrentChunkSize', String(chunk.end - chunk.start)],
    ['resumableTotalSize', String(file.bytes.length)],
    ['resumableType', ''],
    ['resumableIdentifier', file.identifier],
    ['resumableFilename', file.name],
    ['resumableRelativePath', file.name],
    ['resumableTotalChunks', String(cutIntoChunks(file).length)],
    ['upload_token', file.token],
  ];
}

/** Path and query of a chunk request. `changes` replaces parameters; `undefined` leaves one out. */
export function chunkTarget(
  file: FileShape,
  chunk: Chunk,
  {
    path = redeemPaths.v2,
    changes = {},
  }: { path?: string; changes?: Record<string, string | undefined> } = {},
): string {
  return `${path}?${new URLSearchParams(changed(chunkParameters(file, chunk), changes)).toString()}`;
}

/** The multipart form of a chunk: the parameters, then the file. */
export function chunkForm(
  file: ChunkedFile,
  chunk: Chunk,
  changes: Record<string, string | undefined> = {},
): { contentType: string; body: Buffer } {
  const fields = changed(chunkParameters(file, chunk), changes).map(
    ([name, value]): FormPart => ({ name, value }),
  );
  const value = file.bytes.subarray(chunk.start, chunk.end);
  return encodeForm([...fields, { name: 'file', value, filename: file.name }]);
}

/** Asks whether a chunk is stored. */
export async function testChunk(
  site: Site,
  file: ChunkedFile,
  chunk: Chunk,
  path?: string,
): Promise<ChunkAnswer> {
  const target = chunkTarget(file, chunk, path === undefined ? {} : { path });
  return read(await fetch(site.url + target, { redirect: 'manual' }));
}

/** Sends a chunk as a form, parameters in URL and body alike. */
export async function postChunk(
  site: Site,
  file: ChunkedFile,
  chunk: Chunk,
  options: {
    readonly path?: string;
    readonly changes?: Record<string, string | undefined>;
    readonly headers?: Record<string, string>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ChunkAnswer> {
  const { contentType, body } = chunkForm(file, chunk, options.changes);
  const response = await fetch(site.url + chunkTarget(file, chunk, options), {
    method: 'POST',
    headers: { 'content-type': contentType, ...options.headers },
    body: new Uint8Array(body),
    redirect: 'manual',
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return read(response);
}

/** Sends all chunks, one after another, and returns the answers. */
export async function postAllChunks(site: Site, file: ChunkedFile, path?: string): Promise<ChunkAnswer[]> {
  const answers: ChunkAnswer[] = [];
  for (const chunk of cutIntoChunks(file)) {
    answers.push(await postChunk(site, file, chunk, path === undefined ? {} : { path }));
  }
  return answers;
}

async function read(response: Response): Promise<ChunkAnswer> {
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function changed(
  parameters: [string, string][],
  changes: Record<string, string | undefined>,
): [string, string][] {
  const kept = parameters.filter(([name]) => !(name in changes));
  const added = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return [...kept, ...added];
}
