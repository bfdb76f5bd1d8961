const SAMPLE_BYTES = 16 * 1024;

/** What names a file, and the place it was given in. */
export interface NamedFile {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** `holiday/day 1/beach.mp4`; the name alone for a file that was in no folder. */
  readonly relativePath: string;
}

/** Tells files of one list apart without reading them. */
export function roughKeyOf({ size, lastModified, relativePath }: NamedFile): string {
  return `${size}-${lastModified}-${hashText(relativePath)}`;
}

/**
 * Names a file within its token: the same file gives the same name in another tab, and after a restart. Beside size,
 * time and path it holds a hash of samples from the beginning, the middle and the end, so that a file that was changed
 * without a trace in its dates is another one.
 */
export async function identify(file: File, named: NamedFile): Promise<string> {
  const { size } = file;
  const starts = [...new Set([0, Math.max(0, Math.floor(size / 2)), Math.max(0, size - SAMPLE_BYTES)])];
  const samples = await Promise.all(
    starts.map((start) => file.slice(start, start + SAMPLE_BYTES).arrayBuffer()),
  );
  let hash = START;
  for (const sample of samples) hash = mix(hash, new Uint8Array(sample));
  return `${roughKeyOf(named)}-${toText(hash)}`;
}

/** A short hash of a text: for telling apart, not for keeping secrets. */
export function hashText(text: string): string {
  return toText(mix(START, new TextEncoder().encode(text)));
}

type Hash = readonly [number, number];

/** Two 32-bit FNV-1a hashes side by side, the second of bytes that are turned over. */
const START: Hash = [0x811c9dc5, 0x9e3779b9];
const PRIME = 0x01000193;

function mix([first, second]: Hash, bytes: Uint8Array): Hash {
  let one = first;
  let other = second;
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, PRIME);
    other = Math.imul(other ^ (byte ^ 0xff), PRIME);
  }
  return [one, other];
}

function toText([one, other]: Hash): string {
  return [one, other].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
}
