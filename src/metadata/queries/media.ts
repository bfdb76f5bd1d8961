import type { Selectable } from 'kysely';
import type {
  MediaFacts,
  MediaPatch,
  MediaRecord,
  MediaRecords,
  MediaState,
  RenditionRecord,
  RenditionRecords,
} from '../../archive/media-records.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { QueryKit } from '../kit.ts';
import type { MediaTable, RenditionsTable } from '../schema-media.ts';
import { defineSparseUpdate, type PatchColumns } from '../sparse-update.ts';
import { defineInsert, defineStatement, type Executor, memoize, padList } from '../statement.ts';

const factColumns = {
  container: ['container'],
  videoCodec: ['video_codec'],
  audioCodec: ['audio_codec'],
  durationSeconds: ['duration_seconds'],
  width: ['width'],
  height: ['height'],
  rotation: ['rotation'],
  frameRate: ['frame_rate'],
  hasAudio: ['has_audio'],
  isWebReady: ['is_web_ready'],
  takenAt: ['taken_at'],
  camera: ['camera'],
  hasLocation: ['has_location'],
} as const satisfies PatchColumns<MediaFacts>;

const thumbnailColumns = {
  thumbnailKey: ['thumbnail_key'],
  thumbnailType: ['thumbnail_type'],
} as const;

const nothingKnown = Object.fromEntries(
  Object.values({ ...factColumns, ...thumbnailColumns }).map(([column]) => [column, null]),
);

interface StartParams {
  photoId: number;
  state: string;
  reason: string;
  now: number;
}

/** The media side of items, over any executor. */
export function prepareMedia(kit: QueryKit): (run: Executor) => MediaRecords {
  const select = kit.db.selectFrom('media').selectAll();
  const find = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      select.where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  const begin = prepareBegin(kit);
  const lock = defineStatement<{ photoId: number; generation: number }>()((param) =>
    kit.dialect.lockRows(
      select.where('photo_id', '=', param('photoId')).where('generation', '=', param('generation')),
      'wait',
    ),
  );
  const update = defineSparseUpdate<MediaPatch & { updatedAt: number }>(kit, 'media', 'photo_id', {
    ...factColumns,
    ...thumbnailColumns,
    state: ['state'],
    reason: ['reason'],
    updatedAt: ['updated_at'],
  });

  return (run) => {
    const findMany = async (photoIds: readonly number[]): Promise<MediaRecord[]> => {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(find(ids.length), { ids })).map(toMedia);
    };
    return {
      find: async (photoId) => (await findMany([photoId]))[0],
      findMany,
      async begin(photoId, start, now) {
        const row = await run.get(begin, { photoId, ...start, now });
        if (row === undefined) throw new UploadError('records_unavailable');
        return row.generation;
      },
      async update(photoId, generation, patch, now) {
        if ((await run.get(lock, { photoId, generation })) === undefined) return false;
        return (await update(run, photoId, { ...patch, updatedAt: now })) > 0;
      },
    };
  };
}

function prepareBegin({ db }: QueryKit) {
  return defineStatement<StartParams>()((param) => {
    const start = { state: param('state'), reason: param('reason'), updated_at: param('now') };
    return db
      .insertInto('media')
      .values({ photo_id: param('photoId'), generation: 1, ...start, ...nothingKnown } as never)
      .onConflict((conflict) =>
        conflict
          .column('photo_id')
          .doUpdateSet((eb) => ({ generation: eb('media.generation', '+', 1), ...start, ...nothingKnown })),
      )
      .returning('generation');
  });
}

const renditionColumns = [
  'photo_id',
  'name',
  'format',
  'generation',
  'storage_key',
  'bytes',
  'width',
  'height',
  'bit_rate',
  'created_at',
] as const satisfies readonly (keyof RenditionsTable)[];

/** The files made from the files of items, over any executor. */
export function prepareRenditions(kit: QueryKit): (run: Executor) => RenditionRecords {
  const { db } = kit;
  const insert = defineInsert(db, 'renditions', renditionColumns);
  const select = db.selectFrom('renditions').select(renditionColumns);
  const named = defineStatement<{ photoId: number; name: string }>()((param) =>
    select.where('photo_id', '=', param('photoId')).where('name', '=', param('name')),
  );
  const many = memoize((length: number) =>
    defineStatement<{ ids: number[] }>()((param) =>
      select.where('photo_id', 'in', param.list('ids', length)),
    ),
  );
  const remove = defineStatement<{ photoId: number; name: string; format: string }>()((param) =>
    db
      .deleteFrom('renditions')
      .where('photo_id', '=', param('photoId'))
      .where('name', '=', param('name'))
      .where('format', '=', param('format'))
      .returning('storage_key'),
  );
  const removeAll = defineStatement<{ photoId: number }>()((param) =>
    db.deleteFrom('renditions').where('photo_id', '=', param('photoId')).returning('storage_key'),
  );

  return (run) => ({
    findNamed: async (photoId, name) => (await run.all(named, { photoId, name })).map(toRendition),
    async findMany(photoIds) {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(many(ids.length), { ids })).map(toRendition);
    },
    async put(rendition) {
      const { photoId, name, format } = rendition;
      const former = await run.get(remove, { photoId, name, format });
      await run.run(insert, toRow(rendition));
      return former?.storage_key;
    },
    removeAll: async (photoId) =>
      (await run.all(removeAll, { photoId })).map(({ storage_key }) => storage_key),
  });
}

function toMedia(row: Selectable<MediaTable>): MediaRecord {
  return {
    photoId: row.photo_id,
    generation: row.generation,
    state: row.state as MediaState,
    reason: row.reason,
    container: row.container,
    videoCodec: row.video_codec,
    audioCodec: row.audio_codec,
    durationSeconds: row.duration_seconds,
    width: row.width,
    height: row.height,
    rotation: row.rotation,
    frameRate: row.frame_rate,
    hasAudio: row.has_audio === null ? null : Boolean(row.has_audio),
    isWebReady: row.is_web_ready === null ? null : Boolean(row.is_web_ready),
    takenAt: row.taken_at,
    camera: row.camera,
    hasLocation: row.has_location === null ? null : Boolean(row.has_location),
    thumbnailKey: row.thumbnail_key,
    thumbnailType: row.thumbnail_type,
  };
}

function toRow(rendition: RenditionRecord): RenditionsTable {
  return {
    photo_id: rendition.photoId,
    name: rendition.name,
    format: rendition.format,
    generation: rendition.generation,
    storage_key: rendition.storageKey,
    bytes: rendition.bytes,
    width: rendition.width,
    height: rendition.height,
    bit_rate: rendition.bitRate,
    created_at: rendition.createdAt,
  };
}

function toRendition(row: Selectable<RenditionsTable>): RenditionRecord {
  return {
    photoId: row.photo_id,
    name: row.name,
    format: row.format,
    generation: row.generation,
    storageKey: row.storage_key,
    bytes: row.bytes,
    width: row.width,
    height: row.height,
    bitRate: row.bit_rate,
    createdAt: row.created_at,
  };
}
