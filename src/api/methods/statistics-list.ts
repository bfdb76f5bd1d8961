import { z } from 'zod';
import type { Period } from '../../insight/statistics.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import type { Field } from '../fields.ts';
import { epochField } from '../objects/date-fields.ts';
import { dateTimeOrEpoch, wordWithDefault } from '../parameter-types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A plot has no more points than this. */
const MOST_PERIODS = 2_000;

const steps = {
  hour: { stepMs: HOUR_MS, usualMs: 7 * DAY_MS },
  day: { stepMs: DAY_MS, usualMs: 90 * DAY_MS },
} as const;

function count(name: string, help: string, value: (period: Period) => number): Field<Period> {
  return { name, kind: 'number', isNeverNull: true, help, value };
}

function use(name: string, help: string, value: (use: NonNullable<Period['use']>) => number): Field<Period> {
  const isLast = 'As it was at the end; absent when the server did not run.';
  return {
    name,
    kind: 'number',
    help: `${help} ${isLast}`,
    value: (period) => (period.use === null ? null : value(period.use)),
  };
}

const fields: ReadonlyArray<Field<Period>> = [
  epochField('from_epoch', 'When the period begins, in seconds since 1970.', ({ from }) => from),
  count('uploads_started', 'Files that began to arrive.', (period) => period.uploadsStarted),
  count('uploads_completed', 'Files that were completed.', (period) => period.uploadsCompleted),
  count(
    'uploads_failed',
    'Files that were refused, or could not be fetched.',
    (period) => period.uploadsFailed,
  ),
  count('uploads_cancelled', 'Unfinished files that were given up.', (period) => period.uploadsCancelled),
  count('uploads_expired', 'Unfinished files that were forgotten.', (period) => period.uploadsExpired),
  count('bytes_in', 'Bytes of the completed files.', (period) => period.bytesIn),
  count(
    'downloads',
    'Files of items that were given out from their beginning.',
    (period) => period.downloads,
  ),
  count('bytes_out', 'Bytes of files of items that were given out.', (period) => period.bytesOut),
  use('stored_files', 'Items with a file.', ({ storedFiles }) => storedFiles),
  use('stored_bytes', 'Bytes of these files.', ({ storedBytes }) => storedBytes),
  use('rendition_bytes', 'Bytes of what was made from them.', ({ renditionBytes }) => renditionBytes),
];

const example: Period = {
  from: Date.UTC(2026, 10, 1, 12),
  uploadsStarted: 42,
  uploadsCompleted: 40,
  uploadsFailed: 1,
  uploadsCancelled: 1,
  uploadsExpired: 0,
  bytesIn: 31_457_280_000,
  downloads: 310,
  bytesOut: 12_884_901_888,
  use: { storedFiles: 1_204, storedBytes: 966_367_641_600, renditionBytes: 48_318_382_080 },
};

/** Numbers for plots over time. Slipway's own method. */
export const statisticsList = defineMethod({
  path: 'statistics/list',
  summary: 'Count uploads, traffic and storage over time, oldest period first. Times are UTC.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'read',
  parameters: () =>
    z.object({
      from: dateTimeOrEpoch('Beginning; the period that it lies in is counted whole.'),
      to: dateTimeOrEpoch('End; now, without it.'),
      step: wordWithDefault(
        'How long a period is. Without `from`, the last 7 days are told by the hour, the last 90 by the day.',
        ['hour', 'day'],
        'hour',
      ),
    }),
  v1: { payloadKey: 'statistics' },
  fields,
  errors: ['limit_exceeded'],
  example: { parameters: { step: 'day' }, answer: { items: [example], page: { size: 2_000 } } },
  async handle({ input, deps }) {
    const { stepMs, usualMs } = steps[input.step];
    const to = input.to ?? deps.clock.now();
    const from = input.from ?? to - usualMs;
    if (from > to) throw new ApiError('invalid_input', 'The parameter "from" must not be later than "to".');
    if ((to - from) / stepMs > MOST_PERIODS) {
      const sentence = `That would be more than ${MOST_PERIODS} periods. Ask for less at a time, or by the day.`;
      throw new ApiError('limit_exceeded', sentence);
    }
    return { items: await deps.statistics.list({ from, to, stepMs }), page: { size: MOST_PERIODS } };
  },
});
