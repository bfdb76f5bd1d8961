import type { SlipwayUploaderElement } from '../../src/uploader/element.ts';
import type { UploadLimits } from '../../src/uploader/token-limits.ts';
import { readLimits } from '../../src/uploader/token-limits.ts';

/**
 * The script of an upload page: what people say of their files goes along with them, and in the end they go where the
 * page says. The page works without it.
 */
function run(form: HTMLFormElement, element: SlipwayUploaderElement): void {
  const fields = form.querySelector('fieldset');
  const problem = form.querySelector<HTMLElement>('#problem');
  const finish = form.querySelector<HTMLAnchorElement>('#finish');
  // The plain form is for browsers without this script; its empty file would stop it from being sent.
  element.replaceChildren();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    element.start();
  });

  element.addEventListener('slipway-start', (event) => {
    event.preventDefault();
    if (form.reportValidity()) void begin();
  });
  element.addEventListener('slipway-change', showFinish);
  element.addEventListener('slipway-finish', () => {
    showFinish();
    const { items = [], limits } = element.uploader ?? {};
    const hasAll =
      limits?.usesLeft === 0 && items.every(({ state }) => state === 'done' || state === 'cancelled');
    if (hasAll && items.some(({ state }) => state === 'done')) goOn();
  });

  async function begin(): Promise<void> {
    const sentence = await describe();
    if (problem) problem.hidden = sentence === undefined;
    if (problem) problem.textContent = sentence ?? '';
    if (sentence !== undefined) return;
    if (fields) fields.hidden = true;
    element.uploader?.start();
  }

  function showFinish(): void {
    const { items = [] } = element.uploader ?? {};
    const isIdle = items.every(({ hasEnded }) => hasEnded) && items.some(({ state }) => state === 'done');
    if (finish) finish.hidden = !isIdle;
  }

  function goOn(): void {
    location.assign(form.dataset['done'] ?? '/');
  }

  /** Tells the server what people say of their files. A sentence when that does not work. */
  async function describe(): Promise<string | undefined> {
    const said = Object.fromEntries(
      [...new FormData(form)].flatMap(([name, value]) =>
        typeof value === 'string' && value.trim() !== '' && name !== 'agreed' ? [[name, value]] : [],
      ),
    );
    const { token, token_upload_id: openUpload, upload_token: uploadToken, ...rest } = said;
    if (token !== undefined && openUpload !== undefined) {
      if (element.uploader) element.uploader.fields = rest;
      return undefined;
    }
    if (Object.keys(rest).length === 0) return undefined;
    return update({ ...rest, upload_token: uploadToken ?? '' });
  }
}

async function update(parameters: Record<string, string>): Promise<string | undefined> {
  try {
    const body = new URLSearchParams(parameters);
    const answer = await fetch('/api/2/photo/update-upload-token', { method: 'POST', body });
    if (answer.ok) return undefined;
    const { message } = (await answer.json()) as { message?: string };
    return message ?? `The server answered with HTTP ${answer.status}.`;
  } catch {
    return 'The server cannot be reached. Check your network, and try again.';
  }
}

function limitsOf(form: HTMLFormElement): UploadLimits | undefined {
  const text = form.dataset['limits'];
  return text === undefined ? undefined : readLimits(JSON.parse(text) as Record<string, unknown>);
}

const form = document.querySelector<HTMLFormElement>('#upload');
const element = form?.querySelector<SlipwayUploaderElement>('slipway-uploader');
if (form && element) {
  // Before the element begins: it looks at its limits when it does.
  element.limits = limitsOf(form);
  void customElements.whenDefined('slipway-uploader').then(() => run(form, element));
}
