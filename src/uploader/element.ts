import { Voice } from './format.ts';
import { english, loadMessages, type Messages } from './messages.ts';
import type { TokenSource } from './right-desk.ts';
import type { UploadLimits } from './token-limits.ts';
import { SlipwayUploader } from './uploader.ts';
import { UploaderView } from './uploader-view.ts';

export { SlipwayUploader } from './uploader.ts';
export type { MessageKey, Messages } from './messages.ts';

/** Events of the uploader that the element repeats, as `slipway-…`. */
const REPEATED = ['add', 'change', 'done', 'fail', 'finish', 'limits', 'remove'] as const;

/** Where this script came from: the server, unless the page bundles the script itself. */
const ownOrigin = new URL(import.meta.url).origin;

/**
 * `<slipway-uploader token="…">`: everything a person needs to send files. What stands between its tags is shown where
 * this script does not run: a plain form.
 */
export class SlipwayUploaderElement extends HTMLElement {
  static readonly observedAttributes = ['token', 'lang'];

  /** Asked for a fresh token; see `UploaderOptions`. Set it before the element is connected. */
  onTokenNeeded: TokenSource | undefined = valueBefore(this, 'onTokenNeeded');
  /** What the right allows, if the page knows it. Set it before the element is connected. */
  limits: UploadLimits | undefined = valueBefore(this, 'limits');
  /** Messages that replace those of the element. Set it before the element is connected. */
  messages: Partial<Messages> | undefined = valueBefore(this, 'messages');
  readonly #root = this.attachShadow({ mode: 'open' });
  #uploader: SlipwayUploader | undefined;
  #view: UploaderView | undefined;
  #language = '';

  /** The uploader behind the element; undefined until the element is connected. */
  get uploader(): SlipwayUploader | undefined {
    return this.#uploader;
  }

  /** Part of the life of custom elements. */
  connectedCallback(): void {
    // Whoever makes the element may set its properties before the end of this turn.
    queueMicrotask(() => {
      if (this.isConnected && !this.#uploader) this.#open();
    });
  }

  /** Part of the life of custom elements. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#view?.close();
      this.#uploader?.close();
      this.#view = undefined;
      this.#uploader = undefined;
    });
  }

  /** Part of the life of custom elements. */
  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (!this.#uploader) return;
    if (name === 'token' && value) this.#uploader.token = value;
    if (name === 'lang') void this.#show(this.#uploader);
  }

  #open(): void {
    const text = (name: string) => this.getAttribute(name) ?? undefined;
    const number = (name: string) => Number(text(name)) || undefined;
    const list = text('list');
    const uploader = new SlipwayUploader({
      endpoint: text('endpoint') ?? ownOrigin,
      token: text('token'),
      openUploadId: text('open-upload'),
      onTokenNeeded: this.onTokenNeeded,
      limits: this.limits,
      autoStart: !this.hasAttribute('manual'),
      parallelFiles: number('parallel-files'),
      parallelChunks: number('parallel-chunks'),
      chunkBytes: number('chunk-bytes'),
      digests: text('digests') !== 'off',
      list: list === 'off' ? false : list,
    });
    this.#uploader = uploader;
    for (const name of REPEATED) {
      uploader.on(name, (detail) => this.#tell(`slipway-${name}`, detail));
    }
    void this.#show(uploader);
  }

  async #show(uploader: SlipwayUploader): Promise<void> {
    const language = wellFormed(this.closest('[lang]')?.getAttribute('lang') || navigator.language);
    this.#language = language;
    const messages = await loadMessages(language);
    if (this.#uploader !== uploader || this.#language !== language) return;
    this.#view?.close();
    // A page that brings its own words may bring another language.
    const spoken = messages === english && !this.messages ? 'en' : language;
    const voice = new Voice(spoken, { ...messages, ...this.messages });
    if (!this.hasAttribute('role')) this.setAttribute('role', 'group');
    this.#view = new UploaderView(this.#root, uploader, voice, () => this.start());
  }

  /** Begins to send, where `manual` is set, unless a listener of `slipway-start` prevents it. */
  start(): void {
    if (this.#tell('slipway-start', {}, true)) this.#uploader?.start();
  }

  #tell(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}

/** A language tag that browsers can count and list with. */
function wellFormed(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** What a page has set on the element before this script has run. */
function valueBefore<Name extends 'onTokenNeeded' | 'limits' | 'messages'>(
  element: SlipwayUploaderElement,
  name: Name,
): SlipwayUploaderElement[Name] {
  return element[name];
}

if (!customElements.get('slipway-uploader')) {
  customElements.define('slipway-uploader', SlipwayUploaderElement);
}
