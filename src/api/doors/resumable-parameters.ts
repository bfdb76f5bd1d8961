import { integer, text } from '../parameter-types.ts';

/**
 * What a chunk says of itself and its file. All are left out when the file is sent whole. Flow.js (`flow…`) and
 * simple-uploader.js (no prefix) say the same under their own names.
 */
export function resumableParameters() {
  return {
    resumableChunkNumber: integer('Which chunk this is, from 1.', { min: 1 }),
    resumableChunkSize: integer(
      'Bytes in every chunk but the last. The last may be shorter, or almost twice as long.',
      { min: 1 },
    ),
    resumableTotalSize: integer('Bytes in the whole file.', { min: 0 }),
    resumableIdentifier: text('What the client calls the file: the same for all its chunks.'),
    resumableFilename: text('Name of the file.'),
    resumableTotalChunks: integer('How many chunks there are; only a hint.', { min: 1 }),
    resumableCurrentChunkSize: integer('Bytes in this chunk; only a check.', { min: 0 }),
    resumableType: text('MIME type as the client sees it; not believed.'),
    resumableRelativePath: text('Place of the file in a chosen folder.'),
  };
}
