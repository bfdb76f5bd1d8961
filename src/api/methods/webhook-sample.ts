import { z } from 'zod';
import { eventCatalogue, type EventType, isSubscribable, pingback, typesOf } from '../../events/catalogue.ts';
import type { EventRecord } from '../../events/records.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { eventBody } from '../objects/event-body.ts';
import { requiredText } from '../parameter-types.ts';

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);

/** Shows what a webhook gets (reference, A.17): the body of a message, for every event that the name stands for. */
export const webhookSample = defineMethod({
  path: 'webhook/sample',
  summary: 'Show what a webhook that is subscribed to an event gets.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () => z.object({ event: requiredText('One of the names that `webhook/events` lists.') }),
  v1: { payloadKey: 'samples' },
  fields: eventBody,
  errors: ['invalid_input'],
  example: {
    parameters: { event: 'photo.added' },
    answer: { items: [sampleEvent('photo.added')], page: { page: 1, size: 1, totalCount: 1 } },
  },
  async handle({ input }) {
    const { event } = input;
    if (!isSubscribable(event) || event === pingback) {
      const sentence =
        'The parameter "event" must name one of the events of webhook/events that have a body.';
      throw new ApiError('invalid_input', sentence);
    }
    const items = typesOf(event).map(sampleEvent);
    return { items, page: { page: 1, size: items.length, totalCount: items.length } };
  },
});

function sampleEvent(type: EventType): EventRecord {
  return { id: 1207, type, at: NOON, photoId: null, data: eventCatalogue[type].example };
}
