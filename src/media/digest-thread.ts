import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

/** What `digest.ts` sends: the next piece of the file, or its end; `begin` forgets whatever came before. */
export type DigestRequest =
  | { readonly kind: 'begin' }
  | { readonly kind: 'piece'; readonly buffer: ArrayBuffer; readonly length: number }
  | { readonly kind: 'end' };

/** What comes back: the buffer of a piece that was hashed, to be filled again, or the digest in hex. */
export type DigestReply =
  | { readonly kind: 'hashed'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'digest'; readonly hex: string };

let hash = createHash('sha256');

parentPort?.on('message', (request: DigestRequest) => {
  if (request.kind === 'begin') {
    hash = createHash('sha256');
  } else if (request.kind === 'piece') {
    hash.update(new Uint8Array(request.buffer, 0, request.length));
    reply({ kind: 'hashed', buffer: request.buffer }, [request.buffer]);
  } else {
    reply({ kind: 'digest', hex: hash.digest('hex') });
  }
});

function reply(message: DigestReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}
