/**
 * A file, and where it was inside the folder that was given: `holiday/day 1/beach.mp4`.
 *
 * @typedef {{ file: File, relativePath: string }} GivenFile
 */

/** Files that systems put into folders without anybody asking for them. */
const folderDust = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * @param {FileList} files of a file or folder input
 * @returns {GivenFile[]}
 */
export function readChosenFiles(files) {
  return withoutDust(
    Array.from(files, (file) => ({ file, relativePath: file.webkitRelativePath || file.name })),
  );
}

/**
 * Everything that was dropped, folders with all that is inside them. Must be called within the event: what was
 * dropped is gone when it ends.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<GivenFile[]>}
 */
export async function readDroppedFiles(transfer) {
  const roots = Array.from(transfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found = await Promise.all(
    roots.map(async (root) => {
      if (root === null) return [];
      return root instanceof File ? [{ file: root, relativePath: root.name }] : await readEntry(root);
    }),
  );
  return withoutDust(found.flat());
}

/** @param {FileSystemEntry} entry @returns {Promise<GivenFile[]>} what cannot be read is left out */
async function readEntry(entry) {
  if (entry.isFile) {
    const file = await readFile(/** @type {FileSystemFileEntry} */ (entry)).catch(() => null);
    return file === null ? [] : [{ file, relativePath: entry.fullPath.replace(/^\//, '') }];
  }
  /** @type {GivenFile[]} */
  const files = [];
  for (const child of await readFolder(/** @type {FileSystemDirectoryEntry} */ (entry))) {
    files.push(...(await readEntry(child)));
  }
  return files;
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function readFile(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function readFolder(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const children = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const batch = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    // A reader gives a hundred entries at most, and then the next hundred.
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

/** @param {GivenFile[]} files @returns {GivenFile[]} */
function withoutDust(files) {
  return files.filter(({ file }) => !folderDust.has(file.name));
}
