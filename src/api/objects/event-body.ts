import { type EventRecord, messageId } from '../../events/records.ts';
import type { WireField, WireValue } from '../fields.ts';

/** The members of the body of a message about an event, in its order. */
export function eventBody(event: EventRecord): WireField[] {
  const field = (name: string, value: WireValue) => ({ name, value, isChild: true });
  return [
    field('id', messageId(event)),
    field('type', event.type),
    field('timestamp', new Date(event.at).toISOString()),
    field('data', { json: event.data }),
  ];
}
