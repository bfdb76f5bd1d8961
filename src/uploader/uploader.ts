import type { PickedFile } from './picked-files.ts';
import { browserConnection } from './connection.ts';
import { createGathered } from './gathered.ts';
import { ItemList } from './item-list.ts';
import { createItemOwner } from './item-owner.ts';
import { askForPermission } from './file-handles.ts';
import {
  createRememberedFiles,
  noRememberedFiles,
  type RememberedFile,
  type RememberedFiles,
} from './remembered-files.ts';
import { RightDesk } from './right-desk.ts';
import { SendQueue } from './send-queue.ts';
import { findLimitProblem, type UploadLimits } from './token-limits.ts';
import { measureTotal, type UploadTotal } from './upload-total.ts';
import { type ItemOwner, limitProblem, UploadItem } from './upload-item.ts';
import { UploaderEventTarget } from './uploader-events.ts';
import type { UploaderOptions } from './uploader-options.ts';

export type { UploadedFile } from '../client/uploaded-file.ts';
export { type PickedFile, readDataTransfer, readFileList } from './picked-files.ts';
export type { UploadLimits } from './token-limits.ts';
export type { UploadItem, UploadProblem, UploadState } from './upload-item.ts';
export type { UploadTotal } from './upload-total.ts';
export type { UploaderEvents } from './uploader-events.ts';
export type { UploaderOptions } from './uploader-options.ts';

const PROGRESS_EVERY_MS = 200;

/**
 * Sends files to Slipway from a browser, without any interface of its own: in parallel chunks, through trouble, and on
 * from where it was after a reload.
 */
export class SlipwayUploader extends UploaderEventTarget {
  /** Resolves once the limits of the token are known and the unfinished files of earlier visits are in the list. */
  readonly ready: Promise<void>;
  readonly #options: UploaderOptions;
  readonly #desk: RightDesk;
  readonly #queue: SendQueue;
  readonly #remembered: RememberedFiles;
  readonly #owner: ItemOwner;
  readonly #closed = new AbortController();
  readonly #list = new ItemList();
  readonly #noteProgress = createGathered<UploadItem>(PROGRESS_EVERY_MS, (items) =>
    this.emit('progress', { items }),
  );
  #endedSinceFinish: UploadItem[] = [];

  constructor(options: UploaderOptions) {
    super();
    const endpoint = options.endpoint.replace(/\/+$/, '');
    this.#options = { ...options, endpoint };
    const { token, openUploadId, fields = {}, list } = options;
    const open = { kind: 'open', openUploadId: openUploadId ?? '', token: token ?? '', fields } as const;
    this.#desk = new RightDesk({
      endpoint,
      right: openUploadId ? open : token ? { kind: 'token', token } : undefined,
      onTokenNeeded: options.onTokenNeeded,
      onLimits: (limits) => this.emit('limits', { limits }),
    });
    this.#remembered =
      list === false ? noRememberedFiles : createRememberedFiles(`${endpoint} ${list ?? ''}`);
    this.#queue = new SendQueue(this.#options, this.#desk, {
      items: () => this.items,
      progressed: (item) => this.#noteProgress(item),
      begun: (item) => this.#remembered.keep([item]),
    });
    this.#owner = createItemOwner({
      endpoint,
      queue: this.#queue,
      remember: (item) => void this.#remembered.keep([item]),
      changed: (item) => this.#noteChange(item),
      removed: (item) => this.#remove([item]),
    });
    browserConnection.onChange((isOnline) => this.#noteConnection(isOnline), this.#closed.signal);
    this.ready = this.#open();
  }

  /** All items, in the order in which they came. */
  get items(): readonly UploadItem[] {
    return this.#list.items;
  }

  /** What the token allows, as far as it is known. */
  get limits(): UploadLimits {
    return this.#desk.limits;
  }

  /** Whether the page gives fresh tokens, so that no number of files is too many. */
  get renewsToken(): boolean {
    return this.#desk.canRenew;
  }

  /** How far everything is together. */
  get total(): UploadTotal {
    return measureTotal(this.items);
  }

  /** Whether items are sent as their turn comes. */
  get isStarted(): boolean {
    return this.#queue.isOpen;
  }

  /** Another token for the files that have not begun. */
  set token(token: string) {
    const { right } = this.#desk;
    this.#desk.right = right?.kind === 'open' ? { ...right, token } : { kind: 'token', token };
    void this.#desk.learnLimits();
  }

  /** What uploaders of an open upload say with every file that has not begun. */
  set fields(fields: Readonly<Record<string, string>>) {
    const { right } = this.#desk;
    if (right?.kind === 'open') this.#desk.right = { ...right, fields };
  }

  /**
   * Puts files into the list. One that is there already is not added again; one that an earlier visit has begun goes
   * on. What the token does not allow is in the list as `failed`, with the reason.
   */
  add(files: Iterable<File | PickedFile>): UploadItem[] {
    const added: UploadItem[] = [];
    let room = this.#room();
    for (const given of files) {
      const picked = given instanceof File ? { file: given, relativePath: given.name } : given;
      const item = this.#addOne(picked, room > 0);
      if (!item) continue;
      added.push(item);
      if (!item.hasEnded) room -= 1;
    }
    if (added.length === 0) return added;
    this.emit('add', { items: added });
    for (const item of added) if (item.hasEnded) this.#tellEnd(item);
    void this.#remembered.keep(added.filter((item) => !item.hasEnded));
    this.#queue.pump();
    return added;
  }

  /** Begins to send, where `autoStart` is off. */
  start(): void {
    this.#queue.isOpen = true;
    this.#queue.pump();
  }

  pause(): void {
    for (const item of this.items) item.pause();
  }

  resume(): void {
    for (const item of this.items) if (item.state === 'paused') item.resume();
  }

  /** Tries everything again that has failed and may succeed. */
  retry(): void {
    for (const item of this.items) item.retry();
  }

  cancel(): void {
    for (const item of this.#list.open) item.cancel();
  }

  /** Takes what has ended out of the list. */
  clear(): void {
    this.#remove(this.items.filter(({ hasEnded }) => hasEnded));
  }

  /** Resolves with all items once each of them has ended, well or not. */
  async finished(): Promise<readonly UploadItem[]> {
    while (this.#list.hasOpen) {
      await Promise.all(this.items.map((item) => item.finished()));
    }
    return this.items;
  }

  /** Stops everything and listens to nothing any more; the server and the list keep what they have. */
  close(): void {
    this.#closed.abort();
    this.#queue.isOpen = false;
    for (const item of this.items) this.#queue.halt(item);
  }

  #remove(items: readonly UploadItem[]): void {
    if (items.length === 0) return;
    this.#list.remove(items);
    this.emit('remove', { items });
  }

  async #open(): Promise<void> {
    const { limits } = this.#options;
    if (limits) this.#desk.setLimits(limits);
    const [remembered] = await Promise.all([
      this.#remembered.recall(),
      limits ? undefined : this.#desk.learnLimits(),
    ]);
    if (this.#closed.signal.aborted) return;
    this.#queue.isReady = true;
    this.#judgeWaiting();
    this.#queue.pump();
    const items = remembered.flatMap((entry) => this.#restore(entry) ?? []);
    if (items.length > 0) this.emit('add', { items });
    for (const item of items)
      void askForPermission(item.handle, false).then((file) => file && item.provide(file));
  }

  /** Files may have come before the limits were known. */
  #judgeWaiting(): void {
    for (const item of this.items) {
      const code = item.state === 'waiting' && findLimitProblem(item, this.limits);
      if (code) item.change('failed', limitProblem(code));
    }
  }

  #restore(entry: RememberedFile): UploadItem | undefined {
    const item = new UploadItem(this.#owner, entry);
    if (this.#list.find(item.key)) return undefined;
    const { identifier, chunkBytes, right, handle } = entry;
    Object.assign(item, { identifier, chunkBytes, right, handle, state: 'file-needed' });
    this.#list.add(item);
    return item;
  }

  #addOne({ file, relativePath, handle }: PickedFile, hasRoom: boolean): UploadItem | undefined {
    const { name, size, type, lastModified } = file;
    const item = new UploadItem(this.#owner, {
      name,
      size,
      type,
      lastModified,
      relativePath,
      addedAt: Date.now(),
    });
    const known = this.#list.find(item.key);
    if (known?.state === 'file-needed') void known.provide(file);
    if (known && !known.hasEnded) return undefined;
    if (known) this.#remove([known]);
    item.file = file;
    item.handle = handle;
    const code = findLimitProblem(item, this.limits) ?? (hasRoom ? undefined : 'too_many');
    if (code) {
      item.state = 'failed';
      item.problem = limitProblem(code);
    }
    this.#list.add(item);
    return item;
  }

  /** How many more files the token takes than are in the list and have not ended. */
  #room(): number {
    const { usesLeft } = this.limits;
    if (usesLeft === undefined || this.#desk.canRenew) return Number.POSITIVE_INFINITY;
    return usesLeft - this.#list.open.length;
  }

  #noteConnection(isOnline: boolean): void {
    for (const item of this.items) {
      if (!isOnline && item.isRunning) item.change('offline');
      if (isOnline && item.state === 'offline') item.change('sending');
    }
  }

  #noteChange(item: UploadItem): void {
    this.emit('change', { item });
    if (item.hasEnded) this.#noteEnd(item);
  }

  #noteEnd(item: UploadItem): void {
    if (item.state === 'done') this.#desk.spendUse(item.right);
    void this.#remembered.forget([item]);
    this.#tellEnd(item);
  }

  #tellEnd(item: UploadItem): void {
    if (item.state === 'done') this.emit('done', { item });
    if (item.state === 'failed') this.emit('fail', { item });
    this.#endedSinceFinish.push(item);
    if (!this.#list.hasOpen) this.emit('finish', { items: this.#endedSinceFinish.splice(0) });
  }
}
