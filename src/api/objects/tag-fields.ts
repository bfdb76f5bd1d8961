import type { Field } from '../fields.ts';

/** A tag in a list. */
export interface TagSource {
  /** As it is written for the caller. */
  readonly tag: string;
  readonly items: number;
}

/** A tag of tag/related: version 1 tells how many items it has in tag/list only. */
export const relatedTagFields: ReadonlyArray<Field<Pick<TagSource, 'tag'>>> = [
  { name: 'tag', kind: 'text', help: 'The tag.', value: ({ tag }) => tag },
  { name: 'url', kind: 'text', help: 'Path of its page; empty, there is none yet.', value: () => '' },
];

/** A tag of tag/list (reference, A.15). */
export const tagFields: ReadonlyArray<Field<TagSource>> = [
  { name: 'tag', kind: 'text', help: 'The tag.', value: ({ tag }) => tag },
  { name: 'count', kind: 'number', help: 'How many items have it.', value: ({ items }) => items },
  { name: 'url', kind: 'text', help: 'Path of its page; empty, there is none yet.', value: () => '' },
];

/** A machine tag as people read it: `people:Santa-Claus` is `Santa Claus`. Other tags stay as they are. */
export function reformatTag(tag: string): string {
  const colon = tag.indexOf(':');
  if (colon < 1 || colon === tag.length - 1) return tag;
  const value = tag.slice(colon + 1);
  return value.replaceAll('-', ' ').trim() || value;
}
