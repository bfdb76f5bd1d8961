import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { messageFields } from '../objects/message-fields.ts';
import { exampleMessage } from '../objects/webhook-examples.ts';
import { integer, pageSize, word } from '../parameter-types.ts';

/** Lists what was sent to webhooks, or is owed to them, with every try, newest first. Slipway's own method. */
export const webhookDeliveries = defineMethod({
  path: 'webhook/deliveries',
  summary: 'List the messages of webhooks and every try to deliver them, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () =>
    z.object({
      webhook_id: integer('Only messages of this webhook.', { min: 1 }),
      state: word('Only messages in this state.', ['pending', 'held', 'delivered', 'failed']),
      before: integer('Continue after the message with this `delivery_id`.', { min: 1 }),
      size: pageSize(),
    }),
  v1: { payloadKey: 'deliveries' },
  fields: messageFields,
  errors: [],
  example: { parameters: { webhook_id: '3' }, answer: { items: [exampleMessage], page: { size: 20 } } },
  async handle({ input, deps }) {
    const { webhook_id: webhookId, state, before, size } = input;
    const { deliveries, events } = deps.store.read;
    const found = await deliveries.listMessages({
      ...(webhookId === undefined ? {} : { webhookId }),
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { before }),
      limit: size,
    });
    const eventIds = [...new Set(found.map(({ eventId }) => eventId))];
    const kept = new Map((await events.findMany(eventIds)).map((event) => [event.id, event]));
    const items = await Promise.all(
      found.map(async (delivery) => ({
        delivery,
        attempts: await deliveries.attempts(delivery.id),
        event: kept.get(delivery.eventId),
      })),
    );
    return { items, page: { size } };
  },
});
