import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleDelivery } from '../objects/examples.ts';
import { deliveryFields } from '../objects/delivery-fields.ts';
import { integer, pageSize, text, word } from '../parameter-types.ts';

/** Lists the calls owed to applications and every try of them, newest first. Slipway's own method. */
export const deliveryList = defineMethod({
  path: 'delivery/list',
  summary: 'List callbacks and every try to deliver them, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'write',
  parameters: () =>
    z.object({
      upload_id: text('Only calls about this upload.'),
      state: word('Only calls in this state.', ['pending', 'delivered', 'failed']),
      before: integer('Continue after the call with this `delivery_id`.', { min: 1 }),
      size: pageSize(),
    }),
  v1: { payloadKey: 'deliveries' },
  fields: deliveryFields,
  errors: [],
  example: { parameters: { state: 'delivered' }, answer: { items: [exampleDelivery], page: { size: 20 } } },
  async handle({ input, deps }) {
    const { upload_id: uploadId = '', state, before, size } = input;
    const { deliveries } = deps.store.read;
    const found = await deliveries.list({
      ...(uploadId === '' ? {} : { uploadId }),
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { before }),
      limit: size,
    });
    const items = await Promise.all(
      found.map(async (delivery) => ({ delivery, attempts: await deliveries.attempts(delivery.id) })),
    );
    return { items, page: { size } };
  },
});
