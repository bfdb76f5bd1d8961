// A program of its own, because the real one is: Node.js with its `fetch`, which trusts an authority only by
// NODE_EXTRA_CA_CERTS. Requests in the shape of twentythree-cli 1.8. Reads `[command, settings]` as JSON from its first
// argument, writes one JSON object, and ends with 1 when it fails.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

interface Settings {
  /** Root of the site, with a slash at the end. */
  readonly apiBaseUrl: string;
  readonly bearerToken?: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly file?: string;
  readonly chunkSize?: number;
  /** Where the chunks go: `photo/redeem-upload-token`, `photo/replace`, `openupload/upload-file`. */
  readonly chunkPath?: string;
  /** Name and value of the token that stands first in the form. */
  readonly token?: readonly [name: string, value: string];
  /** Whether chunks carry the bearer token; versions differ. */
  readonly authorizesChunks?: boolean;
  readonly extraFields?: Readonly<Record<string, string>>;
}

type Answer = Record<string, unknown>;

const CONCURRENCY = 5;
const RETRIES = 5;

function authorization({ bearerToken }: Settings): Record<string, string> {
  return bearerToken === undefined ? {} : { Authorization: `Bearer ${bearerToken}` };
}

/** The error of an answer: the first of these members that is there. */
function describeError(answer: Answer): string {
  const { message, error, error_description: description, detail } = answer;
  return String(message ?? error ?? description ?? detail);
}

async function callApi(settings: Settings, method: 'GET' | 'POST', path: string): Promise<Answer> {
  const form = new URLSearchParams(
    Object.entries(settings.parameters ?? {}).map(
      ([name, value]) => [name, String(value)] as [string, string],
    ),
  );
  const query = method === 'GET' && form.size > 0 ? `?${form.toString()}` : '';
  const address = `${settings.apiBaseUrl}api/2/${path}${query}`;
  const headers = authorization(settings);
  const response =
    method === 'GET'
      ? await fetch(address, { headers })
      : await fetch(address, { method: 'POST', headers, body: form });
  const answer = JSON.parse(await response.text()) as Answer;
  if (!response.ok) throw new Error(describeError(answer));
  return answer;
}

/** All pages of a list, a hundred at a time, until the total is reached or a page is empty. */
async function listAll(settings: Settings): Promise<Answer> {
  const items: unknown[] = [];
  for (let page = 1; ; page += 1) {
    const parameters = { ...settings.parameters, p: page, size: 100 };
    const answer = await callApi({ ...settings, parameters }, 'GET', 'photo/list');
    const data = answer['data'] as unknown[];
    items.push(...data);
    if (data.length === 0 || items.length >= Number(answer['total_count'])) return { items };
  }
}

async function upload(settings: Settings): Promise<Answer> {
  if (!settings.apiBaseUrl.startsWith('https://')) throw new Error('Uploads need https.');
  const { file = '', chunkSize = 5 * 2 ** 20, token: given } = settings;
  const token = given ?? ['upload_token', await getToken(settings)];
  const bytes = await readFile(file);
  const count = Math.max(1, Math.floor(bytes.length / chunkSize));
  let last: unknown;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (let start = 0; start < count; start += CONCURRENCY) {
    // A window of five, then a barrier; the body of whichever chunk is answered last counts.
    await Promise.all(
      numbers.slice(start, start + CONCURRENCY).map(async (number) => {
        const end = number === count ? bytes.length : number * chunkSize;
        const piece = bytes.subarray((number - 1) * chunkSize, end);
        last = await sendChunk(settings, token, { piece, number, count, total: bytes.length, chunkSize });
      }),
    );
  }
  const result = typeof last === 'number' ? { photo_id: last } : (last as Answer);
  return { photo_id: result['photo_id'], answer: result };
}

async function getToken(settings: Settings): Promise<string> {
  const { data } = await callApi(settings, 'GET', 'photo/get-upload-token');
  const token = (data as Answer)['upload_token'];
  if (typeof token !== 'string' || token === '') throw new Error('There is no token in the answer.');
  return token;
}

async function sendChunk(
  settings: Settings,
  [tokenName, tokenValue]: readonly [string, string],
  chunk: { piece: Buffer; number: number; count: number; total: number; chunkSize: number },
): Promise<unknown> {
  const name = basename(settings.file ?? '');
  const form = new FormData();
  form.append(tokenName, tokenValue);
  form.append('file', new Blob([new Uint8Array(chunk.piece)], { type: 'application/octet-stream' }), name);
  form.append('resumableChunkNumber', String(chunk.number));
  form.append('resumableChunkSize', String(chunk.chunkSize));
  form.append('resumableTotalSize', String(chunk.total));
  form.append('resumableIdentifier', name);
  form.append('resumableFilename', name);
  form.append('resumableTotalChunks', String(chunk.count));
  for (const [field, value] of Object.entries(settings.extraFields ?? {})) form.append(field, value);
  const path = settings.chunkPath ?? 'photo/redeem-upload-token';
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(`${settings.apiBaseUrl}api/2/${path}`, {
      method: 'POST',
      headers: settings.authorizesChunks === true ? authorization(settings) : {},
      body: form,
    });
    const text = await response.text();
    if (response.status === 200) return parse(text);
    if (response.status === 500) {
      const body = parse(text);
      const reason = typeof body === 'object' && body !== null ? describeError(body as Answer) : text;
      throw new Error(`Upload rejected by server (500): ${reason}`);
    }
    if (attempt === RETRIES) throw new Error(`Chunk ${chunk.number} failed after ${RETRIES} retries`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function findOne(settings: Settings): Promise<Answer> {
  const { data } = await callApi(settings, 'GET', 'photo/list');
  const item = (Array.isArray(data) ? (data as Answer[])[0] : data) as Answer | undefined;
  if (!item) throw new Error('There is no such video.');
  const names =
    'photo_id title content_text video_length_fmt video_encoded_p published_p tags album_title creation_date_ansi publish_date_ansi';
  return Object.fromEntries(names.split(' ').map((name) => [name, item[name] ?? null]));
}

async function doctor(settings: Settings): Promise<Answer> {
  const head = await fetch(settings.apiBaseUrl, { method: 'HEAD' });
  const parameters = { size: 1 };
  const { permission_level: level } = await callApi({ ...settings, parameters }, 'GET', 'photo/list');
  return { reachable: head.status > 0, permission_level: level };
}

/** Entries that are texts and numbers at once, except two. */
async function transcodingProgress(settings: Settings): Promise<Answer> {
  const { data } = await callApi(settings, 'GET', 'photo/get-transcoding-progress');
  const hidden = ['all', 'video_mobile_high_projected_finish'];
  const shown = Object.entries(data as Answer).filter(
    ([name, value]) => typeof value === 'string' && !Number.isNaN(Number(value)) && !hidden.includes(name),
  );
  return shown.length === 0 ? { text: 'No transcoding data available.' } : Object.fromEntries(shown);
}

const commands: Readonly<Record<string, (settings: Settings) => Promise<Answer>>> = {
  upload,
  list: listAll,
  get: findOne,
  doctor,
  'transcoding-progress': transcodingProgress,
};

const [command, settings] = JSON.parse(process.argv[2] ?? '[]') as [string, Settings];
try {
  const isPost = command.startsWith('POST ');
  const isGet = command.startsWith('GET ');
  const path = command.slice(command.indexOf(' ') + 1);
  const result =
    isPost || isGet
      ? await callApi(settings, isPost ? 'POST' : 'GET', path)
      : await commands[command]?.(settings);
  console.log(JSON.stringify(result ?? {}));
} catch (error) {
  console.log(JSON.stringify({ failed: (error as Error).message }));
  process.exitCode = 1;
}
