import { sql } from 'kysely';
import type { QueryKit } from '../kit.ts';
import { sortKey } from '../search-text.ts';
import { defineStatement, type Executor, memoize, padList } from '../statement.ts';

/**
 * The tags, albums and variables of items. Each row takes over the facet and the place in the order of publication from
 * its item, so the item's own row must be right first.
 */
export function preparePhotoMemberships(kit: QueryKit) {
  const tags = prepareTags(kit);
  const albums = prepareAlbums(kit);
  const variables = prepareVariables(kit);
  const findAlbums = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      kit.db.selectFrom('albums').select('album_id').where('album_id', 'in', param.list('ids', length)),
    ),
  );
  return {
    ...tags,
    ...albums,
    ...variables,
    /** The albums that exist, in the given order, each once. */
    async existingAlbums(run: Executor, albumIds: readonly number[]): Promise<number[]> {
      if (albumIds.length === 0) return [];
      const ids = padList(albumIds);
      const found = new Set((await run.all(findAlbums(ids.length), { ids })).map((row) => row.album_id));
      return [...new Set(albumIds)].filter((albumId) => found.has(albumId));
    },
  };
}

/** Placeholders among selected columns need a type. */
const whole = (value: number) => sql<number>`cast(${value} as integer)`;
const text = (value: string) => sql<string>`cast(${value} as text)`;

/** Whether a tag is a machine's: `namespace:value`. */
function isMachineTag(tag: string): boolean {
  const colon = tag.indexOf(':');
  return colon > 0 && colon < tag.length - 1;
}

function prepareTags({ db }: QueryKit) {
  const know = defineStatement<{ tag: string; tagSort: string; isMachine: boolean }>()((param) =>
    db
      .insertInto('tags')
      .values({ tag: param('tag'), tag_sort: param('tagSort'), is_machine: param('isMachine') })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const add = defineStatement<{ photoId: number; position: number; tag: string }>()((param) =>
    db
      .insertInto('photo_tags')
      .columns(['photo_id', 'position', 'tag', 'facet', 'published_at'])
      .expression(
        db
          .selectFrom('photos')
          .select([
            'photo_id',
            whole(param('position')).as('position'),
            text(param('tag')).as('tag'),
            'facet',
            'published_at',
          ])
          .where('photo_id', '=', param('photoId')),
      ),
  );
  const clear = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_tags').where('photo_id', '=', param('photoId')),
  );
  const addTags = async (run: Executor, photoId: number, tags: readonly string[]): Promise<void> => {
    for (const [position, tag] of tags.entries()) {
      await run.run(know, { tag, tagSort: sortKey(tag), isMachine: isMachineTag(tag) });
      await run.run(add, { photoId, position, tag });
    }
  };
  return {
    addTags,
    async replaceTags(run: Executor, photoId: number, tags: readonly string[]): Promise<void> {
      await run.run(clear, { photoId });
      await addTags(run, photoId, tags);
    },
  };
}

function prepareAlbums({ db }: QueryKit) {
  const add = defineStatement<{ photoId: number; position: number; albumId: number }>()((param) =>
    db
      .insertInto('photo_albums')
      .columns(['photo_id', 'position', 'album_id', 'facet', 'published_at'])
      .expression(
        db
          .selectFrom('photos')
          .select([
            'photo_id',
            whole(param('position')).as('position'),
            whole(param('albumId')).as('album_id'),
            'facet',
            'published_at',
          ])
          .where('photo_id', '=', param('photoId')),
      ),
  );
  const clear = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_albums').where('photo_id', '=', param('photoId')),
  );
  const addAlbums = async (run: Executor, photoId: number, albumIds: readonly number[]): Promise<void> => {
    for (const [position, albumId] of albumIds.entries()) await run.run(add, { photoId, position, albumId });
  };
  return {
    addAlbums,
    async replaceAlbums(run: Executor, photoId: number, albumIds: readonly number[]): Promise<void> {
      await run.run(clear, { photoId });
      await addAlbums(run, photoId, albumIds);
    },
  };
}

function prepareVariables({ db }: QueryKit) {
  const add = defineStatement<{ photoId: number; name: string; value: string }>()((param) =>
    db
      .insertInto('photo_variables')
      .columns(['photo_id', 'name', 'value', 'facet', 'published_at'])
      .expression(
        db
          .selectFrom('photos')
          .select([
            'photo_id',
            text(param('name')).as('name'),
            text(param('value')).as('value'),
            'facet',
            'published_at',
          ])
          .where('photo_id', '=', param('photoId')),
      ),
  );
  const clear = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('photo_variables').where('photo_id', '=', param('photoId')),
  );
  const addVariables = async (
    run: Executor,
    photoId: number,
    variables: Readonly<Record<string, string>>,
  ): Promise<void> => {
    for (const [name, value] of Object.entries(variables)) await run.run(add, { photoId, name, value });
  };
  return {
    addVariables,
    async replaceVariables(
      run: Executor,
      photoId: number,
      variables: Readonly<Record<string, string>>,
    ): Promise<void> {
      await run.run(clear, { photoId });
      await addVariables(run, photoId, variables);
    },
  };
}
