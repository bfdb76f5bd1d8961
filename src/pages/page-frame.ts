import type { BuiltAddresses } from '../http/built-files.ts';
import { type Html, html, type HtmlValue } from '../http/html-text.ts';
import { type Brand, brandStyleAddress } from './brand.ts';

/** What every upload page is made with. */
export interface PageParts {
  readonly brand: Brand;
  readonly built: BuiltAddresses;
}

/**
 * Headers of an upload page. The token stands in its address: no other site hears of it, and nobody keeps the page.
 * Forms lead to us or, by our redirect, to the return URL (browsers apply `form-action` to redirects, too).
 */
export function uploadPageHeaders(brand: Brand, returnUrl: string): Readonly<Record<string, string>> {
  const ancestors = brand.frameAncestors.length === 0 ? ["'none'"] : brand.frameAncestors;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    'media-src blob:',
    "connect-src 'self'",
    ["form-action 'self'", ...(returnUrl === '' ? [] : [originOf(returnUrl)])].join(' '),
    "base-uri 'none'",
    `frame-ancestors ${ancestors.join(' ')}`,
    "require-trusted-types-for 'script'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    ...(brand.frameAncestors.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
  };
}

/** The host of a web address; policies cannot name IPv6 hosts. */
function originOf(address: string): string {
  const { protocol, origin, hostname } = new URL(address);
  return hostname.startsWith('[') ? protocol : origin;
}

/** A page with its frame. `scripts`: whether it does more than a page without scripts. */
export function uploadPage(
  { brand, built }: PageParts,
  page: { readonly title: string; readonly main: HtmlValue; readonly scripts?: boolean },
): string {
  // In this order: the page tells the uploader what it knows before that begins.
  const scripts = [built['upload-page.js'] ?? '', '/slipway-uploader.js'].map(
    (address) => html`<script type="module" src="${address}"></script>`,
  );
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${page.title} · ${brand.name}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex, nofollow" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${built['upload-page.css']}" />
    <link rel="stylesheet" href="${brandStyleAddress}" />
    ${page.scripts ? scripts : undefined}
  </head>
  <body>
    <header>${brandPart(brand)}</header>
    <main>${page.main}</main>
  </body>
</html>
`.text;
}

function brandPart({ name, logo }: Brand): Html {
  // The name is said once: by the picture, or as text.
  return logo === undefined
    ? html`<p class="brand">${name}</p>`
    : html`<p class="brand"><img src="${logo}" alt="${name}" /></p>`;
}
