import { createHash } from 'node:crypto';
import { parseReturnUrl } from './callback-url.ts';
import type { Parameter } from './extra-parameters.ts';

/** A page and the header value that lets only its own script and style run. */
export interface CallbackPage {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The form's own method: a parameter may be named `submit` and would hide it. */
const script = 'HTMLFormElement.prototype.submit.call(document.forms[0])';

const style = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --text: #1b1f24; --quiet: #59636e; --accent: #0b5cd6; --on-accent: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101317; --card: #1a1f26; --text: #e8ebef; --quiet: #a3adb8; --accent: #7db3ff; --on-accent: #0b1420; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; border-radius: 1rem; background: var(--card); box-shadow: 0 1px 2px #0003, 0 8px 24px #0001; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0 0 1.5rem; color: var(--quiet); overflow-wrap: anywhere; }
button { width: 100%; padding: .75rem 1rem; border: 0; border-radius: .5rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
button:hover { filter: brightness(1.1); }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
`;

/**
 * `form-action` allows any web address, not only the return URL's: browsers apply it to the redirects that follow
 * as well. Framing stays allowed, because applications post upload forms into frames of their own pages.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src '${hashSource(script)}'`,
  `style-src '${hashSource(style)}'`,
  'form-action http: https:',
  "base-uri 'none'",
].join('; ');

/**
 * The callback as a POST through the browser: a page whose form sends itself, or waits for its button where scripts
 * are off. Served with status 200, because a 307 would send the file again. Throws `TypeError` as `buildCallbackUrl`.
 */
export function callbackPage(returnUrl: string, parameters: readonly Parameter[]): CallbackPage {
  const target = parseReturnUrl(returnUrl);
  const errorMessage = parameters.find(([name]) => name === 'error_message')?.[1];
  const title = errorMessage === undefined ? 'Your file has arrived' : 'The upload did not work';
  const fields = parameters.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${title}</h1>`,
    ...(errorMessage === undefined ? [] : [`<p>${escapeHtml(errorMessage)}</p>`]),
    `<p>You are being sent on to ${escapeHtml(target.host)}. If nothing happens, choose Continue.</p>`,
    `<form method="post" action="${escapeHtml(target.href)}" accept-charset="utf-8">`,
    ...fields,
    '<button>Continue</button>',
    '</form>',
    '</main>',
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ];
  return { html: lines.join('\n'), contentSecurityPolicy };
}

function hashSource(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
