import type { UploadLimits } from './token-limits.ts';
import type { UploadItem } from './upload-item.ts';

/** What an uploader tells: the name of each event, and its `detail`. */
export interface UploaderEvents {
  /** Files joined the list. */
  readonly add: { readonly items: readonly UploadItem[] };
  /** An item has another state. */
  readonly change: { readonly item: UploadItem };
  /** Bytes moved; at most a few times a second. */
  readonly progress: { readonly items: ReadonlySet<UploadItem> };
  readonly done: { readonly item: UploadItem };
  readonly fail: { readonly item: UploadItem };
  /** Items left the list. */
  readonly remove: { readonly items: readonly UploadItem[] };
  /** Nothing is left to do; `items` are all that have ended since the last time. */
  readonly finish: { readonly items: readonly UploadItem[] };
  /** What the token allows is known, or has changed. */
  readonly limits: { readonly limits: UploadLimits };
}

/** An `EventTarget` whose events and details are known by type. */
export class UploaderEventTarget extends EventTarget {
  /** Calls `listener` with the detail of every such event. Returns what ends that. */
  on<Name extends keyof UploaderEvents>(
    name: Name,
    listener: (detail: UploaderEvents[Name]) => void,
  ): () => void {
    const listen = (event: Event) => listener((event as CustomEvent<UploaderEvents[Name]>).detail);
    this.addEventListener(name, listen);
    return () => this.removeEventListener(name, listen);
  }

  protected emit<Name extends keyof UploaderEvents>(name: Name, detail: UploaderEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
