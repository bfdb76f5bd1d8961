import { z } from 'zod';
import { eventCatalogue, type EventType, eventTypes } from '../../events/catalogue.ts';
import { parseMessageId } from '../../events/records.ts';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { eventBody } from '../objects/event-body.ts';
import { pageSize, text, word } from '../parameter-types.ts';

/** Lists the events that are kept, newest first, as webhooks get them. Slipway's own method. */
export const eventList = defineMethod({
  path: 'event/list',
  summary: 'List what has happened, newest first: the same events that webhooks get.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () =>
    z.object({
      event: word('Only events of this type.', eventTypes as readonly [EventType, ...EventType[]]),
      before: text('Continue after the event with this `id`.'),
      size: pageSize(),
    }),
  v1: { payloadKey: 'events' },
  fields: eventBody,
  errors: [],
  example: {
    parameters: { event: 'photo.added' },
    answer: {
      items: [
        {
          id: 1207,
          type: 'photo.added',
          at: Date.UTC(2026, 10, 1, 12),
          photoId: null,
          data: eventCatalogue['photo.added'].example,
        },
      ],
      page: { size: 20 },
    },
  },
  async handle({ input, deps }) {
    const { event: type, before = '', size } = input;
    const place = before === '' ? undefined : parseMessageId(before);
    if (before !== '' && !place) {
      throw new ApiError('invalid_input', 'The parameter "before" must be the id of an event.');
    }
    const items = await deps.store.read.events.latest({
      ...(type === undefined ? {} : { type }),
      ...(place === undefined ? {} : { before: place.id }),
      limit: size,
    });
    return { items, page: { size } };
  },
});
