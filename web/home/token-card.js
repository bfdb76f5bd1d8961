import { part, partOf, setText } from './element.js';
import { formatBytes, formatCount, formatMoment } from './format.js';
import { redeemPath } from './redeem-address.js';

/**
 * Shows the token that uploads use now, and how to do the same without this page.
 *
 * @param {ParentNode} root
 * @param {import('./announcer.js').Announcer} announcer
 * @returns {(token: import('./api.js').UploadToken | null) => void} null goes back to the form
 */
export function setUpTokenCard(root, announcer) {
  const form = part(root, 'token-form');
  const made = part(root, 'token-made');
  const heading = part(root, 'token-heading');
  for (const name of ['token', 'curl-make', 'curl-send']) setUpCopy(root, name, announcer);

  /** @param {import('./api.js').UploadToken | null} token */
  function show(token) {
    form.hidden = token !== null;
    made.hidden = token === null;
    setText(heading, token === null ? 'Make an upload token' : 'Your upload token');
    if (token === null) return;
    setText(part(root, 'token-facts'), describeToken(token));
    setText(part(root, 'token-secret'), token.secret);
    setText(part(root, 'curl-make'), curlToMake(token));
    setText(part(root, 'curl-send'), curlToSend(token));
  }

  part(root, 'another-token').addEventListener('click', () => {
    show(null);
    heading.focus();
  });
  return show;
}

/** @param {import('./api.js').UploadToken} token */
function describeToken({ maxUploads, validUntil, maxFileSize }) {
  const size = maxFileSize === null ? '' : `, at most ${formatBytes(maxFileSize)} each`;
  return `For ${formatCount(maxUploads, 'file')}${size}. Valid until ${formatMoment(validUntil)}.`;
}

/** The key is not repeated: the command can be shown and shared. @param {import('./api.js').UploadToken} token */
function curlToMake({ request }) {
  const { pathname, searchParams } = new URL(request, location.origin);
  const parameters = Array.from(
    searchParams,
    ([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`,
  );
  return [
    `curl --get ${quote(location.origin + pathname)}`,
    '--header "Authorization: Bearer $OWNER_KEY"',
    ...parameters,
  ].join(' \\\n  ');
}

/** @param {import('./api.js').UploadToken} token */
function curlToSend({ secret }) {
  return [
    `curl ${quote(location.origin + redeemPath)}`,
    `--form upload_token=${quote(secret)}`,
    '--form file=@video.mp4',
  ].join(' \\\n  ');
}

/** One word for a shell, whatever is in it. @param {string} text */
function quote(text) {
  return /^[\w:/.=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** @param {ParentNode} root @param {string} name @param {import('./announcer.js').Announcer} announcer */
function setUpCopy(root, name, announcer) {
  const button = partOf(root, `copy-${name}`, HTMLButtonElement);
  const source = part(root, name === 'token' ? 'token-secret' : name);
  async function copy() {
    const isCopied = await copyText(source);
    setText(button, isCopied ? 'Copied' : 'Press Ctrl+C');
    announcer.say(isCopied ? 'Copied.' : 'Selected: press Ctrl+C to copy.');
    setTimeout(() => setText(button, 'Copy'), 2000);
  }
  button.addEventListener('click', () => void copy());
}

/**
 * Browsers give the clipboard only to pages on HTTPS or on this computer. Elsewhere the text is selected, ready to copy.
 *
 * @param {HTMLElement} source
 * @returns {Promise<boolean>}
 */
async function copyText(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}
