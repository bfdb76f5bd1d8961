import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { parseTags } from '../../archive/tags.ts';
import { defineMethod } from '../declaration.ts';
import { relatedTagFields } from '../objects/tag-fields.ts';
import { requiredText } from '../parameter-types.ts';

/** Lists tags that go with a tag, at most 100 (reference, A.15). Below `read` only published items count. */
export const tagRelated = defineMethod({
  path: 'tag/related',
  summary: 'List the tags that items with a certain tag have besides, the most frequent first.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters: () => z.object({ tag: requiredText('The tag.') }),
  v1: { payloadKey: 'relatedtags', element: 'relatedtag' },
  fields: relatedTagFields,
  errors: ['no_such_tag'],
  example: {
    parameters: { tag: 'holiday' },
    answer: { items: [{ tag: 'sea' }], page: { page: 1, size: 100, totalCount: 1 } },
  },
  async handle({ input, caller, deps }) {
    // A tag is cleaned like those of items, and one with spaces need not be quoted where only one can be meant.
    const [tag = ''] = parseTags(`"${input.tag.replaceAll('"', '')}"`);
    const visible = authorize(caller, 'read') ? {} : { isPublished: true };
    const related = await deps.archive.relatedTags(tag, visible);
    const items = related.map((found) => ({ tag: found }));
    return { items, page: { page: 1, size: 100, totalCount: items.length } };
  },
});
