/** Stands for no address: the person is shown a code to copy. */
export const OUT_OF_BAND = 'oob';

const MAX_LENGTH = 2000;
/** Addresses that a browser would run, or read from the person's own computer. */
const DANGEROUS_SCHEMES = [
  'javascript:',
  'data:',
  'vbscript:',
  'blob:',
  'file:',
  'filesystem:',
  'about:',
  'view-source:',
];

/**
 * Where an application may have a person sent: a web address, or an address with a scheme of its own for an app on
 * the person's device. Undefined for anything that is no absolute address or that a browser would run.
 */
export function readCallback(text: string | undefined): string | undefined {
  const callback = text?.trim() ?? '';
  if (callback === '' || callback === OUT_OF_BAND) return OUT_OF_BAND;
  if (callback.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(callback) || !URL.canParse(callback)) {
    return undefined;
  }
  const { protocol, username, hostname } = new URL(callback);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  if (username !== '' || DANGEROUS_SCHEMES.includes(protocol) || (isWeb && hostname === '')) return undefined;
  return callback;
}

/** The callback with parameters after the query that it has, before its fragment. */
export function extendCallback(callback: string, parameters: Readonly<Record<string, string>>): string {
  const [address = '', ...fragment] = callback.split('#');
  const query = new URLSearchParams(parameters).toString();
  const separator = address.includes('?') ? (/[?&]$/.test(address) ? '' : '&') : '?';
  return [`${address}${separator}${query}`, ...fragment].join('#');
}
