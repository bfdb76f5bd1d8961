import { z } from 'zod';
import type { PhotoRecord } from '../../archive/records.ts';
import { defineMethod } from '../declaration.ts';
import { noSuchPhoto } from '../errors.ts';
import type { ApiVersion, WireObject } from '../fields.ts';
import { flagWithDefault, requiredInteger } from '../parameter-types.ts';

interface Progress {
  readonly photo: Pick<PhotoRecord, 'kind' | 'storageKey'>;
  readonly isPercentage: boolean;
  readonly version: ApiVersion;
}

/**
 * How far the encodings of an item are (reference, A.13): values are texts in both versions. No encodings are made
 * yet, so none is listed: all that there is of an item is its file, which is done when it is there.
 */
export const photoGetTranscodingProgress = defineMethod({
  path: 'photo/get-transcoding-progress',
  summary: 'How far the encodings of an item are.',
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
    answer: { object: { photo: { kind: 'video', storageKey: 'file' }, isPercentage: false, version: 2 } },
  },
  async handle({ input, version, deps }) {
    const photo = await deps.archive.find(input.photo_id);
    if (!photo) throw noSuchPhoto(input.photo_id);
    return { object: { photo, isPercentage: input.percentage_formated_p, version } };
  },
});

function progressFields({ photo, isPercentage, version }: Progress): WireObject {
  const isDone = photo.storageKey !== '';
  const fraction = version === 1 ? String(Number(isDone)) : `${Number(isDone)}.0`;
  const value = isPercentage ? `${isDone ? 100 : 0}%` : fraction;
  const tasks = photo.kind === 'video' ? ['video_original', 'all'] : ['all'];
  return tasks.map((name) => ({ name, value, isChild: true }));
}
