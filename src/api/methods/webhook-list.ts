import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleWebhook } from '../objects/webhook-examples.ts';
import { webhookFields } from '../objects/webhook-fields.ts';

/** Lists all webhooks at once (reference, A.17); a site has a thousand at most. */
export const webhookList = defineMethod({
  path: 'webhook/list',
  summary: 'List the webhooks, oldest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () => z.object({}),
  v1: { payloadKey: 'webhooks' },
  fields: webhookFields,
  errors: [],
  example: {
    parameters: {},
    answer: { items: [exampleWebhook.webhook], page: { size: 1, totalCount: 1 } },
  },
  async handle({ deps }) {
    const items = await deps.webhooks.list();
    return { items, page: { size: items.length, totalCount: items.length } };
  },
});
