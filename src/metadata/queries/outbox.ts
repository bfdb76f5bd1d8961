import type { Outbox } from '../../uploads/ports.ts';
import { encodeJson } from '../json-columns.ts';
import type { QueryKit } from '../kit.ts';
import { defineStatement, type Executor } from '../statement.ts';

type Callback = Parameters<Outbox['oweCallback']>[0];
type Job = Parameters<Outbox['enqueue']>[0];

/** What is owed, over any executor. Unique indexes make repetitions harmless: they are ignored. */
export function prepareOutbox({ db }: QueryKit): (run: Executor) => Outbox {
  const owe = defineStatement<Callback>()((param) =>
    db
      .insertInto('deliveries')
      .values({
        upload_id: param('uploadId'),
        photo_id: param('photoId'),
        url: param('url'),
        sealed_token: param('sealedToken'),
        state: 'pending',
        attempts: 0,
        next_attempt_at: param('now'),
        due_at: param('now'),
        created_at: param('now'),
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const enqueue = defineStatement<Job>()((param) =>
    db
      .insertInto('jobs')
      .values({
        kind: param('kind'),
        photo_id: param('photoId'),
        state: 'pending',
        attempts: 0,
        due_at: param('now'),
        error: null,
        created_at: param('now'),
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const record = defineStatement<{ type: string; uploadId: string; now: number; data: string }>()((param) =>
    db
      .insertInto('events')
      .values({ type: param('type'), upload_id: param('uploadId'), at: param('now'), data: param('data') })
      .onConflict((conflict) => conflict.doNothing()),
  );

  return (run) => ({
    async oweCallback(callback) {
      await run.run(owe, callback);
    },
    async enqueue(job) {
      await run.run(enqueue, job);
    },
    async record({ type, uploadId, now, data }) {
      await run.run(record, { type, uploadId, now, data: encodeJson(data) });
    },
  });
}
