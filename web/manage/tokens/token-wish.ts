import type { PhotoGetUploadTokenParameters } from '../../../src/client/generated/methods.ts';
import { encodeParameters } from '../../../src/client/parameters.ts';
import { readTags, writeTags } from '../archive/tag-text.ts';

const MEGABYTE = 1_000_000;

/** What the fields of the form ask for, in the words of the API. */
export function readWish(fields: Readonly<Record<string, string>>): PhotoGetUploadTokenParameters {
  const text = (name: string) => fields[name] || undefined;
  const tags = readTags(fields['tags'] ?? '');
  const megabytes = Number(fields['max_size'] ?? '');
  return {
    title: text('title'),
    description: text('description'),
    tags: tags.length > 0 ? writeTags(tags) : undefined,
    album_id: text('album') === undefined ? undefined : [Number(fields['album'])],
    max_uploads: Number(fields['max_uploads'] ?? 1),
    valid_minutes: Number(fields['valid_minutes'] ?? 360),
    publish: 'publish' in fields ? undefined : false,
    max_file_size: megabytes > 0 ? Math.round(megabytes * MEGABYTE) : undefined,
    allowed_types: text('types') === undefined ? undefined : [fields['types'] ?? ''],
    return_url: text('return_url'),
    background_return_p: 'background' in fields ? true : undefined,
  };
}

/** The command that makes the same token with a key. */
export function curlOf(wish: PhotoGetUploadTokenParameters): string {
  const address = `${location.origin}/api/2/photo/get-upload-token`;
  const parameters = [...encodeParameters({ ...wish })];
  const lines = parameters.map(([name, value]) => `  --data-urlencode ${quote(`${name}=${value}`)}`);
  return [`curl -G -H "Authorization: Bearer $SLIPWAY_KEY" ${quote(address)}`, ...lines].join(' \\\n');
}

/** What to put into a page so that its visitors can upload with the token. */
export function embedOf(token: string): string {
  return [
    `<script type="module" src="${location.origin}/slipway-uploader.js"></script>`,
    `<slipway-uploader token="${token}"></slipway-uploader>`,
  ].join('\n');
}

/** A text as one word of a shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
