/** Which item an address is about, and what is to open it. */
export interface WatchAddress {
  readonly photoId: number;
  readonly token: string;
}

const NUMBER = /^\d{1,15}$/;

/** Longest token that is looked at. */
const MAX_TOKEN_LENGTH = 200;

/** The item that a number and a token name; undefined when they cannot. */
export function readWatched(photoId: unknown, token: unknown): WatchAddress | undefined {
  if (typeof photoId !== 'string' || typeof token !== 'string' || !NUMBER.test(photoId)) return undefined;
  if (token === '' || token.length > MAX_TOKEN_LENGTH) return undefined;
  return { photoId: Number(photoId), token };
}

/** The item that an address of a page of ours is about, with whatever options; undefined for other addresses. */
export function readWatchAddress(text: string, origin: string): WatchAddress | undefined {
  if (text.length > 4096 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.host !== new URL(origin).host || !/^https?:$/.test(url.protocol)) return undefined;
  const page = /^\/watch\/(\d{1,15})\/([^/]+)\/?$/.exec(url.pathname);
  if (page) return readWatched(page[1], decode(page[2] ?? ''));
  if (!/^\/v\.ihtml(?:\/player\.html)?\/?$/.test(url.pathname)) return undefined;
  return readWatched(url.searchParams.get('photo_id'), url.searchParams.get('token'));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
