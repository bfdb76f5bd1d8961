import type {
  CaptionKey,
  CaptionRecord,
  CaptionRecords,
  CaptionType,
} from '../../archive/captions/caption-records.ts';
import type { QueryKit } from '../kit.ts';
import { defineInsert, defineStatement, type Executor, memoize, padList } from '../statement.ts';

const recordColumns = [
  'photo_id',
  'locale',
  'type',
  'language',
  'is_draft',
  'is_default',
  'bytes',
  'sha256',
  'created_at',
] as const;

/** The captions of items, over any executor. */
export function prepareCaptions(kit: QueryKit): (run: Executor) => CaptionRecords {
  const { findMany, content, insert, clearDefault, remove } = prepareStatements(kit);
  return (run) => ({
    async findMany(photoIds) {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(findMany(ids.length), { ids })).map(
        (row): CaptionRecord => ({
          photoId: row.photo_id,
          locale: row.locale,
          type: row.type as CaptionType,
          language: row.language,
          isDraft: Boolean(row.is_draft),
          isDefault: Boolean(row.is_default),
          bytes: row.bytes,
          sha256: row.sha256,
          createdAt: row.created_at,
        }),
      );
    },
    content: async (key) => (await run.get(content, keyOf(key)))?.content,
    async put(captions, text) {
      await run.run(remove, keyOf(captions));
      await run.run(insert, {
        photo_id: captions.photoId,
        locale: captions.locale,
        type: captions.type,
        language: captions.language,
        is_draft: captions.isDraft,
        is_default: captions.isDefault,
        bytes: captions.bytes,
        sha256: captions.sha256,
        created_at: captions.createdAt,
        content: text,
      });
    },
    async clearDefault(photoId) {
      await run.run(clearDefault, { photoId, isDefault: false });
    },
    remove: async (key) => (await run.run(remove, keyOf(key))) > 0,
  });
}

function keyOf({ photoId, locale, type }: CaptionKey) {
  return { photoId, locale, type };
}

function prepareStatements({ db }: QueryKit) {
  const findMany = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      db
        .selectFrom('captions')
        .select(recordColumns)
        .where('photo_id', 'in', param.list('ids', length))
        .orderBy('photo_id')
        .orderBy('locale')
        .orderBy('type'),
    ),
  );
  const content = defineStatement<{ photoId: number; locale: string; type: string }>()((param) =>
    db
      .selectFrom('captions')
      .select('content')
      .where('photo_id', '=', param('photoId'))
      .where('locale', '=', param('locale'))
      .where('type', '=', param('type')),
  );
  const insert = defineInsert(db, 'captions', [...recordColumns, 'content']);
  const clearDefault = defineStatement<{ photoId: number; isDefault: boolean }>()((param) =>
    db
      .updateTable('captions')
      .set({ is_default: param('isDefault') })
      .where('photo_id', '=', param('photoId')),
  );
  const remove = defineStatement<{ photoId: number; locale: string; type: string }>()((param) =>
    db
      .deleteFrom('captions')
      .where('photo_id', '=', param('photoId'))
      .where('locale', '=', param('locale'))
      .where('type', '=', param('type')),
  );
  return { findMany, content, insert, clearDefault, remove };
}
