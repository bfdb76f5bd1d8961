import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { reformatTag, tagFields } from '../objects/tag-fields.ts';
import {
  flagWithDefault,
  pageNumber,
  pageSize,
  text,
  unsupportedFlag,
  word,
  wordWithDefault,
} from '../parameter-types.ts';

/**
 * Lists the tags in use (reference, A.15). Below `read` only published items count. Without `order`, tags are listed
 * from A to Z, as in the documented answer, and the most frequent first.
 */
export const tagList = defineMethod({
  path: 'tag/list',
  summary: 'List the tags in use, with how many items have each.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters: () =>
    z.object({
      search: text('Only tags with this in them.'),
      reformat_tags_p: flagWithDefault(
        'Write machine tags as people read them: `people:Santa-Claus` as `Santa Claus`.',
        false,
      ),
      exclude_machine_tags_p: flagWithDefault('Leave out machine tags, such as `people:Santa-Claus`.', false),
      only_machine_tags_p: flagWithDefault('Only machine tags.', false),
      only_published_p: flagWithDefault('Count published items only. Below `read` that is always so.', false),
      only_visible_albums_p: unsupportedFlag(),
      orderby: wordWithDefault('What to order by.', ['tag', 'count'], 'tag'),
      order: word('Direction of the order; `asc` for tags and `desc` for counts unless told otherwise.', [
        'desc',
        'asc',
      ]),
      p: pageNumber(),
      size: pageSize(),
    }),
  v1: { payloadKey: 'tags', element: 'tag' },
  fields: tagFields,
  errors: [],
  example: {
    parameters: { orderby: 'count' },
    answer: { items: [{ tag: 'holiday', items: 12 }], page: { page: 1, size: 20, totalCount: 1 } },
  },
  async handle({ input, caller, deps }) {
    const { exclude_machine_tags_p: isPlain, only_machine_tags_p: isMachine } = input;
    if (isPlain && isMachine) {
      throw new ApiError(
        'invalid_input',
        'Send "exclude_machine_tags_p" or "only_machine_tags_p", not both as 1.',
      );
    }
    const filter = {
      ...(input.search ? { search: input.search } : {}),
      ...(isPlain || isMachine ? { isMachine } : {}),
      onlyPublished: input.only_published_p || !authorize(caller, 'read'),
    };
    const { tags, total } = await deps.archive.listTags(filter, {
      page: input.p,
      size: input.size,
      orderBy: input.orderby === 'count' ? 'items' : 'tag',
      descending: (input.order ?? (input.orderby === 'count' ? 'desc' : 'asc')) === 'desc',
    });
    const items = input.reformat_tags_p
      ? tags.map((found) => ({ ...found, tag: reformatTag(found.tag) }))
      : tags;
    return { items, page: { page: input.p, size: input.size, totalCount: total } };
  },
});
