import { hash } from 'node:crypto';

/** What a client says about a file. All of it is data: none becomes a path. */
export interface FileDescription {
  /** What the client calls the file; empty for a plain form. */
  readonly identifier: string;
  readonly filename: string;
  /** The file's path inside a dropped folder; empty when there is none. */
  readonly relativePath: string;
  readonly size: number;
}

/**
 * Tells the files of one token apart. The identifier alone would not do: Resumable.js makes the same one for
 * `日本語.bin` and `中文.bin` of equal size, and 23's own clients use the bare file name.
 */
export function uploadKey(file: FileDescription): string {
  const parts = JSON.stringify([file.identifier, file.size, file.filename, file.relativePath]);
  return hash('sha256', parts);
}
