import { imageSizes } from '../../archive/image-sizes.ts';
import type { ApiVersion, Field } from '../fields.ts';
import { bytesToken, type PhotoSource } from './photo-source.ts';
import { imagePath, renditionPath } from './photo-urls.ts';

type Part = 'width' | 'height' | 'size' | 'download';

const parts: readonly Part[] = ['width', 'height', 'size', 'download'];

const absentValues = { width: null, height: null, size: 0, download: '' } as const;

const images = ['original', ...imageSizes.map(({ name }) => name)];

/** Encodings in the order in which they are listed, and the versions that list them. */
const encodings: ReadonlyArray<readonly [name: string, versions: readonly ApiVersion[]]> = [
  ['video_small', [1]],
  ['video_medium', [1, 2]],
  ['video_hd', [1, 2]],
  ['video_1080p', [2]],
  ['video_4k', [2]],
  ['video_mobile_high', [2]],
  ['video_frames', [2]],
  ['video_webm_360p', [2]],
  ['video_webm_720p', [2]],
  ['video_wmv', [2]],
  ['video_mobile_h263_amr', [1, 2]],
  ['video_mobile_h263_aac', [1, 2]],
  ['video_mobile_mpeg4_amr', [1, 2]],
  ['audio', [1, 2]],
];

/** A file of an item as its fields tell of it. */
interface ShownFile {
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  readonly storageKey: string;
  /** Of an encoding. */
  readonly format?: string;
}

type FindFile = (source: PhotoSource, name: string) => ShownFile | undefined;

/** Formats of encodings; other files of the same name only belong to them. */
const filmFormats: ReadonlySet<string> = new Set(['mp4', 'mp3', 'jpeg']);

/**
 * Still images and encodings of an item. What does not exist says what the documents say of a missing encoding: no
 * width, no height, no bytes, no address.
 */
export const renditionFields: ReadonlyArray<Field<PhotoSource>> = [
  ...images.flatMap((name) => fieldsOf(name, [1, 2], name === 'quad16' ? [2] : [1, 2], findImage)),
  ...encodings.flatMap(([name, versions]) => fieldsOf(name, versions, versions, findFilm)),
  {
    name: 'video_hls_size',
    kind: 'number',
    help: 'Bytes of all files of the rendition `video_hls`; 0 while there is none.',
    versions: [2],
    value: ({ renditions }) =>
      renditions
        .filter(({ name }) => name.split('/', 1)[0] === 'video_hls')
        .reduce((sum, { bytes }) => sum + bytes, 0),
  },
  {
    name: 'video_hls_download',
    kind: 'text',
    help: missing('video_hls'),
    versions: [2],
    value: (source, version) => addressOfFormat(source, 'video_hls', 'm3u8', version),
  },
  {
    name: 'video_frames_track_download',
    kind: 'text',
    help: 'WebVTT track that says which part of `video_frames` belongs to which time; empty while there is none.',
    versions: [2],
    value: (source, version) => addressOfFormat(source, 'video_frames', 'vtt', version),
  },
];

/** `figures` are the versions with width, height and size: version 1 has only the address of `quad16`. */
function fieldsOf(
  name: string,
  versions: readonly ApiVersion[],
  figures: readonly ApiVersion[],
  find: FindFile,
): Array<Field<PhotoSource>> {
  const rendition = { isThere: (source: PhotoSource) => find(source, name) !== undefined };
  return parts.map((part) => ({
    name: `${name}_${part}`,
    part: rendition,
    kind: part === 'download' ? 'text' : 'number',
    help: missing(name),
    versions: part === 'download' ? versions : figures,
    value: (source, version) => {
      const file = find(source, name);
      if (!file) return absentValues[part];
      if (part === 'size') return file.bytes;
      return part === 'download' ? addressOf(source, name, file, version) : file[part];
    },
  }));
}

function addressOf(
  source: PhotoSource,
  name: string,
  { storageKey, format }: ShownFile,
  version: ApiVersion,
): string {
  const token = bytesToken(source);
  if (token === undefined) return '';
  const photo = { ...source.photo, token };
  const isImage = images.includes(name);
  const path = isImage
    ? imagePath(photo, name, storageKey, version)
    : renditionPath(photo, { name, format: format ?? '', storageKey }, version);
  return source.urlPrefix + path;
}

function addressOfFormat(source: PhotoSource, name: string, format: string, version: ApiVersion): string {
  const file = source.renditions.find((made) => made.name === name && made.format === format);
  return file ? addressOf(source, name, file, version) : '';
}

function findFilm({ renditions }: PhotoSource, name: string): ShownFile | undefined {
  return renditions.find((made) => made.name === name && filmFormats.has(made.format));
}

/** The original of a picture is its file. */
function findImage({ photo, media, renditions }: PhotoSource, name: string): ShownFile | undefined {
  if (name === 'original' && photo.kind === 'image') {
    const { width = null, height = null } = media ?? {};
    return photo.storageKey === '' ? undefined : { ...photo, width, height, bytes: photo.size };
  }
  return renditions.find((rendition) => rendition.name === name && rendition.format === 'jpeg');
}

function missing(name: string): string {
  return `Rendition \`${name}\`; empty while there is none.`;
}
