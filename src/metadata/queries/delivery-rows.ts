import { sql, type Selectable } from 'kysely';
import type {
  AttemptRecord,
  CallbackDelivery,
  DeliveryRecord,
  DeliveryState,
  WebhookDelivery,
} from '../../callbacks/records.ts';
import type { EventType } from '../../events/catalogue.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { DeliveriesTable, DeliveryAttemptsTable } from '../schema.ts';

/** Every column but the one that is the worker's own. */
export const deliveryColumns = [
  'id',
  'kind',
  'upload_id',
  'webhook_id',
  'event_id',
  'event_type',
  'photo_id',
  'url',
  'sealed_token',
  'state',
  'attempts',
  'tries',
  'owed_at',
  'next_attempt_at',
  'created_at',
  'ended_at',
] as const satisfies readonly (keyof DeliveriesTable)[];

/** Words of the table as literals, as in the conditions of its indexes: only so can those be used. */
export const callbackKind = sql.lit('callback');
export const webhookKind = sql.lit('webhook');
export const pending = sql.lit('pending' satisfies DeliveryState);
export const held = sql.lit('held' satisfies DeliveryState);

type DeliveryRow = Pick<Selectable<DeliveriesTable>, (typeof deliveryColumns)[number]>;

export function toDelivery(row: DeliveryRow): DeliveryRecord {
  return row.kind === 'callback' ? toCallback(row) : toMessage(row);
}

export function toCallback(row: DeliveryRow): CallbackDelivery {
  if (row.upload_id === null) throw new UploadError('records_unavailable');
  return { kind: 'callback', ...common(row), uploadId: row.upload_id, sealedToken: row.sealed_token };
}

export function toMessage(row: DeliveryRow): WebhookDelivery {
  const { webhook_id: webhookId, event_id: eventId, event_type: eventType } = row;
  if (webhookId === null || eventId === null) throw new UploadError('records_unavailable');
  return { kind: 'webhook', ...common(row), webhookId, eventId, eventType: eventType as EventType };
}

function common(row: DeliveryRow) {
  return {
    id: row.id,
    photoId: row.photo_id,
    url: row.url,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    tries: row.tries,
    owedAt: row.owed_at,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

export function toAttempt(row: Omit<Selectable<DeliveryAttemptsTable>, 'id'>): AttemptRecord {
  return {
    deliveryId: row.delivery_id,
    at: row.at,
    durationMs: row.duration_ms,
    status: row.status,
    error: row.error,
    response: row.response,
  };
}
