import type { Site } from './api.ts';
import { type Chunk, type ChunkedFile, chunkForm, chunkParameters } from './chunk-client.ts';
import type { MediaFile } from './media.ts';
import { encodeForm, type FormPart } from './multipart.ts';
import { ownerKey } from './server.ts';

/** An answer of a door. */
export interface DoorAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** What the suites read of a version 2 answer. */
export interface DoorBody {
  readonly status: string;
  readonly code: string;
  readonly message: string;
  readonly photo_id: number;
  readonly tree_id: number | string;
  readonly token: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Who asks: the owner unless a key is given; `null` is nobody. */
export interface Asker {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The header that says who asks. */
export function credentials({ key = ownerKey }: Asker): Record<string, string> {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** A file as a part of a form. */
export function filePart(file: Pick<MediaFile, 'name' | 'bytes'>): FormPart {
  return { name: 'file', value: file.bytes, filename: file.name, contentType: 'application/octet-stream' };
}

/** Sends a multipart form with its parts in this order. */
export async function sendForm(
  site: Site,
  path: string,
  parts: readonly (FormPart | readonly [name: string, value: string])[],
  asker: Asker = {},
): Promise<DoorAnswer> {
  const form = encodeForm(parts.map((part) => ('name' in part ? part : { name: part[0], value: part[1] })));
  const response = await fetch(site.url + path, {
    method: 'POST',
    headers: { ...credentials(asker), ...asker.headers, 'content-type': form.contentType },
    body: new Uint8Array(form.body),
    redirect: 'manual',
  });
  return readAnswer(response);
}

/** Sends a chunk as Resumable.js does: its parameters in the URL and in the form. `fields` stands for its `query`. */
export async function sendDoorChunk(
  site: Site,
  path: string,
  file: ChunkedFile,
  chunk: Chunk,
  fields: Readonly<Record<string, string>>,
  asker: Asker = {},
): Promise<DoorAnswer> {
  const changes = { upload_token: undefined, ...fields };
  const { contentType, body } = chunkForm(file, chunk, changes);
  const response = await fetch(site.url + chunkAddress(path, file, chunk, fields), {
    method: 'POST',
    headers: { ...credentials(asker), 'content-type': contentType },
    body: new Uint8Array(body),
    redirect: 'manual',
  });
  return readAnswer(response);
}

/** Asks whether a chunk is stored. */
export async function testDoorChunk(
  site: Site,
  path: string,
  file: ChunkedFile,
  chunk: Chunk,
  fields: Readonly<Record<string, string>>,
  asker: Asker = {},
): Promise<DoorAnswer> {
  const response = await fetch(site.url + chunkAddress(path, file, chunk, fields), {
    headers: credentials(asker),
    redirect: 'manual',
  });
  return readAnswer(response);
}

/** A version 2 body. */
export function bodyOf({ text }: DoorAnswer): DoorBody {
  return JSON.parse(text) as DoorBody;
}

function chunkAddress(
  path: string,
  file: ChunkedFile,
  chunk: Chunk,
  fields: Readonly<Record<string, string>>,
): string {
  const parameters = chunkParameters(file, chunk).filter(([name]) => name !== 'upload_token');
  return `${path}?${new URLSearchParams([...parameters, ...Object.entries(fields)]).toString()}`;
}

async function readAnswer(response: Response): Promise<DoorAnswer> {
  return { status: response.status, text: await response.text(), headers: response.headers };
}
