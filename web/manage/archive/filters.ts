import type { PhotoListParameters } from '../../../src/client/generated/methods.ts';

/** Values with what they are called; the first is what counts unless somebody chooses. */
type Choices = ReadonlyArray<readonly [value: string, text: string]>;

export const kinds: Choices = [
  ['', 'Every kind'],
  ['video', 'Videos'],
  ['photo', 'Photos and files'],
  ['audio', 'Sounds'],
];

export const states: Choices = [
  ['', 'Every state'],
  ['published', 'Published'],
  ['unpublished', 'Unpublished'],
  ['waiting', 'Waiting for a file'],
  ['protected', 'Protected'],
];

export const orders: Choices = [
  ['', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['title', 'Title'],
  ['published', 'Last published'],
  ['longest', 'Longest'],
];

const kindParameters: Readonly<Record<string, PhotoListParameters>> = {
  video: { video_p: true },
  audio: { audio_p: true },
  photo: { video_p: false, audio_p: false },
};

const stateParameters: Readonly<Record<string, PhotoListParameters>> = {
  published: { published_p: true },
  unpublished: { published_p: false },
  waiting: { placeholder_p: true },
  protected: { protected_p: true },
};

const orderParameters: Readonly<Record<string, PhotoListParameters>> = {
  oldest: { orderby: 'uploaded', order: 'asc' },
  title: { orderby: 'title', order: 'asc' },
  published: { orderby: 'published', order: 'desc' },
  longest: { orderby: 'video_length', order: 'desc' },
};

/** The names of the filters in the address. */
export const filterNames = ['search', 'kind', 'state', 'album', 'tag'] as const;

/** What the address asks for, in the words of the API. Values that are none of ours count for nothing. */
export function readFilters(query: URLSearchParams): PhotoListParameters {
  const read = (name: string) => query.get(name) ?? '';
  const album = /^\d{1,15}$/.test(read('album')) ? { album_id: [Number(read('album'))] } : {};
  return {
    include_unpublished_p: true,
    prioritize_promoted_p: false,
    ...(orderParameters[read('sort')] ?? { orderby: 'uploaded', order: 'desc' }),
    ...kindParameters[read('kind')],
    ...stateParameters[read('state')],
    ...album,
    ...(read('search') === '' ? {} : { search: read('search') }),
    ...(read('tag') === '' ? {} : { tag: [read('tag')] }),
  };
}
