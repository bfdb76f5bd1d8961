import { z } from 'zod';
import { eventCatalogue, type EventType, eventTypes, originalNames } from '../src/events/catalogue.ts';
import { passingEvents, type PassingEventType } from '../src/events/passing-events.ts';
import { messageBody } from '../src/events/records.ts';

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);

/** The part of a JSON Schema that payloads use. */
interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
}

/** The reference page of events, made from the catalogue. */
export function renderEventPage(): string {
  const rows = eventTypes.map((type) => `| [\`${type}\`](#${anchorOf(type)}) | ${happeningOf(type)} |`);
  const aliases = Object.entries(originalNames).map(([name, type]) => `| \`${name}\` | \`${type}\` |`);
  return [
    INTRODUCTION,
    ['| Event | It happens when … |', '| --- | --- |', ...rows].join('\n'),
    ORIGINAL_NAMES,
    ['| Name | Event |', '| --- | --- |', ...aliases].join('\n'),
    ...eventTypes.map(renderEvent),
    PASSING_EVENTS,
    ...(Object.keys(passingEvents) as PassingEventType[]).map(renderPassingEvent),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function renderEvent(type: EventType, index: number): string {
  const { payload, example, note } = eventCatalogue[type];
  const event = { id: 1201 + index, type, at: NOON, photoId: null, data: example };
  return [
    `## \`${type}\``,
    `It happens when ${happeningOf(type)}${note === undefined ? '' : ` ${note}`}`,
    renderFields(payload),
    ['```json', JSON.stringify(JSON.parse(messageBody(event)), undefined, 2), '```'].join('\n'),
  ].join('\n\n');
}

/** An event that is told to streams only. */
function renderPassingEvent(type: PassingEventType): string {
  const { happens, payload, example } = passingEvents[type];
  const message = { type, timestamp: new Date(NOON).toISOString(), data: example };
  return [
    `### \`${type}\``,
    `It is told when ${happens}`,
    renderFields(payload),
    ['```json', JSON.stringify(message, undefined, 2), '```'].join('\n'),
  ].join('\n\n');
}

function renderFields(payload: z.ZodObject): string {
  const { properties = {} } = z.toJSONSchema(payload) as { properties?: Record<string, SchemaNode> };
  const fields = Object.entries(properties).map(
    ([name, node]) => `| \`${name}\` | ${describeType(node)} | ${node.description ?? ''} |`,
  );
  return ['| Field of `data` | Type | Meaning |', '| --- | --- | --- |', ...fields].join('\n');
}

function happeningOf(type: EventType): string {
  return eventCatalogue[type].happens;
}

function describeType(node: SchemaNode): string {
  if (node.anyOf) return node.anyOf.map(describeType).join(' or ');
  if (node.type === 'array') return `array of ${describeType(node.items ?? {})}s`;
  return node.type === 'integer' ? 'number' : String(node.type);
}

function anchorOf(type: EventType): string {
  return type.replaceAll('.', '');
}

const INTRODUCTION = `# Events

<!-- Made by "npm run docs" from src/events/catalogue.ts. Change it there. -->

An event is written down in the same step as the change that it tells of, and sent to whoever is
[subscribed](../guides/webhooks.md) to it. The body of a message is JSON:

| Member | Meaning |
| --- | --- |
| \`id\` | Names the event, like the header \`webhook-id\`: the same at every attempt and replay. |
| \`type\` | One of the names below. |
| \`timestamp\` | When it happened, ISO 8601 in UTC. |
| \`data\` | What it tells: the fields of the event, as they were right after the change. |

Numbers, truth values and empty texts are as in version 2 of the API. New events and new fields may come with any
version, so ignore what you do not know.`;

const ORIGINAL_NAMES = `\`webhook/subscribe\` also takes \`*\` (every event), \`pingback\` (see [Webhooks](../guides/webhooks.md#pingbacks)),
and the names of the original API. Its documents name \`any_conversion\` without saying more; here it is the conversion
of a video.`;

const PASSING_EVENTS = `## Events of streams

[Streams](../guides/live-updates.md) also tell these. They are not written down and have no \`id\`, and webhooks do not
get them. \`upload.progress\` and \`photo.progress\` can be asked for by name; the others are about the stream itself.`;
