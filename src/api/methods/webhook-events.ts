import { z } from 'zod';
import { authorize } from '../../access/authorization.ts';
import { type SubscribableEvent, subscribableEvents } from '../../events/catalogue.ts';
import { defineMethod } from '../declaration.ts';
import { permissionDenied } from '../errors.ts';
import type { Field } from '../fields.ts';
import { flagWithDefault } from '../parameter-types.ts';

const fields: ReadonlyArray<Field<SubscribableEvent>> = [
  { name: 'event', kind: 'text', help: 'What `webhook/subscribe` takes.', value: ({ name }) => name },
  {
    name: 'description',
    kind: 'text',
    help: 'When it happens.',
    value: ({ description }) => description,
  },
];

/** Lists what can be subscribed to (reference, A.17). */
export const webhookEvents = defineMethod({
  path: 'webhook/events',
  summary: 'List the events that a webhook can be subscribed to.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'anonymous',
  parameters: () =>
    z.object({
      test_authentication_p: flagWithDefault('Refuse callers who may not subscribe.', false),
    }),
  v1: { payloadKey: 'events' },
  fields,
  errors: ['permission_denied'],
  example: {
    parameters: {},
    answer: {
      items: subscribableEvents.slice(0, 2),
      page: { page: 1, size: subscribableEvents.length, totalCount: subscribableEvents.length },
    },
  },
  async handle({ input, caller }) {
    if (input.test_authentication_p && !authorize(caller, 'write')) throw permissionDenied('write');
    const { length } = subscribableEvents;
    return { items: subscribableEvents, page: { page: 1, size: length, totalCount: length } };
  },
});
