import type { UploadItem } from './upload-item.ts';

/** What some browsers know of a handle besides the standard. */
interface PermissibleHandle extends FileSystemFileHandle {
  queryPermission?(how: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(how: { mode: 'read' }): Promise<PermissionState>;
}

/**
 * The file of a handle that was kept. The browser asks the person only if `mayAsk`, which needs a click. Undefined
 * when there is no handle, no permission, or no file any more.
 */
export async function askForPermission(
  handle: FileSystemFileHandle | undefined,
  mayAsk: boolean,
): Promise<File | undefined> {
  const asking: PermissibleHandle | undefined = handle;
  if (!asking?.queryPermission) return undefined;
  try {
    const mode = { mode: 'read' } as const;
    const isGranted =
      (await asking.queryPermission(mode)) === 'granted' ||
      (mayAsk && (await asking.requestPermission?.(mode)) === 'granted');
    return isGranted ? await asking.getFile() : undefined;
  } catch {
    return undefined;
  }
}

/** Gets the file of an item again: through its handle, or by letting the person choose. Must be called by a click. */
export async function askForFile(item: UploadItem): Promise<File | undefined> {
  const file = await askForPermission(item.handle, true);
  return file ?? (await chooseFile());
}

function chooseFile(): Promise<File | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });
}
