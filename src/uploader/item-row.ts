import { make, setAttribute, setText } from './dom.ts';
import type { Voice } from './format.ts';
import { type IconName, iconOfType, makeIcon } from './icons.ts';
import type { MessageKey } from './messages.ts';
import { drawThumbnail } from './thumbnails.ts';
import type { UploadLimits } from './token-limits.ts';
import type { UploadItem } from './upload-item.ts';
import type { SlipwayUploader } from './uploader.ts';
import { describeTypes } from './limits-text.ts';

type Verb = 'pause' | 'resume' | 'retry' | 'give';

/** What can be done about an item besides cancelling it. */
function verbOf({ state, problem, hasEnded }: UploadItem, isStarted: boolean): Verb | undefined {
  if (state === 'failed') return problem?.canRetry ? 'retry' : undefined;
  if (hasEnded) return undefined;
  if (state === 'retrying') return 'retry';
  if (state === 'waiting' && !isStarted) return undefined;
  if (state === 'file-needed') return 'give';
  return state === 'paused' ? 'resume' : 'pause';
}

/** The reason of a failure in the language of the page, if it is one that the page knows. */
export function describeProblem(item: UploadItem, voice: Voice, limits: UploadLimits): string {
  const { code = '', message = '' } = item.problem ?? {};
  if (!voice.knows(code)) return message;
  const size = voice.bytes(limits.maxFileSize);
  return voice.say(code, { size, types: describeTypes(limits, voice) });
}

/** One file in the list. */
export class ItemRow {
  readonly item: UploadItem;
  readonly element: HTMLLIElement;
  readonly #voice: Voice;
  readonly #uploader: SlipwayUploader;
  readonly #thumb: HTMLElement;
  readonly #detail = make('p', { part: 'detail', class: 'detail', dir: 'auto' });
  readonly #fill = make('i');
  readonly #bar: HTMLElement;
  readonly #badge = make('span', { class: 'badge' });
  readonly #verb = make('button', { type: 'button', part: 'button verb', class: 'icon' });
  readonly #cancel = make(
    'button',
    { type: 'button', part: 'button cancel', class: 'icon' },
    makeIcon('cancel'),
  );
  #shownVerb: Verb | undefined;
  #shown = '';
  #hasPicture = false;

  constructor(item: UploadItem, voice: Voice, uploader: SlipwayUploader) {
    this.item = item;
    this.#voice = voice;
    this.#uploader = uploader;
    this.#thumb = make('div', { part: 'thumbnail', class: 'thumb' });
    this.#thumb.append(makeIcon(iconOfType(item.type)));
    this.#bar = make('div', { part: 'bar', class: 'bar', role: 'progressbar', 'aria-label': item.name });
    this.#bar.append(this.#fill);
    const name = make('p', { part: 'name', class: 'name', title: item.relativePath, dir: 'auto' }, item.name);
    const verbs = make('div', { class: 'verbs' }, this.#badge, this.#verb, this.#cancel);
    const what = make('div', {}, name, this.#detail, this.#bar);
    this.element = make('li', { part: 'item', class: 'row', tabindex: '-1' }, this.#thumb, what, verbs);
    this.#verb.addEventListener('click', () => this.#act());
    this.#cancel.addEventListener('click', () => item.cancel());
    this.#label(this.#cancel, 'cancel');
    this.update();
  }

  /** Shows the item as it is now. */
  update(): void {
    const { item } = this;
    const { state } = item;
    const shown = `${state} ${this.#uploader.isStarted}`;
    if (this.#shown !== shown) {
      this.#shown = shown;
      this.element.dataset['state'] = state;
      this.#showVerbs();
      this.#badge.replaceChildren(...(state === 'done' || state === 'failed' ? [makeIcon(state)] : []));
      this.#bar.hidden = item.hasEnded || state === 'waiting';
    }
    setText(this.#detail, this.#describe());
    const share = item.size === 0 ? 0 : item.sentBytes / item.size;
    const percent = Math.min(state === 'done' ? 100 : 99, Math.floor(share * 100));
    setAttribute(this.#bar, 'aria-valuenow', String(percent));
    this.#fill.style.inlineSize = `${share * 100}%`;
    if (!this.#hasPicture && item.file && this.element.isConnected) {
      this.#hasPicture = true;
      drawThumbnail(item, this.#thumb);
    }
  }

  #act(): void {
    const verb = verbOf(this.item, true);
    if (verb === 'pause') this.item.pause();
    else if (verb === 'retry') this.item.retry();
    else this.item.resume();
  }

  /** One button changes its meaning, so that whoever stands on it stays there. */
  #showVerbs(): void {
    const { item } = this;
    const verb = verbOf(item, this.#uploader.isStarted);
    const { activeElement } = this.element.getRootNode() as ShadowRoot;
    const wasFocused = activeElement === this.#verb || activeElement === this.#cancel;
    this.#verb.hidden = verb === undefined;
    this.#cancel.hidden = item.hasEnded;
    if (verb && verb !== this.#shownVerb) {
      this.#shownVerb = verb;
      this.#verb.replaceChildren(makeIcon(verb satisfies IconName));
      this.#label(this.#verb, verb);
    }
    if (wasFocused && (activeElement as HTMLElement).hidden) this.element.focus();
  }

  #label(button: HTMLButtonElement, key: MessageKey): void {
    const verb = this.#voice.say(key);
    setAttribute(button, 'aria-label', this.#voice.say('of_file', { verb, name: this.item.name }));
    setAttribute(button, 'title', verb);
  }

  #describe(): string {
    const { item } = this;
    const voice = this.#voice;
    const size = voice.bytes(item.size);
    if (item.state === 'sending') {
      const { bytesPerSecond, secondsLeft } = item;
      return [
        voice.say('size_of', { sent: voice.bytes(item.sentBytes), size }),
        ...(bytesPerSecond ? [voice.say('speed', { size: voice.bytes(bytesPerSecond) })] : []),
        ...(secondsLeft ? [voice.say('time_left', { time: voice.duration(secondsLeft) })] : []),
      ].join(' · ');
    }
    if (item.state === 'failed') return describeProblem(item, voice, this.#uploader.limits);
    if (item.state === 'retrying') return this.#describeRetry();
    if (item.problem?.code === 'other_file') return voice.say('other_file', { name: item.name });
    return `${voice.say(item.state)} · ${size}`;
  }

  #describeRetry(): string {
    const reason = describeProblem(this.item, this.#voice, this.#uploader.limits);
    const left = Math.ceil(((this.item.nextTryAt ?? 0) - Date.now()) / 1000);
    return left > 1
      ? this.#voice.say('retrying', { time: this.#voice.duration(left), reason })
      : this.#voice.say('retrying_now', { reason });
  }
}
