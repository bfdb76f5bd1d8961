import { jobClasses } from '../../jobs/records.ts';
import type { Outbox } from '../../uploads/ports.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor } from '../statement.ts';
import { prepareEventRecorder } from './events.ts';

type Callback = Parameters<Outbox['oweCallback']>[0];
type Job = Parameters<Outbox['enqueue']>[0];

/** Neither urgent nor patient. */
const USUAL_PRIORITY = 50;

/** What is owed, over any executor. Unique indexes make repetitions harmless: they are ignored. */
export function prepareOutbox(kit: QueryKit): (run: Executor) => Outbox {
  const { db } = kit;
  const recorder = prepareEventRecorder(kit);
  const owe = defineStatement<Callback>()((param) =>
    db
      .insertInto('deliveries')
      .values({
        kind: 'callback',
        upload_id: param('uploadId'),
        webhook_id: null,
        event_id: null,
        event_type: null,
        photo_id: param('photoId'),
        url: param('url'),
        sealed_token: param('sealedToken'),
        state: 'pending',
        attempts: 0,
        tries: 0,
        owed_at: param('now'),
        next_attempt_at: param('now'),
        due_at: param('now'),
        created_at: param('now'),
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const jobs = prepareJobs(kit);
  return (run) => ({
    ...recorder(run),
    async oweCallback(callback) {
      await run.run(owe, callback);
    },
    ...jobs(run),
  });
}

/** Jobs that are owed. A second one of a kind for an item is ignored. */
function prepareJobs({ db }: QueryKit) {
  const insertJob = defineStatement<Required<Job> & { jobClass: string }>()((param) =>
    db
      .insertInto('jobs')
      .values({
        kind: param('kind'),
        class: param('jobClass'),
        priority: param('priority'),
        photo_id: param('photoId'),
        state: 'pending',
        attempts: 0,
        claims: 0,
        progress: 0,
        due_at: param('now'),
        error: null,
        created_at: param('now'),
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  // Not an update: a worker that still holds the old job must not end the new one.
  const forgetOne = defineStatement<Pick<Job, 'kind' | 'photoId'>>()((param) =>
    db.deleteFrom('jobs').where('photo_id', '=', param('photoId')).where('kind', '=', param('kind')),
  );
  const forgetClass = defineStatement<{ photoId: number; jobClass: string }>()((param) =>
    db.deleteFrom('jobs').where('photo_id', '=', param('photoId')).where('class', '=', param('jobClass')),
  );
  const enqueue = async (run: Executor, job: Job): Promise<void> => {
    await run.run(insertJob, { priority: USUAL_PRIORITY, ...job, jobClass: jobClasses[job.kind] });
  };
  return (run: Executor): Pick<Outbox, 'enqueue' | 'enqueueAnew' | 'forget'> => ({
    enqueue: (job) => enqueue(run, job),
    async enqueueAnew(job) {
      await run.run(forgetOne, job);
      await enqueue(run, job);
    },
    async forget(photoId, jobClass) {
      await run.run(forgetClass, { photoId, jobClass });
    },
  });
}
