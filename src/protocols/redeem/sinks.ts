import type { ChunkReceiver } from '../../uploads/chunk-receiver.ts';
import type { FileDescription } from '../../uploads/file-description.ts';
import type { Spool } from '../../uploads/spools.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';

/** Where the bytes of the file in a request go. Exactly one of `finish` and `abort` ends it. */
export type FileSink =
  | {
      readonly kind: 'chunk';
      readonly token: UploadTokenRecord;
      readonly file: FileDescription;
      readonly receiver: ChunkReceiver<UploadRecord>;
      readonly length: number;
    }
  /** The bytes are here already: they are read and thrown away. */
  | {
      readonly kind: 'stored';
      readonly token: UploadTokenRecord;
      readonly file: FileDescription;
      readonly upload: UploadRecord;
    }
  /** It is not known yet, or needs no place in a larger file. */
  | { readonly kind: 'spool'; readonly spool: Spool; readonly filename: string };

/** Gives bytes to a sink; a promise means: send no more until it has settled. */
export function writeTo(sink: FileSink, bytes: Buffer): Promise<void> | undefined {
  if (sink.kind === 'chunk') return sink.receiver.write(bytes);
  return sink.kind === 'spool' ? sink.spool.write(bytes) : undefined;
}

/** Forgets what a sink has taken. Never rejects; may follow anything. */
export async function abortSink(sink: FileSink | undefined): Promise<void> {
  if (sink?.kind === 'chunk') await sink.receiver.abort();
  if (sink?.kind === 'spool') await sink.spool.discard();
}
