import { askForFile } from './file-handles.ts';
import { identify } from './fingerprint.ts';
import { cancelFile } from './send-file.ts';
import type { SendQueue } from './send-queue.ts';
import type { ItemOwner, UploadItem } from './upload-item.ts';
import { targetOf } from './upload-target.ts';

/** What the verbs of items work with. */
interface OwnerOptions {
  readonly endpoint: string;
  readonly queue: SendQueue;
  readonly remember: (item: UploadItem) => void;
  readonly changed: (item: UploadItem) => void;
  readonly removed: (item: UploadItem) => void;
}

/** Does what the verbs of items say. */
export function createItemOwner(options: OwnerOptions): ItemOwner {
  const { queue, changed } = options;
  return {
    changed,
    pause(item) {
      if (item.hasEnded || item.state === 'file-needed' || item.state === 'paused') return;
      queue.halt(item);
      item.change('paused');
      queue.pump();
    },
    resume(item) {
      if (item.state === 'file-needed') void askAgain(item);
      if (item.state !== 'paused') return;
      item.change('waiting');
      queue.pump();
    },
    retry(item) {
      item.hurry?.();
      if (item.state !== 'failed' || item.problem?.canRetry === false) return;
      // It begins with the right that there is now.
      if (item.problem?.code.startsWith('token_')) item.right = undefined;
      item.change('waiting');
      options.remember(item);
      queue.pump();
    },
    cancel: (item) => cancel(options, item),
    provide: (item, file) => provide(options, item, file),
  };
}

async function askAgain(item: UploadItem): Promise<void> {
  const file = await askForFile(item);
  if (!file || (await item.provide(file))) return;
  const message = `That is another file. Choose ${item.name}.`;
  item.change('file-needed', { code: 'other_file', message, canRetry: true });
}

function cancel({ endpoint, queue, removed }: OwnerOptions, item: UploadItem): void {
  if (item.state === 'done' || item.state === 'cancelled') return;
  queue.halt(item);
  const { identifier, chunkBytes, right } = item;
  if (identifier && chunkBytes && right) {
    void cancelFile({ target: targetOf(endpoint, right), file: item, identifier, chunkBytes });
  }
  item.change('cancelled');
  // What has never begun leaves no trace.
  if (!identifier) removed(item);
  queue.pump();
}

/** Recognises the file by its name, size and time, and by samples of what is in it. */
async function provide({ queue }: OwnerOptions, item: UploadItem, file: File): Promise<boolean> {
  const isAlike =
    file.name === item.name && file.size === item.size && file.lastModified === item.lastModified;
  const identifier = isAlike && (await identify(file, item).catch(() => undefined));
  if (!identifier || (item.identifier && item.identifier.split('~', 1)[0] !== identifier)) return false;
  if (item.state !== 'file-needed') return true;
  item.file = file;
  item.change('waiting');
  queue.pump();
  return true;
}
