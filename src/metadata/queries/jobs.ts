import { sql, type Selectable } from 'kysely';
import type { JobKind, JobRecord, JobRecords } from '../../jobs/records.ts';
import type { QueryKit } from '../kit.ts';
import type { JobsTable } from '../schema.ts';
import { defineStatement, type Executor } from '../statement.ts';

const columns = [
  'id',
  'kind',
  'photo_id',
  'attempts',
  'created_at',
] as const satisfies readonly (keyof JobsTable)[];

/** Literal, as in the condition of the index `jobs_due`. */
const pending = sql.lit('pending');

interface ClaimParams {
  kind: string;
  now: number;
  leaseUntil: number;
}

/** The records of jobs, over any executor. `attempts` counts the failed ones. */
export function prepareJobs(kit: QueryKit): (run: Executor) => JobRecords {
  const claim = prepareClaim(kit);
  const { renew, finish, retry, giveUp } = prepareChanges(kit);
  const nextDue = defineStatement<object>()(() =>
    kit.db.selectFrom('jobs').select('due_at').where('state', '=', pending).orderBy('due_at').limit(1),
  );

  return (run) => ({
    async claim(kind, now, leaseUntil) {
      const row = await run.get(claim, { kind, now, leaseUntil });
      return row === undefined ? undefined : toRecord(row);
    },
    async renew(id, leaseUntil) {
      await run.run(renew, { id, leaseUntil });
    },
    async finish(id) {
      await run.run(finish, { id });
    },
    async fail(id, error, runAt) {
      await (runAt === null ? run.run(giveUp, { id, error }) : run.run(retry, { id, error, runAt }));
    },
    async nextDueAt() {
      return (await run.get(nextDue, {}))?.due_at;
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
              .where('kind', '=', param('kind'))
              .where('due_at', '<=', param('now'))
              .orderBy('due_at')
              .orderBy('id')
              .limit(1),
            'skip',
          ),
      )
      .updateTable('jobs')
      .set({ due_at: param('leaseUntil') })
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

function toRecord(row: Pick<Selectable<JobsTable>, (typeof columns)[number]>): JobRecord {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    photoId: row.photo_id,
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}
