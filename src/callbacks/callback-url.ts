import { isExtra, repeatableExtras, type Parameter } from './extra-parameters.ts';

/** Stands for the token in a stored address, so that the secret itself is kept sealed. */
export const uploadTokenPlaceholder = '{upload_token}';

/** From this length on a callback through the browser is a POST, and a background callback is shortened. */
export const callbackUrlLimit = 1500;

/** The placeholder is counted as this many characters: no token of ours is longer. */
const countedTokenLength = 64;

/** An error message is cut down to this many encoded characters before an extra parameter is given up. */
const usefulMessageRoom = 300;

/** What a callback calls the token that was redeemed: a replacement has a token of its own sort (reference, B.4). */
export type TokenName = 'upload_token' | 'replace_token';

/** What callbacks call a token. */
export function tokenNameOf(token: { readonly purpose: string }): TokenName {
  return token.purpose === 'replace' ? 'replace_token' : 'upload_token';
}

/** How an upload ended. */
export type CallbackOutcome =
  | { readonly photoId: number; readonly treeId: number; readonly token: string }
  | { readonly errorMessage: string };

/**
 * What a callback says, in the documented order: `domain`, the token, then `photo_id`, `tree_id`, `token` or
 * `error_message`, then the extra parameters. Extras never repeat or replace one of ours (`repeatableExtras`).
 * `uploadToken` may be `uploadTokenPlaceholder` for an address that is stored.
 */
export function callbackParameters(callback: {
  readonly domain: string;
  /** `upload_token` unless told. */
  readonly tokenName?: TokenName;
  readonly uploadToken: string;
  readonly outcome: CallbackOutcome;
  readonly extras: readonly Parameter[];
}): Parameter[] {
  const { domain, tokenName = 'upload_token', uploadToken, outcome, extras } = callback;
  const result: Parameter[] =
    'errorMessage' in outcome
      ? [['error_message', outcome.errorMessage]]
      : [
          ['photo_id', String(outcome.photoId)],
          ['tree_id', String(outcome.treeId)],
          ['token', outcome.token],
        ];
  return [['domain', domain], [tokenName, uploadToken], ...result, ...repeatableExtras(extras)];
}

/**
 * The return URL with the parameters behind its own query and before its fragment, form-encoded. The result is ASCII
 * and fit for a header. Throws `TypeError` when `returnUrl` is not an absolute http or https URL.
 */
export function buildCallbackUrl(returnUrl: string, parameters: readonly Parameter[]): string {
  const target = parseReturnUrl(returnUrl).href.replaceAll(uploadTokenPlaceholder, '%7Bupload_token%7D');
  const fragmentAt = target.indexOf('#');
  const base = fragmentAt < 0 ? target : target.slice(0, fragmentAt);
  const fragment = fragmentAt < 0 ? '' : target.slice(fragmentAt);
  if (parameters.length === 0) return target;
  return base + separatorAfter(base) + parameters.map(encodeParameter).join('&') + fragment;
}

/** A return URL as it will be called. Throws `TypeError` when it is not an absolute http or https URL. */
export function parseReturnUrl(returnUrl: string): URL {
  const url = new URL(returnUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError('A return URL begins with http:// or https://');
  }
  return url;
}

/** Whether the documented length for a GET callback is reached. */
export function isTooLongForGet(url: string): boolean {
  return countLength(url) >= callbackUrlLimit;
}

/**
 * The address for a call by the server, which is always a GET: shorter than `limit` characters if that can be done by
 * cutting the error message and leaving out extras from the end. The other parameters are always there, so that a
 * return URL which is long itself gives a longer address.
 */
export function shortenCallbackUrl(
  returnUrl: string,
  parameters: readonly Parameter[],
  limit: number = callbackUrlLimit,
): string {
  const message = parameters.find(isMessage)?.[1] ?? '';
  const own = parameters.filter((parameter) => !isExtra(parameter));
  const withMessage = (text: string) => own.map((p): Parameter => (isMessage(p) ? [p[0], text] : p));
  const roomBeside = (some: readonly Parameter[]) =>
    limit - 1 - countLength(buildCallbackUrl(returnUrl, some));
  const usefulMessage = cutText(message, usefulMessageRoom);
  const extras = takeWhileRoom(parameters.filter(isExtra), roomBeside(withMessage(usefulMessage)));
  const room = roomBeside([...withMessage(''), ...extras]);
  return buildCallbackUrl(returnUrl, [...withMessage(cutText(message, room)), ...extras]);
}

/** Puts the token into a stored address. */
export function fillUploadToken(url: string, uploadToken: string): string {
  return url.replace(/(upload_token|replace_token)=\{upload_token\}/, (_, name: string) =>
    encodeParameter([name, uploadToken]),
  );
}

function separatorAfter(base: string): string {
  if (!base.includes('?')) return '?';
  return base.endsWith('?') || base.endsWith('&') ? '' : '&';
}

/** Form encoding escapes braces, so that the only bare `{upload_token}` of an address is the one placed here. */
function encodeParameter([name, value]: Parameter): string {
  const isToken = name === 'upload_token' || name === 'replace_token';
  if (isToken && value === uploadTokenPlaceholder) return `${name}=${value}`;
  return new URLSearchParams([[name, value]]).toString();
}

function countLength(url: string): number {
  const isStored = url.includes(uploadTokenPlaceholder);
  return isStored ? url.length - uploadTokenPlaceholder.length + countedTokenLength : url.length;
}

function isMessage([name]: Parameter): boolean {
  return name === 'error_message';
}

/** The first parameters, as many as fit into `room` characters. */
function takeWhileRoom(parameters: readonly Parameter[], room: number): Parameter[] {
  let left = room;
  const end = parameters.findIndex((parameter) => {
    left -= 1 + encodeParameter(parameter).length;
    return left < 0;
  });
  return parameters.slice(0, end < 0 ? undefined : end);
}

/** The text, or its beginning and `...`, so that its encoded form has at most `room` characters. */
function cutText(text: string, room: number): string {
  if (encodedLength(text) <= room) return text;
  const ellipsis = '...';
  let left = room - ellipsis.length;
  let cut = '';
  for (const character of text) {
    left -= encodedLength(character);
    if (left < 0) break;
    cut += character;
  }
  return room < ellipsis.length ? '' : cut + ellipsis;
}

function encodedLength(text: string): number {
  return new URLSearchParams([['', text]]).toString().length - 1;
}
