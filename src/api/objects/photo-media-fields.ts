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
    help: 'Whether it is a video all of whose encodings exist.',
    value: ({ photo, media }) => photo.kind === 'video' && media?.state === 'ready',
  },
  {
    name: 'video_length',
    kind: 'number',
    help: 'Length in whole seconds; absent until it is measured, and for pictures.',
    value: ({ media }) => (media?.durationSeconds == null ? null : Math.round(media.durationSeconds)),
  },
  {
    name: 'video_length_float',
    kind: 'number',
    help: 'Length in seconds; absent until it is measured, and for pictures.',
    versions: second,
    value: ({ media }) => media?.durationSeconds ?? null,
  },
  {
    name: 'video_length_fmt',
    kind: 'text',
    help: 'Length to show, such as `3:04`; empty until it is measured, and for pictures.',
    versions: second,
    value: ({ media }) => (media?.durationSeconds == null ? '' : formatLength(media.durationSeconds)),
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
    name: 'media_state',
    kind: 'text',
    words: ['', 'pending', 'processing', 'ready', 'failed', 'none'],
    help: 'How far the processing of the stored file is; `none`: nothing is made from such a file. Empty for a placeholder.',
    versions: second,
    value: ({ media }) => media?.state ?? '',
  },
  {
    name: 'media_reason',
    kind: 'text',
    help: 'Why the processing failed, or why nothing is made; empty otherwise.',
    versions: second,
    value: ({ media }) => media?.reason ?? '',
  },
  {
    name: 'source_error',
    kind: 'text',
    help: 'Why the file could not be fetched, or not yet; empty otherwise.',
    versions: second,
    value: ({ missingFile }) => missingFile?.error ?? '',
  },
  {
    name: 'source_web_ready_p',
    kind: 'flag',
    help: 'Whether browsers play the stored file as it is: then there is no need to wait for encodings.',
    versions: second,
    value: ({ media }) => media?.isWebReady === true,
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

function formatLength(durationSeconds: number): string {
  const whole = Math.round(durationSeconds);
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const end = String(seconds).padStart(2, '0');
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${String(minutes).padStart(2, '0')}:${end}`;
}

function sourceAddress(source: PhotoSource): string {
  const token = source.photo.storageKey === '' ? undefined : bytesToken(source);
  return token === undefined ? '' : source.urlPrefix + sourcePath({ ...source.photo, token });
}
