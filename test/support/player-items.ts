import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { callApi, type Site } from './api.ts';
import { sendFile } from './media-items.ts';
import { ownerKey } from './server.ts';

/** Options of ffmpeg as they are written in a shell. */
const words = (text: string) => text.split(' ');

const picture = (seconds: number) => `-f lavfi -i testsrc2=size=320x180:rate=25:duration=${seconds}`;
const tone = (seconds: number) => `-f lavfi -i sine=frequency=330:duration=${seconds}`;
const H264 = '-c:v libx264 -pix_fmt yuv420p -preset ultrafast -g 50';

/** A film of a few seconds with sound that browsers play as it is, made by ffmpeg. */
export function makeFilm(seconds = 6): Promise<Buffer> {
  const options = `${picture(seconds)} ${tone(seconds)} ${H264} -c:a aac -movflags +faststart`;
  return makeWithFfmpeg('film.mp4', words(options));
}

/** A sound of a few seconds. */
export function makeSound(seconds = 6): Promise<Buffer> {
  return makeWithFfmpeg('sound.mp3', words(`${tone(seconds)} -c:a libmp3lame`));
}

function makeWithFfmpeg(name: string, options: readonly string[]): Promise<Buffer> {
  return inFolder(async (folder) => {
    await runFfmpeg([...options, join(folder, name)]);
    return readFile(join(folder, name));
  });
}

async function runFfmpeg(options: readonly string[]): Promise<void> {
  await promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', ...options]);
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-film-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An item and what opens it. */
export interface WatchedItem {
  readonly photo_id: number;
  readonly tree_id: number;
  readonly token: string;
}

/** Uploads a file as a published item with these words. */
export async function addItem(
  site: Site,
  file: { readonly name: string; readonly bytes: Buffer },
  words: Readonly<Record<string, string>> = {},
): Promise<WatchedItem> {
  const { status, text } = await sendFile(site, 'photo/upload', file, { publish: '1', ...words });
  if (status !== 200) throw new Error(`${file.name} was answered with ${status}: ${text}`);
  return (JSON.parse(text) as { data: WatchedItem }).data;
}

/** Sends captions as a file, as command lines do. */
export async function addCaptions(
  site: Site,
  item: WatchedItem,
  captions: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: { message: string; code?: string; data?: Record<string, unknown> } }> {
  const form = new FormData();
  form.append('photo_id', String(item.photo_id));
  form.append('file', new Blob([captions], { type: 'text/plain' }), 'captions.srt');
  for (const [name, value] of Object.entries({ locale: 'en_US', ...parameters })) form.append(name, value);
  const response = await fetch(`${site.url}/api/2/photo/subtitle/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ownerKey}` },
    body: form,
  });
  return { status: response.status, body: (await response.json()) as never };
}

/** Protects an item with a password, and returns the token that opens it then. */
export async function protectItem(site: Site, item: WatchedItem, password: string): Promise<string> {
  const { data } = await callApi(
    site,
    'protection/protect',
    { photo_id: item.photo_id, protection_method: 'password', password },
    'POST',
  );
  return (data as { protected_token: string }).protected_token;
}
