import { sql, type Selectable } from 'kysely';
import type { EventType } from '../../events/catalogue.ts';
import type { EventRecord, EventRecorder, EventRecords } from '../../events/records.ts';
import { decodeObject, encodeJson } from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import type { EventsTable } from '../schema.ts';
import { defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = ['id', 'type', 'photo_id', 'at', 'data'] as const satisfies readonly (keyof EventsTable)[];

/** Literal, as in the condition of the index of messages. */
const webhook = sql.lit('webhook');
const owedStates = (['pending', 'held'] as const).map((state) => sql.lit(state));

interface PageParams {
  after: number;
  type?: string;
  uploadTokenId?: string;
  limit: number;
}

interface LatestParams {
  before?: number;
  type?: string;
  limit: number;
}

/** Writes events down, over any executor. */
export function prepareEventRecorder({ db }: QueryKit): (run: Executor) => EventRecorder {
  const insert = defineStatement<Omit<Selectable<EventsTable>, 'id'>>()((param) =>
    db
      .insertInto('events')
      .values({
        type: param('type'),
        upload_id: param('upload_id'),
        photo_id: param('photo_id'),
        album_id: param('album_id'),
        at: param('at'),
        data: param('data'),
        upload_token_id: param('upload_token_id'),
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return (run) => ({
    async record({ type, uploadId = null, photoId = null, albumId = null, now, data }) {
      await run.run(insert, {
        type,
        upload_id: uploadId,
        photo_id: photoId,
        album_id: albumId,
        at: now,
        data: encodeJson(data),
        upload_token_id: 'upload_token_id' in data ? data.upload_token_id : null,
      });
    },
  });
}

/** The events that are kept, over any executor. */
export function prepareEvents(kit: QueryKit): (run: Executor) => EventRecords {
  const reads = prepareReads(kit);
  const sweep = prepareSweep(kit);

  return (run) => ({
    async find(id) {
      const row = await run.get(reads.byId, { id });
      return row === undefined ? undefined : toRecord(row);
    },
    async findMany(given) {
      if (given.length === 0) return [];
      const ids = padList(given);
      return (await run.all(reads.byIds(ids.length), { ids })).map(toRecord);
    },
    async page(filter) {
      const given = (['type', 'uploadTokenId'] as const).filter((name) => filter[name] !== undefined);
      return (await run.all(reads.page(given.join(',')), filter)).map(toRecord);
    },
    async latest(filter) {
      const given = (['type', 'before'] as const).filter((name) => filter[name] !== undefined);
      return (await run.all(reads.latest(given.join(',')), filter)).map(toRecord);
    },
    async lastId() {
      return (await run.get(reads.last, {}))?.id ?? 0;
    },
    async lastIdBefore(time) {
      return (await run.get(reads.lastBefore, { time }))?.id ?? 0;
    },
    sweep: (before, limit) => run.run(sweep, { before, limit }),
  });
}

function prepareReads({ db }: QueryKit) {
  const select = db.selectFrom('events').select(columns);
  return {
    byId: defineStatement<{ id: number }>()((param) => select.where('id', '=', param('id'))),
    byIds: memoize((length: number) =>
      defineStatement<{ ids: number[] }>()((param) => select.where('id', 'in', param.list('ids', length))),
    ),
    page: memoize((given: string) =>
      defineStatement<PageParams>()((param) =>
        select
          .$if(given.includes('type'), (query) => query.where('type', '=', param('type') as string))
          .$if(given.includes('uploadTokenId'), (query) =>
            query.where('upload_token_id', '=', param('uploadTokenId') as string),
          )
          .where('id', '>', param('after'))
          .orderBy('id')
          .limit(param('limit')),
      ),
    ),
    latest: memoize((given: string) =>
      defineStatement<LatestParams>()((param) =>
        select
          .$if(given.includes('type'), (query) => query.where('type', '=', param('type') as string))
          .$if(given.includes('before'), (query) => query.where('id', '<', param('before') as number))
          .orderBy('id', 'desc')
          .limit(param('limit')),
      ),
    ),
    last: defineStatement<object>()(() =>
      db.selectFrom('events').select('id').orderBy('id', 'desc').limit(1),
    ),
    lastBefore: defineStatement<{ time: number }>()((param) =>
      db
        .selectFrom('events')
        .select('id')
        .where('at', '<', param('time'))
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(1),
    ),
  };
}

function prepareSweep({ db }: QueryKit) {
  return defineStatement<{ before: number; limit: number }>()((param) =>
    db.deleteFrom('events').where('id', 'in', (eb) =>
      eb
        .selectFrom('events as old')
        .select('old.id')
        .where('old.at', '<', param('before'))
        .where((condition) =>
          condition.not(
            condition.exists(
              condition
                .selectFrom('deliveries')
                .select('deliveries.id')
                .whereRef('deliveries.event_id', '=', 'old.id')
                .where('deliveries.kind', '=', webhook)
                .where('deliveries.state', 'in', owedStates),
            ),
          ),
        )
        .orderBy('old.at')
        .limit(param('limit')),
    ),
  );
}

function toRecord(row: Pick<Selectable<EventsTable>, (typeof columns)[number]>): EventRecord {
  return {
    id: row.id,
    type: row.type as EventType,
    at: row.at,
    photoId: row.photo_id,
    data: decodeObject(row.data),
  };
}
