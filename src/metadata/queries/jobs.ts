import { sql, type Selectable } from 'kysely';
import type { JobClass, JobProgress, JobRecord, JobRecords } from '../../jobs/records.ts';
import type { JobKind } from '../../uploads/ports.ts';
import type { QueryKit } from '../kit.ts';
import type { JobsTable } from '../schema.ts';
import { defineStatement, memoize, padList, type Executor } from '../statement.ts';

const columns = [
  'id',
  'kind',
  'photo_id',
  'attempts',
  'claims',
  'created_at',
] as const satisfies readonly (keyof JobsTable)[];

/** Literal, as in the condition of the index `jobs_due`. */
const pending = sql.lit('pending');

interface ClaimParams {
  jobClass: JobClass;
  now: number;
  leaseUntil: number;
}

/** The records of jobs, over any executor. `attempts` counts the failed ones. */
export function prepareJobs(kit: QueryKit): (run: Executor) => JobRecords {
  const claim = prepareClaim(kit);
  const changes = prepareChanges(kit);
  const lookups = prepareLookups(kit);
  const nextDue = defineStatement<object>()(() =>
    kit.db.selectFrom('jobs').select('due_at').where('state', '=', pending).orderBy('due_at').limit(1),
  );

  return (run) => ({
    async claim(jobClass, now, leaseUntil) {
      const row = await run.get(claim, { jobClass, now, leaseUntil });
      return row === undefined ? undefined : toRecord(row);
    },
    async renew(id, leaseUntil) {
      return (await run.run(changes.renew, { id, leaseUntil })) > 0;
    },
    async release(id, now) {
      await run.run(changes.release, { id, now });
    },
    async reclaim(now) {
      await run.run(changes.reclaim, { now });
    },
    async report(id, progress) {
      await run.run(changes.report, { id, progress });
    },
    async finish(id) {
      await run.run(changes.finish, { id });
    },
    async fail(id, error, runAt) {
      await (runAt === null
        ? run.run(changes.giveUp, { id, error })
        : run.run(changes.retry, { id, error, runAt }));
    },
    async nextDueAt() {
      return (await run.get(nextDue, {}))?.due_at;
    },
    async findGone(ids) {
      const list = padList(ids);
      const present = new Set(
        (await run.all(lookups.present(list.length), { ids: list })).map(({ id }) => id),
      );
      return ids.filter((id) => !present.has(id));
    },
    async pendingOf(photoIds, jobClass) {
      if (photoIds.length === 0) return [];
      const ids = padList(photoIds);
      return (await run.all(lookups.pending(ids.length), { ids, jobClass })).map(toProgress);
    },
  });
}

function prepareClaim({ db, dialect }: QueryKit) {
  return defineStatement<ClaimParams>()((param) =>
    db
      .with(
        (name) => name('due').materialized(),
        (query) =>
          dialect.lockRows(
            query
              .selectFrom('jobs')
              .select('id')
              .where('state', '=', pending)
              .where('class', '=', param('jobClass'))
              .where('due_at', '<=', param('now'))
              .orderBy('priority')
              .orderBy('due_at')
              .orderBy('id')
              .limit(1),
            'skip',
          ),
      )
      .updateTable('jobs')
      .set((eb) => ({ due_at: param('leaseUntil'), claims: eb('claims', '+', 1) }))
      .where('id', 'in', (eb) => eb.selectFrom('due').select('due.id'))
      .returning(columns),
  );
}

function prepareChanges({ db }: QueryKit) {
  const job = db.updateTable('jobs');
  return {
    renew: defineStatement<{ id: number; leaseUntil: number }>()((param) =>
      job.set({ due_at: param('leaseUntil') }).where('id', '=', param('id')),
    ),
    release: defineStatement<{ id: number; now: number }>()((param) =>
      job.set((eb) => ({ due_at: param('now'), claims: eb('claims', '-', 1) })).where('id', '=', param('id')),
    ),
    // What has failed, or was given back, is not counted as claimed any more.
    reclaim: defineStatement<{ now: number }>()((param) =>
      job
        .set({ due_at: param('now') })
        .where('state', '=', pending)
        .where('due_at', '>', param('now'))
        .where((eb) => eb('claims', '>', eb.ref('attempts'))),
    ),
    report: defineStatement<{ id: number; progress: number }>()((param) =>
      job.set({ progress: param('progress') }).where('id', '=', param('id')),
    ),
    finish: defineStatement<{ id: number }>()((param) => db.deleteFrom('jobs').where('id', '=', param('id'))),
    retry: defineStatement<{ id: number; error: string; runAt: number }>()((param) =>
      job
        .set((eb) => ({ due_at: param('runAt'), error: param('error'), attempts: eb('attempts', '+', 1) }))
        .where('id', '=', param('id')),
    ),
    giveUp: defineStatement<{ id: number; error: string }>()((param) =>
      job
        .set((eb) => ({ state: 'failed', error: param('error'), attempts: eb('attempts', '+', 1) }))
        .where('id', '=', param('id')),
    ),
  };
}

function prepareLookups({ db }: QueryKit) {
  return {
    present: memoize((length: number) =>
      defineStatement<{ ids: number[] }>()((param) =>
        db.selectFrom('jobs').select('id').where('id', 'in', param.list('ids', length)),
      ),
    ),
    pending: memoize((length: number) =>
      defineStatement<{ ids: number[]; jobClass: JobClass }>()((param) =>
        db
          .selectFrom('jobs')
          .select(['photo_id', 'kind', 'progress'])
          .where('photo_id', 'in', param.list('ids', length))
          // Not as an index has it: the items pick fewer jobs than the class does.
          .where(sql<string>`${sql.ref('class')} || ''`, '=', param('jobClass'))
          .where('state', '=', pending)
          .orderBy('id'),
      ),
    ),
  };
}

function toProgress(row: Pick<Selectable<JobsTable>, 'photo_id' | 'kind' | 'progress'>): JobProgress {
  return { photoId: row.photo_id, kind: row.kind as JobKind, progress: row.progress };
}

function toRecord(row: Pick<Selectable<JobsTable>, (typeof columns)[number]>): JobRecord {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    photoId: row.photo_id,
    attempts: row.attempts,
    claims: row.claims,
    createdAt: row.created_at,
  };
}
