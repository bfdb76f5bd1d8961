import { make, setAttribute, setText } from './dom.ts';
import type { Voice } from './format.ts';
import type { MessageKey } from './messages.ts';
import type { SlipwayUploader } from './uploader.ts';

/** How far everything is together, and the verbs for all files. */
export class Overall {
  readonly element = make('div', { part: 'overall', class: 'overall', hidden: true });
  readonly #voice: Voice;
  readonly #uploader: SlipwayUploader;
  readonly #count = make('strong');
  readonly #rest = make('span');
  readonly #fill = make('i');
  readonly #bar = make('div', { part: 'bar', class: 'bar', role: 'progressbar' });
  readonly #pause: HTMLButtonElement;
  readonly #resume: HTMLButtonElement;
  readonly #retry: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;

  constructor(uploader: SlipwayUploader, voice: Voice) {
    this.#uploader = uploader;
    this.#voice = voice;
    this.#pause = this.#button('pause_all', () => uploader.pause());
    this.#resume = this.#button('resume_all', () => uploader.resume());
    this.#retry = this.#button('retry_all', () => uploader.retry());
    this.#cancel = this.#button('cancel_all', () => uploader.cancel());
    this.#clear = this.#button('clear', () => uploader.clear());
    setAttribute(this.#bar, 'aria-label', voice.say('overall'));
    this.#bar.append(this.#fill);
    const figures = make('p', { part: 'figures', class: 'figures', dir: 'auto' }, this.#count, this.#rest);
    const buttons = [this.#pause, this.#resume, this.#retry, this.#cancel, this.#clear];
    this.element.append(make('div', { class: 'line' }, figures, ...buttons), this.#bar);
  }

  /** Shows everything as it is now. */
  update(): void {
    const { total, items, isStarted } = this.#uploader;
    const { counts, totalBytes, sentBytes, bytesPerSecond, secondsLeft } = total;
    const voice = this.#voice;
    this.element.hidden = items.length === 0;
    const done = counts.done ?? 0;
    setText(
      this.#count,
      voice.say('done_of', { done: voice.number(done), count: voice.number(items.length) }),
    );
    const details = [
      ...(isStarted && totalBytes > 0
        ? [voice.say('size_of', { sent: voice.bytes(sentBytes), size: voice.bytes(totalBytes) })]
        : []),
      ...(bytesPerSecond ? [voice.say('speed', { size: voice.bytes(bytesPerSecond) })] : []),
      ...(secondsLeft ? [voice.say('time_left', { time: voice.duration(secondsLeft) })] : []),
    ];
    setText(this.#rest, details.map((detail) => ` · ${detail}`).join(''));
    const share = totalBytes === 0 ? 0 : sentBytes / totalBytes;
    this.#fill.style.inlineSize = `${share * 100}%`;
    setAttribute(this.#bar, 'aria-valuenow', String(Math.floor(share * 100)));
    const open = items.filter(({ hasEnded }) => !hasEnded).length;
    const pausable = open - (counts.paused ?? 0) - (counts['file-needed'] ?? 0);
    this.#bar.hidden = !isStarted || open === 0;
    this.#pause.hidden = !isStarted || pausable === 0 || open < 2;
    this.#resume.hidden = !counts.paused || pausable > 0 || open < 2;
    this.#retry.hidden = !items.some(({ state, problem }) => state === 'failed' && problem?.canRetry);
    this.#cancel.hidden = open < 2;
    this.#clear.hidden = open > 0;
  }

  #button(key: MessageKey, act: () => void): HTMLButtonElement {
    const button = make('button', { type: 'button', part: 'button', class: 'small' }, this.#voice.say(key));
    button.addEventListener('click', act);
    return button;
  }
}
