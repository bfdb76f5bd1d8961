import { localError } from '../client/client-error.ts';

/** One chunk at a time is in memory, however many are on their way, and always in the same memory. */
let turn: Promise<unknown> = Promise.resolve();
let memory = new ArrayBuffer(0);

/**
 * The header `Content-Digest` for the bytes of a chunk (RFC 9530, SHA-256). Undefined on a page without HTTPS, where
 * browsers do not count digests. Fails with `file_changed` when the bytes cannot be read.
 */
export function digestChunk(
  bytes: Blob,
  signal: AbortSignal,
): Promise<{ readonly 'Content-Digest': string } | undefined> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (!subtle) return Promise.resolve(undefined);
  const digest = turn.then(async () => {
    signal.throwIfAborted();
    const read = await readInto(bytes).catch(() => {
      throw localError('file_changed', 'The file was changed, moved or removed since it was chosen.');
    });
    const hash = new Uint8Array(await subtle.digest('SHA-256', read));
    return { 'Content-Digest': `sha-256=:${btoa(String.fromCharCode(...hash))}:` };
  });
  turn = digest.catch(() => {});
  return digest;
}

/**
 * Reads a chunk into the memory that the chunk before it has used: browsers are in no hurry to free megabytes that
 * nobody needs any more. Where a browser cannot do that, new memory is taken.
 */
async function readInto(bytes: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const reader = openReader(bytes);
  if (!reader) return new Uint8Array(await bytes.arrayBuffer());
  if (memory.byteLength < bytes.size) memory = new ArrayBuffer(bytes.size);
  let length = 0;
  while (length < bytes.size) {
    const { value, done } = await reader.read(new Uint8Array(memory, length, bytes.size - length));
    if (!value || (done && value.length === 0)) throw new Error('The file ended early.');
    memory = value.buffer;
    length += value.length;
  }
  await reader.cancel();
  return new Uint8Array(memory, 0, length);
}

function openReader(bytes: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return bytes.stream().getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
