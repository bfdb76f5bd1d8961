import { z } from 'zod';
import { filmRenditionsOf } from '../../archive/film-renditions.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { defineMethod } from '../declaration.ts';
import type { ApiRecords } from '../dependencies.ts';
import { noSuchPhoto } from '../errors.ts';
import type { ApiVersion, WireObject } from '../fields.ts';
import { flagWithDefault, requiredInteger } from '../parameter-types.ts';

/** A task, and how much of it is done: 0 to 1. */
type Task = readonly [name: string, done: number];

interface Progress {
  readonly tasks: readonly Task[];
  readonly isPercentage: boolean;
  readonly version: ApiVersion;
}

/**
 * How far the processing of an item is (reference, A.13): values are texts in both versions. There is a task for each
 * encoding that is made or under way; `video_original` is the stored file of a video; `all` is the whole.
 */
export const photoGetTranscodingProgress = defineMethod({
  path: 'photo/get-transcoding-progress',
  summary: 'How far the processing of an item is.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: 'read',
  parameters: () =>
    z.object({
      photo_id: requiredInteger('The item.', { min: 1 }),
      percentage_formated_p: flagWithDefault('Write percentages instead of fractions.', false),
    }),
  v1: { payloadKey: 'progress' },
  fields: progressFields,
  errors: ['no_such_photo'],
  example: {
    parameters: { photo_id: '60433' },
    answer: {
      object: {
        tasks: [
          ['video_original', 1],
          ['all', 0.5],
        ],
        isPercentage: false,
        version: 2,
      },
    },
  },
  async handle({ input, version, deps }) {
    const photo = await deps.archive.find(input.photo_id);
    if (!photo) throw noSuchPhoto(input.photo_id);
    const tasks = await findTasks(deps.store.read, photo);
    return { object: { tasks, isPercentage: input.percentage_formated_p, version } };
  },
});

/** An item that nothing is made from is done when its file is there; a broken one never is. */
async function findTasks(
  { media, jobs, renditions }: Pick<ApiRecords, 'media' | 'jobs' | 'renditions'>,
  { photoId, kind, storageKey }: PhotoRecord,
): Promise<Task[]> {
  const hasFile = storageKey !== '';
  const record = await media.find(photoId);
  const state = record?.state;
  const original: readonly Task[] = kind === 'video' ? [['video_original', Number(hasFile)]] : [];
  if (!hasFile || state === 'failed') return [...original, ['all', 0]];
  const made = new Set((await renditions.findMany([photoId])).map(({ name }) => name));
  const planned = record && kind !== 'image' ? filmRenditionsOf(record) : [];
  const isUnderWay = state === 'pending' || state === 'processing';
  const jobClass = planned.length > 0 ? 'encode' : 'media';
  const pending = new Map(
    isUnderWay
      ? (await jobs.pendingOf([photoId], jobClass)).map((job) => [job.kind, job.progress / 100])
      : [],
  );
  // What has failed is not told of: nobody need wait for it.
  const tasks = planned.flatMap((name): Task[] => {
    const done = made.has(name) ? 1 : pending.get(name);
    return done === undefined && !(isUnderWay && name === 'video_hls') ? [] : [[name, done ?? 0]];
  });
  const parts = tasks.length > 0 ? tasks.map(([, done]) => done) : [...pending.values()];
  const part = parts.reduce((sum, done) => sum + done, 0) / Math.max(1, parts.length);
  return [...original, ...tasks, ['all', isUnderWay ? Math.min(part, 0.99) : 1]];
}

function progressFields({ tasks, isPercentage, version }: Progress): WireObject {
  return tasks.map(([name, done]) => ({
    name,
    value: isPercentage ? `${Math.floor(done * 100)}%` : writeFraction(done, version),
    isChild: true,
  }));
}

/** Version 2 always has a decimal point (reference, A.13). */
function writeFraction(done: number, version: ApiVersion): string {
  const text = String(Math.floor(done * 100) / 100);
  return version === 2 && Number.isInteger(Number(text)) ? `${text}.0` : text;
}
