import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSyncGroup } from './sync-group.ts';

const IDLE_CLOSE_MS = 5_000;
const MAX_IDLE_FILES = 256;

/** A file open for positioned writes, shared by all writers of it. */
export interface OpenFile {
  readonly fd: number;
  /**
   * The same file, opened so that a write returns once its bytes are on the disk. Undefined while the file's name is
   * not durable, and for a file that has had one user only: most need no second one.
   */
  readonly syncedFd: number | undefined;
  /** Syncs everything written before the call, and the file's name; shared by concurrent callers. */
  sync(): Promise<void>;
  /** Set after a failed sync: what was written since the last good one may be lost, whatever a later sync says. */
  readonly isBroken: boolean;
  /** Says that a synced write failed: the file counts as broken from now on. */
  markBroken(): void;
  /** Must be called once per `acquire`. */
  release(): void;
}

/** Keeps files open between the chunks of an upload, since opening costs as much as a small write. */
export interface OpenFiles {
  /** Opens a file, creating it and its folder when missing. */
  acquire(path: string): Promise<OpenFile>;
  /** Closes idle files; files in use close when released. */
  close(): Promise<void>;
  /** Forgets a file that was removed, so that its path can be used afresh. */
  forget(path: string): void;
}

interface Entry {
  readonly path: string;
  readonly handle: FileHandle;
  readonly sync: () => Promise<void>;
  syncedHandle: FileHandle | undefined;
  /** Whether the file's name and everything before the last sync are durable. */
  hasSynced: boolean;
  isOpeningSynced: boolean;
  users: number;
  isBroken: boolean;
  isForgotten: boolean;
  idleSince: number;
}

/** Files are closed some seconds after their last use, the longest idle first when there are many. */
export function createOpenFiles(): OpenFiles {
  return new SharedFiles();
}

class SharedFiles implements OpenFiles {
  readonly #entries = new Map<string, Promise<Entry>>();
  readonly #idle = new Map<string, Entry>();
  readonly #folderSyncs = createFolderSyncs();
  readonly #timer = setInterval(() => this.#closeIdle(Date.now() - IDLE_CLOSE_MS), IDLE_CLOSE_MS).unref();

  async acquire(path: string): Promise<OpenFile> {
    let pending = this.#entries.get(path);
    if (!pending) {
      pending = this.#open(path);
      this.#entries.set(path, pending);
      pending.catch(() => this.#entries.delete(path));
    }
    const entry = await pending;
    if (entry.isForgotten) return this.acquire(path);
    entry.users += 1;
    this.#idle.delete(path);
    if (entry.hasSynced) void openSynced(entry);
    let isReleased = false;
    return {
      fd: entry.handle.fd,
      get syncedFd() {
        return entry.isBroken ? undefined : entry.syncedHandle?.fd;
      },
      sync: () => entry.sync(),
      get isBroken() {
        return entry.isBroken;
      },
      markBroken: () => this.#break(entry),
      release: () => {
        if (!isReleased) this.#release(entry);
        isReleased = true;
      },
    };
  }

  forget(path: string): void {
    this.#entries.get(path)?.then(
      (entry) => this.#forget(entry),
      () => {},
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closeIdle(Number.POSITIVE_INFINITY);
  }

  async #open(path: string): Promise<Entry> {
    const handle = await openCreating(path);
    // Only the first sync after opening has to make the name durable too.
    let nameSync: Promise<void> | undefined;
    const sync = createSyncGroup(async () => {
      nameSync ??= this.#folderSyncs(dirname(path));
      try {
        await Promise.all([handle.datasync(), nameSync]);
        entry.hasSynced = true;
      } catch (error) {
        this.#break(entry);
        throw error;
      }
    });
    const entry: Entry = {
      path,
      handle,
      syncedHandle: undefined,
      hasSynced: false,
      isOpeningSynced: false,
      sync,
      users: 0,
      isBroken: false,
      isForgotten: false,
      idleSince: 0,
    };
    return entry;
  }

  #break(entry: Entry): void {
    entry.isBroken = true;
    this.#forget(entry);
  }

  #release(entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.isForgotten) {
      this.#drop(entry);
      return;
    }
    entry.idleSince = Date.now();
    this.#idle.delete(entry.path);
    this.#idle.set(entry.path, entry);
    if (this.#idle.size > MAX_IDLE_FILES) this.#closeIdle(0);
  }

  #forget(entry: Entry): void {
    if (entry.isForgotten) return;
    entry.isForgotten = true;
    this.#entries.delete(entry.path);
    if (entry.users === 0) this.#drop(entry);
  }

  #closeIdle(before: number): void {
    for (const entry of this.#idle.values()) {
      if (entry.idleSince <= before || this.#idle.size > MAX_IDLE_FILES) this.#drop(entry);
    }
  }

  #drop(entry: Entry): void {
    this.#idle.delete(entry.path);
    if (!entry.isForgotten) this.#entries.delete(entry.path);
    entry.isForgotten = true;
    entry.handle.close().catch(() => {});
    entry.syncedHandle?.close().catch(() => {});
  }
}

/** Opens the file a second time, for synced writes. Where that fails, syncs go on in a step of their own. */
async function openSynced(entry: Entry): Promise<void> {
  if (entry.syncedHandle || entry.isOpeningSynced) return;
  entry.isOpeningSynced = true;
  const handle = await open(entry.path, constants.O_WRONLY | constants.O_DSYNC).catch(() => undefined);
  if (handle && entry.isForgotten && entry.users === 0) await handle.close().catch(() => {});
  else entry.syncedHandle = handle;
}

async function openCreating(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT;
  try {
    return await open(path, flags, 0o640);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    return open(path, flags, 0o640);
  }
}

/** Syncs folders, so that the names in them survive power loss; many files created at once share one sync. */
function createFolderSyncs(): (folder: string) => Promise<void> {
  const groups = new Map<string, () => Promise<void>>();
  return (folder) => {
    let group = groups.get(folder);
    if (!group) {
      group = createSyncGroup(() => syncFolder(folder));
      groups.set(folder, group);
    }
    return group();
  };
}

/** Makes the entries of a folder durable, and the folder itself in its parent. */
async function syncFolder(folder: string): Promise<void> {
  for (const path of [folder, dirname(folder)]) {
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
