import { z } from 'zod';
import { isOrigin } from './address-forms.ts';
import { bytes, formed, GiB, seconds, timerSeconds } from './setting-types.ts';

/** What is made from files. */
export const media = z
  .strictObject({
    process: z
      .boolean()
      .default(true)
      .describe(
        'Whether pictures, videos and sounds are looked at, and their sizes made, in the background.',
      ),
    origin: z
      .url({ protocol: /^https?$/ })
      .refine(isOrigin, 'it must be an origin only')
      .optional()
      .meta(
        formed(
          'Another origin of this server that files are given out from, so that what strangers uploaded has nothing to do with the pages of the site. Default: the same as the pages.',
          'an address like `https://files.example.com`, without a path',
        ),
      ),
    atOnce: z.number().int().min(1).max(64).default(1).describe('Files that are processed at the same time.'),
    maxPixels: z
      .number()
      .int()
      .min(1_000_000)
      .max(1_000_000_000)
      .default(200_000_000)
      .describe('A picture with more pixels than this is not unpacked.'),
    memoryBytes: bytes
      .default(GiB)
      .describe('Memory for reading one picture or looking into one file, where the system can limit it.'),
    timeoutSeconds: timerSeconds
      .min(1)
      .default(60)
      .describe('Longest time for the sizes of one picture, or for looking into one file.'),
    encodeAtOnce: z
      .number()
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Renditions of videos and sounds that are made at the same time.'),
    encodeThreads: z
      .number()
      .int()
      .min(0)
      .max(64)
      .default(0)
      .describe('Threads for one rendition; 0: as many as half of the processors.'),
    encodeMemoryBytes: bytes
      .default(3 * GiB)
      .describe('Memory for making one rendition, where the system can limit it.'),
    encodeTimeFactor: z
      .number()
      .min(1)
      .max(10_000)
      .default(60)
      .describe('Longest processor time for one rendition, in seconds for each second of the film.'),
    maxFilmSeconds: seconds
      .min(1)
      .default(12 * 3600)
      .describe('Nothing is made from a video or a sound that lasts longer.'),
  })
  .prefault({});

/** What is kept of what files tell of people. */
export const privacy = z
  .strictObject({
    stripLocation: z
      .boolean()
      .default(false)
      .describe(
        'Remove from stored pictures where they were taken. The picture itself is not changed; until it is done, the stored file is not given out.',
      ),
  })
  .prefault({});
