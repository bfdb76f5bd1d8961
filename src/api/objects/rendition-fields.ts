import type { ApiVersion, Field } from '../fields.ts';

type Part = 'width' | 'height' | 'size' | 'download';

const parts: readonly Part[] = ['width', 'height', 'size', 'download'];

const absentValues = { width: null, height: null, size: 0, download: '' } as const;

const images = [
  'original',
  'quad16',
  'quad50',
  'quad75',
  'quad100',
  'small',
  'medium',
  'portrait',
  'standard',
  'large',
];

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

/**
 * Still images and encodings of an item. Nothing is made from the files yet, so all say what the documents say of
 * a missing encoding: no width, no height, no bytes, no address.
 */
export const renditionFields: ReadonlyArray<Field<unknown>> = [
  ...images.flatMap((name) => fieldsOf(name, [1, 2], name === 'quad16' ? [2] : [1, 2])),
  ...encodings.flatMap(([name, versions]) => fieldsOf(name, versions, versions)),
  { name: 'video_hls_size', kind: 'number', help: missing('video_hls'), versions: [2], value: () => 0 },
  { name: 'video_hls_download', kind: 'text', help: missing('video_hls'), versions: [2], value: () => '' },
];

/** `figures` are the versions with width, height and size: version 1 has only the address of `quad16`. */
function fieldsOf(
  name: string,
  versions: readonly ApiVersion[],
  figures: readonly ApiVersion[],
): Array<Field<unknown>> {
  const rendition = { isThere: () => false };
  return parts.map((part) => ({
    name: `${name}_${part}`,
    part: rendition,
    kind: part === 'download' ? 'text' : 'number',
    help: missing(name),
    versions: part === 'download' ? versions : figures,
    value: () => absentValues[part],
  }));
}

function missing(name: string): string {
  return `Rendition \`${name}\`; empty while there is none.`;
}
