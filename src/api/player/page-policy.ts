/** Which page a policy is for. */
export interface PagePolicy {
  /** Origins that may show the page in a frame. */
  readonly frameAncestors: readonly string[];
  /** Origin of files, or empty. */
  readonly fileOrigin: string;
  /** Sources of styles beside our own files. */
  readonly styles: readonly string[];
}

/**
 * The headers of a page about an item: our own scripts and styles from files, and nothing else. The address holds the
 * token of the item, so it is told to nobody.
 */
export function playerPageHeaders({
  frameAncestors,
  fileOrigin,
  styles,
}: PagePolicy): Readonly<Record<string, string>> {
  const files = fileOrigin === '' ? "'self'" : `'self' ${fileOrigin}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styles].join(' '),
    `img-src ${files} data:`,
    // Adaptive players put films together themselves, under addresses of the browser.
    `media-src ${files} blob:`,
    `connect-src ${files}`,
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'private, no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
