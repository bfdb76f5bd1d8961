import { make, setText } from './dom.ts';
import type { Voice } from './format.ts';
import { makeIcon } from './icons.ts';
import { describeClosed, describeLimits } from './limits-text.ts';
import { type PickedFile, readDataTransfer, readFileList } from './picked-files.ts';
import { acceptOf, type UploadLimits } from './token-limits.ts';

/** What some browsers can do besides the standard. */
interface PickingWindow {
  showOpenFilePicker?(options: { readonly multiple: boolean }): Promise<FileSystemFileHandle[]>;
}

/** Where files come in: dropped, chosen, pasted, as folders, from a camera. */
export class DropZone {
  readonly element = make('div', { part: 'drop', class: 'drop' });
  readonly #onFiles: (files: readonly PickedFile[]) => void;
  readonly #voice: Voice;
  readonly #title = make('p', { class: 'title' });
  readonly #limits = make('p', { part: 'limits', class: 'limits' });
  readonly #notice = make('p', { part: 'notice', class: 'notice', role: 'alert', hidden: true });
  readonly #buttons = make('div', { class: 'buttons' });
  readonly #choose = make('button', { type: 'button', part: 'button choose', class: 'primary' });
  readonly #inputs: HTMLInputElement[] = [];
  #depth = 0;
  #isClosed = false;
  #takesMany = true;
  #accept = '';

  constructor(voice: Voice, onFiles: (files: readonly PickedFile[]) => void) {
    this.#voice = voice;
    this.#onFiles = onFiles;
    const icon = makeIcon('upload');
    icon.setAttribute('class', 'big');
    this.#addButtons();
    this.element.append(icon, this.#title, this.#limits, this.#notice, this.#buttons, ...this.#inputs);
    this.#listenToDrops();
  }

  /** Shows what may be sent. */
  show(limits: UploadLimits, { isCompact }: { readonly isCompact: boolean }): void {
    const voice = this.#voice;
    const closed = describeClosed(limits, voice);
    this.#isClosed = closed !== undefined;
    this.element.hidden = this.#isClosed && isCompact;
    this.#takesMany = limits.usesLeft !== 1;
    this.#accept = acceptOf(limits);
    const [general] = this.#inputs;
    for (const input of this.#inputs) input.accept = this.#accept;
    if (general) general.multiple = this.#takesMany;
    setText(this.#choose, voice.say(this.#takesMany ? 'choose' : 'choose_one'));
    setText(this.#title, voice.say('drop'));
    setText(this.#limits, describeLimits(limits, voice));
    this.#title.hidden = this.#isClosed;
    this.#limits.hidden = this.#isClosed || this.#limits.textContent === '';
    this.#notice.hidden = !this.#isClosed;
    setText(this.#notice, this.#isClosed ? (closed ?? '') : '');
    this.#buttons.hidden = this.#isClosed;
    this.element.classList.toggle('compact', isCompact);
  }

  /** Takes what is pasted anywhere on the page, unless somebody writes there. */
  listenToPaste(signal: AbortSignal): void {
    document.addEventListener(
      'paste',
      (event) => {
        const [target] = event.composedPath();
        const writes =
          target instanceof HTMLElement && (target.isContentEditable || 'selectionStart' in target);
        if (writes || !event.clipboardData?.types.includes('Files')) return;
        event.preventDefault();
        this.#take(readDataTransfer(event.clipboardData));
      },
      { signal },
    );
  }

  #addButtons(): void {
    const isHandheld = matchMedia('(pointer: coarse)').matches;
    const general = this.#addInput({ multiple: true });
    this.#choose.addEventListener('click', () => void this.#pick(general));
    this.#buttons.append(this.#choose);
    if (isHandheld) this.#addButton('camera', this.#addInput({ capture: 'environment' }));
    else if ('webkitdirectory' in general)
      this.#addButton('folder', this.#addInput({ webkitdirectory: true }));
  }

  #addInput(attributes: Readonly<Record<string, string | true>>): HTMLInputElement {
    const input = make('input', { type: 'file', hidden: true, tabindex: '-1', ...attributes });
    input.addEventListener('change', () => {
      if (input.files) this.#onFiles(readFileList(input.files));
      // The same file may be chosen again.
      input.value = '';
    });
    this.#inputs.push(input);
    return input;
  }

  #addButton(key: 'folder' | 'camera', input: HTMLInputElement): void {
    const button = make(
      'button',
      { type: 'button', part: 'button', class: 'secondary' },
      this.#voice.say(key),
    );
    button.addEventListener('click', () => input.click());
    this.#buttons.append(button);
  }

  /** With a picker that gives handles, files open again by themselves after a restart. */
  async #pick(input: HTMLInputElement): Promise<void> {
    // It cannot offer families of types; where those matter, the ordinary chooser is better.
    const picking = globalThis as PickingWindow;
    if (!picking.showOpenFilePicker || this.#accept !== '') return input.click();
    try {
      const handles = await picking.showOpenFilePicker({ multiple: this.#takesMany });
      const files = await Promise.all(
        handles.map(async (handle) => {
          const file = await handle.getFile();
          return { file, relativePath: file.name, handle };
        }),
      );
      this.#onFiles(files);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) input.click();
    }
  }

  #listenToDrops(): void {
    const { element } = this;
    const over = (isOver: boolean) => {
      element.classList.toggle('over', isOver);
      setText(this.#title, this.#voice.say(isOver ? 'drop_now' : 'drop'));
    };
    const isWelcome = (event: DragEvent) => !this.#isClosed && event.dataTransfer?.types.includes('Files');
    element.addEventListener('dragenter', (event) => {
      if (!isWelcome(event)) return;
      event.preventDefault();
      this.#depth += 1;
      over(true);
    });
    element.addEventListener('dragover', (event) => {
      if (isWelcome(event)) event.preventDefault();
    });
    element.addEventListener('dragleave', () => {
      this.#depth = Math.max(0, this.#depth - 1);
      if (this.#depth === 0) over(false);
    });
    element.addEventListener('drop', (event) => {
      if (!isWelcome(event) || !event.dataTransfer) return;
      event.preventDefault();
      this.#depth = 0;
      over(false);
      this.#take(readDataTransfer(event.dataTransfer));
    });
  }

  #take(files: Promise<readonly PickedFile[]>): void {
    void files.then((picked) => this.#onFiles(picked));
  }
}
