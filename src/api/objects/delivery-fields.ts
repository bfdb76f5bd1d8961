import type { AttemptRecord, CallbackDelivery, DeliveryRecord } from '../../callbacks/records.ts';
import { type Field, toWireObject } from '../fields.ts';
import { epochField } from './date-fields.ts';

/** A call that is or was owed to an application, with every try of it. */
export interface DeliverySource {
  readonly delivery: CallbackDelivery;
  readonly attempts: readonly AttemptRecord[];
}

/** One try of a delivery. */
export const attemptFields: ReadonlyArray<Field<AttemptRecord>> = [
  epochField('date_epoch', 'When it was tried, in seconds since 1970.', (attempt) => attempt.at),
  {
    name: 'duration_ms',
    kind: 'number',
    isNeverNull: true,
    help: 'How long it took, in milliseconds.',
    value: (attempt) => attempt.durationMs,
  },
  {
    name: 'status',
    kind: 'number',
    help: 'HTTP status of the answer; absent when there was none.',
    value: (attempt) => attempt.status,
  },
  {
    name: 'error',
    kind: 'text',
    help: 'Why there was no answer; empty otherwise.',
    value: (attempt) => attempt.error ?? '',
  },
];

/** How far a delivery of any kind has come. */
export const deliveryProgressFields: ReadonlyArray<Field<{ readonly delivery: DeliveryRecord }>> = [
  {
    name: 'state',
    kind: 'text',
    words: ['pending', 'held', 'delivered', 'failed'],
    help: '`pending`, `held` (until its webhook is resumed), `delivered` or `failed`.',
    value: ({ delivery }) => delivery.state,
  },
  {
    name: 'number_of_attempts',
    kind: 'number',
    isNeverNull: true,
    help: 'How often it was tried.',
    value: ({ delivery }) => delivery.attempts,
  },
  epochField(
    'next_attempt_epoch',
    'When it is tried next; absent while it is held or has ended.',
    ({ delivery }) => (delivery.state === 'pending' ? delivery.nextAttemptAt : null),
  ),
  epochField(
    'creation_date_epoch',
    'When it became owed, in seconds since 1970.',
    ({ delivery }) => delivery.createdAt,
  ),
  epochField(
    'end_date_epoch',
    'When it was delivered or given up, in seconds since 1970.',
    ({ delivery }) => delivery.endedAt,
  ),
];

export const deliveryFields: ReadonlyArray<Field<DeliverySource>> = [
  {
    name: 'delivery_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the call.',
    value: ({ delivery }) => delivery.id,
  },
  {
    name: 'upload_id',
    kind: 'text',
    help: 'The upload it tells about.',
    value: ({ delivery }) => delivery.uploadId,
  },
  {
    name: 'photo_id',
    kind: 'number',
    help: 'The item it tells about; absent when there is none.',
    value: ({ delivery }) => delivery.photoId,
  },
  {
    name: 'url',
    kind: 'text',
    help: 'Address to call; `{upload_token}` stands for the token, which is not shown.',
    value: ({ delivery }) => delivery.url,
  },
  ...deliveryProgressFields,
  {
    name: 'attempts',
    kind: 'objects',
    fields: attemptFields,
    help: 'Every try: when, how long, what came back.',
    value: ({ attempts }, version) =>
      attempts.map((attempt) => toWireObject(attemptFields, attempt, version)),
  },
];
