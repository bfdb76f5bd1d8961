import { Announcer } from './announcer.ts';
import { make, setText } from './dom.ts';
import { DropZone } from './drop-zone.ts';
import { style } from './element-style.ts';
import type { Voice } from './format.ts';
import { describeProblem, ItemRow } from './item-row.ts';
import { Overall } from './overall.ts';
import type { UploadItem } from './upload-item.ts';
import type { SlipwayUploader } from './uploader.ts';

/** Rows that are shown before somebody asks for more: thousands of files must not make thousands of rows. */
const ROWS_AT_ONCE = 100;
/** How often rows count down to their next try. */
const TICK_MS = 1000;

/** Shows an uploader in a shadow root. */
export class UploaderView {
  readonly #uploader: SlipwayUploader;
  readonly #voice: Voice;
  readonly #onStart: () => void;
  readonly #drop: DropZone;
  readonly #overall: Overall;
  readonly #announcer: Announcer;
  readonly #list: HTMLUListElement;
  readonly #start = make('button', {
    type: 'button',
    part: 'button start',
    class: 'primary start',
    hidden: true,
  });
  readonly #more = make('button', { type: 'button', part: 'button more', class: 'small', hidden: true });
  readonly #rows = new Map<UploadItem, ItemRow>();
  readonly #stop = new AbortController();
  #limit = ROWS_AT_ONCE;
  #isDue = false;
  #isListDue = false;

  constructor(root: ShadowRoot, uploader: SlipwayUploader, voice: Voice, onStart: () => void) {
    this.#uploader = uploader;
    this.#voice = voice;
    this.#onStart = onStart;
    this.#drop = new DropZone(voice, (files) => uploader.add(files));
    this.#overall = new Overall(uploader, voice);
    this.#list = make('ul', { part: 'list', class: 'list', 'aria-label': voice.say('files'), hidden: true });
    const heard = make('p', { class: 'heard', role: 'status' });
    this.#announcer = new Announcer(heard);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const more = make('div', { class: 'more' }, this.#more);
    root.replaceChildren(this.#drop.element, this.#overall.element, this.#list, more, this.#start, heard);
    this.#listen();
    this.#update(true);
  }

  /** Listens to nothing any more. */
  close(): void {
    this.#stop.abort();
  }

  #listen(): void {
    const { signal } = this.#stop;
    const uploader = this.#uploader;
    const until = (end: () => void) => signal.addEventListener('abort', end);
    until(uploader.on('add', ({ items }) => this.#noteAdded(items)));
    until(uploader.on('remove', () => this.#update(true)));
    until(uploader.on('limits', () => this.#update(false)));
    until(uploader.on('change', ({ item }) => this.#noteChange(item)));
    until(uploader.on('finish', () => this.#noteFinish()));
    until(
      uploader.on('progress', ({ items }) => {
        for (const item of items) this.#rows.get(item)?.update();
        this.#update(false);
      }),
    );
    this.#drop.listenToPaste(signal);
    this.#more.addEventListener('click', () => {
      const next = this.#uploader.items[this.#limit];
      this.#limit += ROWS_AT_ONCE;
      this.#showRows();
      if (next) this.#rows.get(next)?.element.focus();
    });
    this.#start.addEventListener('click', this.#onStart);
    const ticking = setInterval(() => this.#tick(), TICK_MS);
    until(() => clearInterval(ticking));
  }

  #noteAdded(items: readonly UploadItem[]): void {
    const [first] = items;
    this.#announcer.note('add', items.length, (count) =>
      this.#voice.count('heard_added', count, { name: first?.name ?? '' }),
    );
    for (const item of items) if (item.state === 'failed') this.#noteFailure(item);
    this.#update(true);
  }

  #noteChange(item: UploadItem): void {
    const { name } = item;
    this.#rows.get(item)?.update();
    if (item.state === 'done')
      this.#announcer.note('done', 1, (count) => this.#voice.count('heard_done', count, { name }));
    if (item.state === 'failed') this.#noteFailure(item);
    this.#update(false);
  }

  #noteFailure(item: UploadItem): void {
    // Written only when it is said: of thousands that fail at once, one is named.
    this.#announcer.note('fail', 1, () => {
      const reason = describeProblem(item, this.#voice, this.#uploader.limits);
      return this.#voice.say('heard_failed', { name: item.name, reason });
    });
  }

  #noteFinish(): void {
    const { counts, files } = this.#uploader.total;
    if (files > 1 && counts.done === this.#uploader.items.length)
      this.#announcer.note('done', 0, () => this.#voice.say('heard_all'));
  }

  /** Rows that count down, and speeds that fall while nothing moves. */
  #tick(): void {
    for (const [item, row] of this.#rows) if (item.isRunning || item.state === 'waiting') row.update();
  }

  /** Everything that changes within a frame is shown with it. */
  #update(isAboutList: boolean): void {
    this.#isListDue ||= isAboutList;
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (this.#stop.signal.aborted) return;
      if (this.#isListDue) this.#showRows();
      this.#isListDue = false;
      this.#showRest();
    });
  }

  #showRows(): void {
    const shown = this.#uploader.items.slice(0, this.#limit);
    const kept = new Set(shown);
    for (const [item, row] of this.#rows) {
      if (kept.has(item)) continue;
      row.element.remove();
      this.#rows.delete(item);
    }
    for (const item of shown) {
      if (this.#rows.has(item)) continue;
      const row = new ItemRow(item, this.#voice, this.#uploader);
      this.#rows.set(item, row);
      this.#list.append(row.element);
      row.update();
    }
    const rest = this.#uploader.items.length - shown.length;
    this.#more.hidden = rest === 0;
    setText(this.#more, this.#voice.say('more', { count: Math.min(rest, ROWS_AT_ONCE) }));
    this.#list.hidden = shown.length === 0;
  }

  #showRest(): void {
    const { limits, items, isStarted, total, renewsToken } = this.#uploader;
    // A token that can be renewed is never used up, as far as people are concerned.
    const shown = renewsToken ? ({ ...limits, state: 'open', usesLeft: undefined } as const) : limits;
    this.#drop.show(shown, { isCompact: items.length > 0 });
    this.#overall.update();
    const waiting = total.counts.waiting ?? 0;
    this.#start.hidden = isStarted || waiting === 0;
    setText(this.#start, this.#voice.count('start', waiting));
  }
}
