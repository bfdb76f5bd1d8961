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
export function prepareJobs({ db, dialect }: QueryKit): (run: Executor) => JobRecords {
  const claim = defineStatement<ClaimParams>()((param) =>
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
  const renew = defineStatement<{ id: number; leaseUntil: number }>()((param) =>
    db
      .updateTable('jobs')
      .set({ due_at: param('leaseUntil') })
      .where('id', '=', param('id')),
  );
  const finish = defineStatement<{ id: number }>()((param) =>
    db.deleteFrom('jobs').where('id', '=', param('id')),
  );
  const retry = defineStatement<{ id: number; error: string; runAt: number }>()((param) =>
    db
      .updateTable('jobs')
      .set((eb) => ({ due_at: param('runAt'), error: param('error'), attempts: eb('attempts', '+', 1) }))
      .where('id', '=', param('id')),
  );
  const giveUp = defineStatement<{ id: number; error: string }>()((param) =>
    db
      .updateTable('jobs')
      .set((eb) => ({ state: 'failed', error: param('error'), attempts: eb('attempts', '+', 1) }))
      .where('id', '=', param('id')),
  );
  const nextDue = defineStatement<object>()(() =>
    db.selectFrom('jobs').select('due_at').where('state', '=', pending).orderBy('due_at').limit(1),
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

function toRecord(row: Pick<Selectable<JobsTable>, (typeof columns)[number]>): JobRecord {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    photoId: row.photo_id,
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}
