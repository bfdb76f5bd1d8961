import { ApiError } from '../errors.ts';

const MAX_LENGTH = 2000;
/** Stands for this server while an address is read; no host has this name. */
const HERE = 'http://here.invalid';

/**
 * Where a browser goes after it was let in, as the owner of a `super` key has asked: a path of this site or a web
 * address; `/` when it is empty. Fails with `invalid_input` for anything else.
 */
export function readReturnUrl(text: string | undefined): string {
  const returnUrl = text?.trim() ?? '';
  if (returnUrl === '') return '/';
  if (isOwnPath(returnUrl) || isWebAddress(returnUrl)) return returnUrl;
  throw new ApiError(
    'invalid_input',
    'The parameter "return_url" must be a path like /videos or an address like https://www.example.com/videos.',
  );
}

/** A path of this site, or its own address; `/` for everything else: what anybody can write into a link leads nowhere else. */
export function readOwnReturnUrl(text: string | undefined, origin: string): string {
  const returnUrl = text?.trim() ?? '';
  const isOwnAddress = isWebAddress(returnUrl) && new URL(returnUrl).origin === origin;
  return isOwnPath(returnUrl) || isOwnAddress ? returnUrl : '/';
}

/** `//host` and `/\host` are other hosts to a browser. */
function isOwnPath(text: string): boolean {
  if (!isPrintable(text) || !/^\/(?![/\\])/.test(text)) return false;
  return URL.canParse(text, HERE) && new URL(text, HERE).origin === HERE;
}

function isWebAddress(text: string): boolean {
  if (!isPrintable(text) || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  return new URL(text).username === '';
}

/** Visible ASCII: what may stand in a header. */
function isPrintable(text: string): boolean {
  return text.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(text);
}
