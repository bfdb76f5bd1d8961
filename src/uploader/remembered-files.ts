import type { NamedFile } from './fingerprint.ts';
import type { UploadRight } from './upload-target.ts';

const DATABASE = 'slipway-uploader';
const STORE = 'files';
const AT_ONCE = 100;
/** The server removes uploads that nobody continued for a week. */
const FORGET_AFTER_MS = 7 * 86_400_000;

/** A file that is not done, as it outlives the page. */
export interface RememberedFile extends NamedFile {
  /** Of the list that it stands in, and of the file. */
  readonly key: string;
  readonly list: string;
  readonly type: string;
  readonly addedAt: number;
  /** Undefined until the file has begun. */
  readonly identifier?: string | undefined;
  readonly chunkBytes?: number | undefined;
  /** With which right it has begun: an upload goes on only with the one it began with. */
  readonly right?: UploadRight | undefined;
  readonly handle?: FileSystemFileHandle | undefined;
}

/** What is kept of an item. */
type Rememberable = Omit<RememberedFile, 'list'>;

/** The list of unfinished files that outlives the page. A browser that forbids storage makes it empty, never broken. */
export interface RememberedFiles {
  recall(): Promise<RememberedFile[]>;
  keep(files: readonly Rememberable[]): Promise<void>;
  forget(files: readonly Pick<Rememberable, 'key'>[]): Promise<void>;
}

/** Unfinished files of one list, in IndexedDB. */
export function createRememberedFiles(list: string): RememberedFiles {
  const change = (work: (store: IDBObjectStore) => void) =>
    inStore('readwrite', (store) => {
      work(store);
      return undefined;
    });
  return {
    async recall() {
      const all = (await inStore('readonly', (store) => store.index('list').getAll(list))) ?? [];
      const files = all as RememberedFile[];
      const old = files.filter(({ addedAt }) => addedAt < Date.now() - FORGET_AFTER_MS);
      if (old.length > 0) await this.forget(old.map(({ key }) => ({ key: key.slice(list.length + 1) })));
      return files.filter((file) => !old.includes(file)).sort((one, other) => one.addedAt - other.addedAt);
    },
    async keep(files) {
      // Thousands at once must not hold the page up.
      for (let at = 0; at < files.length; at += AT_ONCE) {
        const some = files.slice(at, at + AT_ONCE);
        await change((store) => {
          for (const file of some) store.put(entryOf(file, list));
        });
      }
    },
    async forget(files) {
      await change((store) => {
        for (const { key } of files) store.delete(`${list} ${key}`);
      });
    },
  };
}

/** Only what can be kept: an item has much more. */
function entryOf(file: Rememberable, list: string): RememberedFile {
  const { name, size, type, lastModified, relativePath, addedAt } = file;
  const { identifier, chunkBytes, right, handle } = file;
  const key = `${list} ${file.key}`;
  return {
    key,
    list,
    name,
    size,
    type,
    lastModified,
    relativePath,
    addedAt,
    identifier,
    chunkBytes,
    right,
    handle,
  };
}

/** Remembers nothing. */
export const noRememberedFiles: RememberedFiles = {
  recall: () => Promise.resolve([]),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

let database: Promise<IDBDatabase> | undefined;

function openDatabase(): Promise<IDBDatabase> {
  database ??= new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(STORE, { keyPath: 'key' }).createIndex('list', 'list');
    });
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error as Error));
  });
  return database;
}

/** Undefined as well when the browser does not let us keep anything. */
async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result> | undefined,
): Promise<Result | undefined> {
  try {
    const transaction = (await openDatabase()).transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error as Error));
    });
    return request?.result;
  } catch {
    return undefined;
  }
}
