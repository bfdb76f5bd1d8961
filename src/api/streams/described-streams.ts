import { z } from 'zod';
import { subscribableEvents } from '../../events/catalogue.ts';
import { progressTypes } from '../../events/passing-events.ts';
import type { DescribedMethod, MethodDescription } from '../declaration.ts';
import { requiredText, text, wordList } from '../parameter-types.ts';

const lastEventId = text(
  'The `id` of the last event that was seen, for clients that cannot send the header `Last-Event-ID`; the header wins.',
);

/** A method that answers with a stream of events (`text/event-stream`), for the documents. */
function describeStream(
  description: Pick<MethodDescription, 'path' | 'summary' | 'level'> & {
    readonly parameters: z.ZodObject;
    readonly example: Readonly<Record<string, string>>;
  },
): DescribedMethod {
  const { parameters, example, ...rest } = description;
  return {
    ...rest,
    versions: [2],
    httpMethods: { 2: ['GET'] },
    changesState: false,
    v1: { payloadKey: 'stream' },
    errors: [],
    parameters: () => parameters,
    fields: [],
    hasOpenFields: false,
    isStream: true,
    example: { parameters: example, toWire: () => ({ kind: 'object', object: [] }) },
  };
}

/** Everything that happens on the site. */
export const eventStream = describeStream({
  path: 'event/stream',
  summary:
    'Follow what happens, as server-sent events: those that webhooks get, and the progress of uploads.',
  level: 'write',
  parameters: z.object({
    events: wordList(
      'Only these: names that `webhook/events` lists, `upload.progress`, `photo.progress`. All of them unless told.',
    ),
    last_event_id: lastEventId,
  }),
  example: { events: 'upload.completed,upload.failed' },
});

/** The uploads of one token, for whoever holds it. */
export const uploadTokenStream = describeStream({
  path: 'upload-token/stream',
  summary:
    'Follow the uploads of an upload token, as server-sent events. The token is all that is asked for.',
  level: 'none',
  parameters: z.object({
    upload_token: requiredText('The token.'),
    last_event_id: lastEventId,
  }),
  example: { upload_token: '7cLoqp9hJDExampleOnly' },
});

export const apiStreams: readonly DescribedMethod[] = [eventStream, uploadTokenStream];

/** Names that `events` may hold, in lower case. */
export const streamEventNames: ReadonlySet<string> = new Set([
  ...subscribableEvents.map(({ name }) => name).filter((name) => name !== 'pingback'),
  ...progressTypes,
]);
