import { createHash } from 'node:crypto';
import { ownerKey } from './server.ts';

/** Where a server listens; a proxy in front of one serves as well. */
export interface Site {
  readonly url: string;
}

/** What the suites read of an archive item. */
export interface ArchiveItem {
  readonly photo_id: number;
  readonly tree_id: number;
  readonly token: string;
  readonly title: string;
  readonly original_filename: string;
}

/** The two addresses that redeem a token. */
export const redeemPaths = {
  v1: '/api/photo/redeem-upload-token',
  v2: '/api/2/photo/redeem-upload-token',
} as const;

export type Parameters = Readonly<Record<string, string | number>>;

/** The envelope of the second API, as far as the suites read it. */
interface ApiAnswer {
  readonly total_count: number;
  readonly data: unknown;
}

/** Calls a method of the second API as the owner and returns the parsed answer; any refusal is thrown. */
export async function callApi(
  site: Site,
  path: string,
  parameters: Parameters = {},
  method: 'GET' | 'POST' = 'GET',
): Promise<ApiAnswer> {
  const url = new URL(`/api/2/${path}`, site.url);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) form.append(name, String(value));
  if (method === 'GET') url.search = form.toString();
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${ownerKey}` },
    ...(method === 'POST' ? { body: form } : {}),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as ApiAnswer;
}

/** Asks for an upload token, as an application does. */
export async function createToken(site: Site, parameters: Parameters = {}): Promise<string> {
  const answer = await callApi(site, 'photo/get-upload-token', parameters);
  const { upload_token: token } = answer.data as { upload_token?: string };
  if (!token) throw new Error('There is no token in the answer');
  return token;
}

/** All items of the archive, or those made with one token. */
export async function listItems(site: Site, token?: string): Promise<ArchiveItem[]> {
  const items: ArchiveItem[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await callApi(site, 'photo/list', {
      include_unpublished_p: 1,
      size: 100,
      p: page,
      ...(token === undefined ? {} : { upload_token: token }),
    });
    const found = answer.data as ArchiveItem[];
    items.push(...found);
    if (found.length === 0 || items.length >= answer.total_count) return items;
  }
}

/** Length and SHA-256 of what the archive gives back for an item. */
export async function fetchSource(site: Site, item: ArchiveItem): Promise<{ size: number; hash: string }> {
  const { tree_id: tree, photo_id: id, token } = item;
  const response = await fetch(`${site.url}/${tree}/${id}/${token}/source`);
  if (response.status !== 200 || !response.body) {
    throw new Error(`The bytes of item ${id} answered ${response.status}: ${await response.text()}`);
  }
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of response.body) {
    hash.update(piece);
    size += piece.length;
  }
  return { size, hash: hash.digest('hex') };
}

/** SHA-256 in hex. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
