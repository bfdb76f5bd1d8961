import type { ApiVersion, Field } from '../fields.ts';
import { bytesToken, type PhotoSource } from './photo-source.ts';
import { sourcePath } from './photo-urls.ts';

type PhotoField = Field<PhotoSource>;

const second: readonly ApiVersion[] = [2];

/** What kind of media it is. */
export const stateFields: readonly PhotoField[] = [
  {
    name: 'video_p',
    kind: 'flag',
    help: 'Whether it is a video.',
    value: ({ photo }) => photo.kind === 'video',
  },
  {
    name: 'audio_p',
    kind: 'flag',
    help: 'Whether it is sound without pictures.',
    value: ({ photo }) => photo.kind === 'audio',
  },
  {
    name: 'video_encoded_p',
    kind: 'flag',
    help: 'Whether encodings of it exist; none are made yet.',
    value: () => false,
  },
  {
    name: 'video_length',
    kind: 'number',
    help: 'Length in seconds; absent, it is not measured yet.',
    value: () => null,
  },
  {
    name: 'video_length_float',
    kind: 'number',
    help: 'Length in seconds; absent, it is not measured yet.',
    versions: second,
    value: () => null,
  },
  {
    name: 'video_length_fmt',
    kind: 'text',
    help: 'Length to show; empty, it is not measured yet.',
    versions: second,
    value: () => '',
  },
  {
    name: 'placeholder_p',
    kind: 'flag',
    help: 'Whether it is there before its file.',
    versions: second,
    value: ({ photo }) => photo.storageKey === '',
  },
  { name: 'text_only_p', kind: 'flag', help: 'Always false.', value: () => false },
];

/** The stored file; these fields are our own. */
export const sourceFields: readonly PhotoField[] = [
  {
    name: 'source_download',
    kind: 'text',
    help: 'Path of the stored file, byte for byte as it was sent; empty for a placeholder, and when the caller may not have it.',
    versions: second,
    value: sourceAddress,
  },
  {
    name: 'source_state',
    kind: 'text',
    help: '`stored`; or, of a placeholder: `awaited`, `fetching`, or `failed` when it could not be fetched.',
    words: ['stored', 'awaited', 'fetching', 'failed'],
    versions: second,
    value: ({ missingFile }) => missingFile?.state ?? 'stored',
  },
  {
    name: 'source_error',
    kind: 'text',
    help: 'Why the file could not be fetched, or not yet; empty otherwise.',
    versions: second,
    value: ({ missingFile }) => missingFile?.error ?? '',
  },
  {
    name: 'source_size',
    kind: 'number',
    isNeverNull: true,
    help: 'Size of the stored file in bytes.',
    versions: second,
    value: ({ photo }) => photo.size,
  },
  {
    name: 'source_content_type',
    kind: 'text',
    help: 'MIME type found in the stored file; `application/octet-stream` for a placeholder.',
    versions: second,
    value: ({ photo }) => photo.contentType,
  },
  {
    name: 'source_sha256',
    kind: 'text',
    help: 'SHA-256 of the stored file, hex; empty until it is computed.',
    versions: second,
    value: ({ photo }) => photo.sha256 ?? '',
  },
];

function sourceAddress(source: PhotoSource): string {
  const token = source.photo.storageKey === '' ? undefined : bytesToken(source);
  return token === undefined ? '' : source.urlPrefix + sourcePath({ ...source.photo, token });
}
