import { z } from 'zod';

/*
 * Events that are told to whoever listens at the moment, and to nobody else: they are not written down, have no id, and
 * webhooks do not get them.
 */

export const uploadProgressPayload = z.object({
  upload_id: z.string().describe('The upload.'),
  upload_token_id: z.string().describe('The id of the token that it came with.'),
  filename: z.string().describe('The file name as the client gave it, at most 500 characters of it.'),
  size: z.int().min(0).describe('Size of the file in bytes.'),
  received: z.int().min(0).describe('Bytes that are safely stored.'),
  bytes_per_second: z.int().min(0).describe('How fast bytes came lately.'),
  connections: z.int().min(0).describe('Requests that bring bytes of it now.'),
});

export const photoProgressPayload = z.object({
  photo_id: z.int().min(1).describe('The item.'),
  kind: z.string().describe('What is being made, as `photo/get-transcoding-progress` names the work.'),
  percent: z.int().min(0).max(100).describe('How far it is.'),
});

const cursorPayload = z.object({
  resumed_p: z
    .boolean()
    .describe('Whether the stream goes on after the event that was named; else it begins now.'),
});

const gapPayload = z.object({
  reason: z
    .enum(['too_old', 'too_many', 'unknown'])
    .describe(
      '`too_old`: events since then are no longer kept. `too_many`: more happened than is repeated. `unknown`: there is no such event.',
    ),
});

const endPayload = z.object({
  reason: z
    .enum(['not_allowed', 'shutting_down'])
    .describe('`not_allowed`: the key or the token is no longer good. `shutting_down`: come back soon.'),
});

/** When each of them is told, what it tells, and an example. */
export const passingEvents = {
  'upload.progress': {
    happens: 'bytes of a file arrive: once a second at most for each file.',
    payload: uploadProgressPayload,
    example: {
      upload_id: '01kb3c2d4e5f6g7h8j9k0m1n2p',
      upload_token_id: '01kb3c2c8v1w2x3y4z5a6b7c8d',
      filename: 'holiday.mp4',
      size: 73_400_320,
      received: 41_943_040,
      bytes_per_second: 5_242_880,
      connections: 3,
    },
  },
  'photo.progress': {
    happens: 'the work on the formats of an item gets further: once a second at most for each item.',
    payload: photoProgressPayload,
    example: { photo_id: 60_433, kind: 'images', percent: 42 },
  },
  'stream.ready': {
    happens: 'a stream begins, or goes on where it was left.',
    payload: cursorPayload,
    example: { resumed_p: false },
  },
  'stream.gap': {
    happens: 'a stream cannot go on where it was left: load everything anew. It goes on from now.',
    payload: gapPayload,
    example: { reason: 'too_old' },
  },
  'stream.end': {
    happens: 'the server ends a stream.',
    payload: endPayload,
    example: { reason: 'shutting_down' },
  },
} as const satisfies Record<string, { happens: string; payload: z.ZodObject; example: object }>;

export type PassingEventType = keyof typeof passingEvents;

/** Those that may be asked for; the others are about the stream itself, and always told. */
export const progressTypes = ['upload.progress', 'photo.progress'] as const satisfies PassingEventType[];

/** One of them, as it is told. */
export type PassingEvent = {
  [Type in PassingEventType]: {
    readonly type: Type;
    readonly data: z.infer<(typeof passingEvents)[Type]['payload']>;
  };
}[PassingEventType];
