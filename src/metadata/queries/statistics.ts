import { sql, type Selectable } from 'kysely';
import type { HourCounts, HourRecord, StatisticsRecords, StorageUse } from '../../insight/records.ts';
import type { QueryKit } from '../kit.ts';
import type { StatisticsTable } from '../schema-insight.ts';
import { defineStatement, type Executor } from '../statement.ts';

/** The columns of what is counted. */
const counted = {
  uploads_started: 'uploadsStarted',
  uploads_completed: 'uploadsCompleted',
  uploads_failed: 'uploadsFailed',
  uploads_cancelled: 'uploadsCancelled',
  uploads_expired: 'uploadsExpired',
  bytes_in: 'bytesIn',
  downloads: 'downloads',
  bytes_out: 'bytesOut',
} as const satisfies Partial<Record<keyof StatisticsTable, keyof HourCounts>>;

type Counted = keyof typeof counted;
const columns = Object.keys(counted) as readonly Counted[];

/** The row of the cursor. */
const cursorRow = sql.lit(1);

/** What happened over time, over any executor. */
export function prepareStatistics(kit: QueryKit): (run: Executor) => StatisticsRecords {
  const writes = prepareWrites(kit);
  const reads = prepareReads(kit);

  return (run) => ({
    async add(hour, counts) {
      await run.run(writes.add, { hour, ...counts });
    },
    async noteUse(hour, use) {
      await run.run(writes.noteUse, { hour, ...use });
    },
    async storageUse() {
      const rows = await run.all(reads.use, {});
      const files = rows.find(({ what }) => what === 'files');
      const renditions = rows.find(({ what }) => what === 'renditions');
      return {
        storedFiles: files?.files ?? 0,
        storedBytes: files?.bytes ?? 0,
        renditionBytes: renditions?.bytes ?? 0,
      };
    },
    async hours(span) {
      return (await run.all(reads.hours, span)).map(toHour);
    },
    async cursor() {
      return (await run.get(reads.cursor, {}))?.event_id ?? 0;
    },
    async lockCursor() {
      return (await run.get(reads.lockCursor, {}))?.event_id ?? 0;
    },
    async moveCursor(eventId) {
      await run.run(writes.moveCursor, { eventId });
    },
    sweep: (before) => run.run(writes.sweep, { before }),
  });
}

function prepareWrites({ db }: QueryKit) {
  return {
    add: defineStatement<HourCounts & { hour: number }>()((param) => {
      const given = Object.fromEntries(columns.map((column) => [column, param(counted[column])]));
      return db
        .insertInto('statistics')
        .values({ hour: param('hour'), ...(given as Record<Counted, number>) })
        .onConflict((conflict) =>
          conflict
            .column('hour')
            .doUpdateSet((eb) =>
              Object.fromEntries(
                columns.map((column) => [
                  column,
                  eb(`statistics.${column}`, '+', eb.ref(`excluded.${column}`)),
                ]),
              ),
            ),
        );
    }),
    noteUse: defineStatement<StorageUse & { hour: number }>()((param) =>
      db
        .insertInto('statistics')
        .values({
          ...(Object.fromEntries(columns.map((column) => [column, sql.lit(0)])) as Record<Counted, never>),
          hour: param('hour'),
          stored_files: param('storedFiles'),
          stored_bytes: param('storedBytes'),
          rendition_bytes: param('renditionBytes'),
        })
        .onConflict((conflict) =>
          conflict.column('hour').doUpdateSet((eb) => ({
            stored_files: eb.ref('excluded.stored_files'),
            stored_bytes: eb.ref('excluded.stored_bytes'),
            rendition_bytes: eb.ref('excluded.rendition_bytes'),
          })),
        ),
    ),
    moveCursor: defineStatement<{ eventId: number }>()((param) =>
      db
        .updateTable('statistics_cursor')
        .set({ event_id: param('eventId') })
        .where('id', '=', cursorRow),
    ),
    sweep: defineStatement<{ before: number }>()((param) =>
      db.deleteFrom('statistics').where('hour', '<', param('before')),
    ),
  };
}

function prepareReads({ db, dialect }: QueryKit) {
  const cursor = db.selectFrom('statistics_cursor').select('event_id').where('id', '=', cursorRow);
  return {
    use: defineStatement<object>()(() => db.selectFrom('storage_use').select(['what', 'files', 'bytes'])),
    hours: defineStatement<{ from: number; to: number; limit: number }>()((param) =>
      db
        .selectFrom('statistics')
        .selectAll()
        .where('hour', '>=', param('from'))
        .where('hour', '<', param('to'))
        .orderBy('hour')
        .limit(param('limit')),
    ),
    cursor: defineStatement<object>()(() => cursor),
    lockCursor: defineStatement<object>()(() => dialect.lockRows(cursor, 'wait')),
  };
}

function toHour(row: Selectable<StatisticsTable>): HourRecord {
  const counts = Object.fromEntries(columns.map((column) => [counted[column], row[column]]));
  const { stored_files: storedFiles, stored_bytes: storedBytes, rendition_bytes: renditionBytes } = row;
  const isKnown = storedFiles !== null && storedBytes !== null && renditionBytes !== null;
  return {
    hour: row.hour,
    ...(counts as unknown as HourCounts),
    use: isKnown ? { storedFiles, storedBytes, renditionBytes } : null,
  };
}
