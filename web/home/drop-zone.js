import { readChosenFiles, readDroppedFiles } from './dropped-files.js';
import { part, partOf, setText } from './element.js';

/**
 * Takes files from the two choosers and from anything dropped on the page.
 *
 * @param {ParentNode} root
 * @param {(files: import('./dropped-files.js').GivenFile[]) => void} onFiles
 * @returns {{ setOpen: (isOpen: boolean) => void, focus: () => void }}
 */
export function setUpDropZone(root, onFiles) {
  const zone = part(root, 'drop-zone');
  const chooseFiles = partOf(root, 'choose-files', HTMLButtonElement);
  const chooseFolder = partOf(root, 'choose-folder', HTMLButtonElement);
  connectChooser(chooseFiles, partOf(root, 'file-input', HTMLInputElement), onFiles);
  connectChooser(chooseFolder, partOf(root, 'folder-input', HTMLInputElement), onFiles);
  let isOpen = false;

  /** @param {boolean} isOver */
  function show(isOver) {
    zone.dataset.state = isOver ? 'over' : isOpen ? 'open' : 'closed';
  }
  listenToDrops(
    (isOver) => show(isOver && isOpen),
    (transfer) => {
      if (isOpen) void readDroppedFiles(transfer).then(onFiles);
    },
  );

  return {
    setOpen(open) {
      isOpen = open;
      chooseFiles.disabled = !open;
      chooseFolder.disabled = !open;
      setText(part(root, 'drop-text'), open ? 'Drop files or folders here' : 'Make an upload token first.');
      show(false);
    },
    focus: () => chooseFiles.focus(),
  };
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement} input
 * @param {(files: import('./dropped-files.js').GivenFile[]) => void} onFiles
 */
function connectChooser(button, input, onFiles) {
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    if (input.files !== null) onFiles(readChosenFiles(input.files));
    // The same file chosen once more is a change again.
    input.value = '';
  });
}

/**
 * The whole page takes drops: a file that misses the zone must not replace the page.
 *
 * @param {(isOver: boolean) => void} onHover
 * @param {(transfer: DataTransfer) => void} onDrop
 */
function listenToDrops(onHover, onDrop) {
  /** Elements that are entered and not left yet; moving from one to the next enters before it leaves. */
  let depth = 0;
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') === true;
  addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    onHover(true);
  });
  addEventListener('dragleave', (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) onHover(false);
  });
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    depth = 0;
    onHover(false);
    onDrop(event.dataTransfer);
  });
}
