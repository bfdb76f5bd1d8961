import { z } from 'zod';
import { bytes, DAY, formed, seconds, timerSeconds } from './setting-types.ts';

/** Files that the server fetches itself. */
export const fetches = z
  .strictObject({
    allowPrivate: z
      .array(z.string())
      .default([])
      .meta(
        formed(
          'Private addresses, CIDR ranges or host names that `photo/upload-url` may fetch from. Loopback is allowed while Slipway listens on loopback with no `publicUrl` and no trusted proxy.',
          'addresses, CIDR ranges or host names, each with or without `:port`',
        ),
      ),
    timeoutSeconds: timerSeconds.min(1).default(30).describe('Longest wait for the beginning of an answer.'),
    attemptSeconds: timerSeconds
      .min(1)
      .default(6 * 3600)
      .describe('Longest time that one attempt may take; the next one goes on where it stopped.'),
    atOnce: z.number().int().min(1).max(64).default(4).describe('Files that are fetched at the same time.'),
  })
  .prefault({});

/** Calls to applications. */
export const callbacks = z
  .strictObject({
    allowPrivate: z
      .array(z.string())
      .default([])
      .meta(
        formed(
          'Private addresses, CIDR ranges or host names that callbacks and webhooks may reach. Loopback is allowed when Slipway itself listens on loopback.',
          'addresses, CIDR ranges or host names, each with or without `:port`',
        ),
      ),
    timeoutSeconds: timerSeconds.min(1).default(10).describe('Longest wait for one callback or webhook.'),
    maxResponseBytes: bytes.default(64 * 1024).describe('Bytes read of the answer to a callback or webhook.'),
    retryForSeconds: seconds
      .default(3 * DAY)
      .describe(
        'A callback or webhook that fails is retried, ever more rarely, for this long. A webhook that fails for this long is paused.',
      ),
  })
  .prefault({});
