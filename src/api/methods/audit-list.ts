import { z } from 'zod';
import type { AuditEntry } from '../../insight/records.ts';
import { defineMethod } from '../declaration.ts';
import { type Field, toWireObject } from '../fields.ts';
import { epochField } from '../objects/date-fields.ts';
import { integer, pageSize, text } from '../parameter-types.ts';

type Detail = readonly [name: string, value: string];

const detailFields: ReadonlyArray<Field<Detail>> = [
  { name: 'name', kind: 'text', help: 'A parameter, or a field of the answer.', value: ([name]) => name },
  { name: 'value', kind: 'text', help: 'Its value, 300 characters at most.', value: ([, value]) => value },
];

const fields: ReadonlyArray<Field<AuditEntry>> = [
  {
    name: 'audit_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Names the entry; later ones have greater numbers.',
    value: ({ id }) => id,
  },
  epochField('date_epoch', 'When it was done, in seconds since 1970.', ({ at }) => at),
  {
    name: 'action',
    kind: 'text',
    help: 'What was done: the method, such as `key/create`.',
    value: ({ action }) => action,
  },
  {
    name: 'details',
    kind: 'objects',
    fields: detailFields,
    help: 'What it was done to, and how. There are never secrets among it.',
    value: ({ details }, version) =>
      Object.entries(details).map((detail) => toWireObject(detailFields, detail, version)),
  },
  { name: 'level', kind: 'text', help: 'What the caller might do.', value: ({ level }) => level },
  {
    name: 'key_id',
    kind: 'text',
    help: 'The key of the caller; empty for others.',
    value: ({ keyId }) => keyId ?? '',
  },
  { name: 'user_id', kind: 'number', help: 'The user who did it.', value: ({ userId }) => userId },
  {
    name: 'consumer_id',
    kind: 'number',
    help: 'The OAuth consumer that did it for the user.',
    value: ({ consumerId }) => consumerId,
  },
  {
    name: 'address',
    kind: 'text',
    help: 'The network address that the request came from.',
    value: ({ address }) => address,
  },
];

const example: AuditEntry = {
  id: 311,
  at: Date.UTC(2026, 10, 1, 12),
  action: 'key/create',
  level: 'super',
  keyId: '019ab3c2d4e7',
  userId: 2,
  consumerId: null,
  address: '192.0.2.7',
  details: { name: 'Newsroom', level: 'write', key_id: '019ab3c2d4f1' },
};

/** Lists administrative acts, newest first. Slipway's own method. */
export const auditList = defineMethod({
  path: 'audit/list',
  summary: 'List who did what to the site, newest first.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: false,
  level: 'super',
  parameters: () =>
    z.object({
      action: text('Only this method, such as `key/create`.'),
      user_id: integer('Only what this user did.', { min: 1 }),
      before: integer('Continue after the entry with this `audit_id`.', { min: 1 }),
      size: pageSize(),
    }),
  v1: { payloadKey: 'entries' },
  fields,
  errors: [],
  example: { parameters: { action: 'key/create' }, answer: { items: [example], page: { size: 20 } } },
  async handle({ input, deps }) {
    const { action = '', user_id: userId, before, size } = input;
    const items = await deps.audit.list({
      ...(action === '' ? {} : { action }),
      ...(userId === undefined ? {} : { userId }),
      ...(before === undefined ? {} : { before }),
      limit: size,
    });
    return { items, page: { size } };
  },
});
