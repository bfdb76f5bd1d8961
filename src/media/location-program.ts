// Writes a copy of a picture that does not tell where it was taken: a program of its own, because pictures come from
// strangers. Its one parameter is a `LocationRequest`. It prints a `LocationReport`.

import { readFile, stat, writeFile } from 'node:fs/promises';
import { eraseLocation } from './erase-location.ts';
import { readNotes } from './exif.ts';

/** Which picture, and where the copy goes. */
export interface LocationRequest {
  readonly path: string;
  readonly target: string;
  readonly maxBytes: number;
}

/**
 * `none`: the picture tells no place, and there is no copy; `removed`: the copy tells none; `kept`: there is a place, or
 * may be one, that this program cannot remove, and no copy.
 */
export type LocationReport = 'none' | 'removed' | 'kept';

async function main({ path, target, maxBytes }: LocationRequest): Promise<LocationReport> {
  if ((await stat(path)).size > maxBytes) return 'kept';
  const file = await readFile(path);
  const notes = readNotes(file);
  if (!notes) return 'kept';
  if (!notes.hasLocation) return 'none';
  eraseLocation(file);
  if (readNotes(file)?.hasLocation !== false) return 'kept';
  await writeFile(target, file);
  return 'removed';
}

const request = JSON.parse(process.argv[2] ?? '{}') as LocationRequest;
process.stdout.write(`${JSON.stringify(await main(request))}\n`);
