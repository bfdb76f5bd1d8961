/** A file, where it was inside the folder that was given, and what opens it again after a restart. */
export interface PickedFile {
  readonly file: File;
  /** `holiday/day 1/beach.mp4`; the name alone for a file that was in no folder. */
  readonly relativePath: string;
  readonly handle?: FileSystemFileHandle | undefined;
}

/** Files that systems put into folders without anybody asking for them. */
const folderDust: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** The files of a file or folder input. */
export function readFileList(files: FileList): PickedFile[] {
  return Array.from(files, (file) => ({ file, relativePath: file.webkitRelativePath || file.name })).filter(
    ({ file }) => !folderDust.has(file.name),
  );
}

/** What a browser gives besides the standard. */
interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/**
 * Everything that was dropped or pasted, folders with all that is in them; what cannot be read is left out. Must be
 * called within the event: what was dropped is gone when it ends.
 */
export async function readDataTransfer(transfer: DataTransfer): Promise<PickedFile[]> {
  const roots = Array.from(transfer.items)
    .filter(({ kind }) => kind === 'file')
    .map((item: HandleItem) => ({
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
      handle: item.getAsFileSystemHandle?.().catch(() => null),
    }));
  const found = await Promise.all(
    roots.map(async ({ entry, file, handle }) => {
      if (entry?.isDirectory) return readFolder(entry as FileSystemDirectoryEntry);
      if (!file) return [];
      const kept = (await handle) ?? undefined;
      const isFile = kept?.kind === 'file';
      return [{ file, relativePath: file.name, ...(isFile ? { handle: kept as FileSystemFileHandle } : {}) }];
    }),
  );
  return found.flat();
}

async function readFolder(folder: FileSystemDirectoryEntry): Promise<PickedFile[]> {
  const files: PickedFile[] = [];
  for (const child of await listFolder(folder)) {
    if (child.isDirectory) files.push(...(await readFolder(child as FileSystemDirectoryEntry)));
    else if (!folderDust.has(child.name)) {
      const file = await new Promise<File | undefined>((resolve) => {
        (child as FileSystemFileEntry).file(resolve, () => resolve(undefined));
      });
      if (file) files.push({ file, relativePath: child.fullPath.replace(/^\//, '') });
    }
  }
  return files;
}

async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    // A reader gives a hundred entries at most, and then the next hundred.
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}
