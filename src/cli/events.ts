import type { Command } from 'commander';
import { followEvents } from '../client/event-follower.ts';
import type { EventListParameters } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, keyOf, openApi } from './api-command.ts';
import { humanBytes } from './human.ts';
import { wholeNumber } from './option-values.ts';
import type { Output } from './output.ts';
import { toPrintable } from './printable.ts';
import { onStopSignal } from './stop-signals.ts';

interface Options extends ApiOptions {
  readonly follow?: boolean;
  readonly event?: readonly string[];
  readonly after?: string;
  readonly limit: number;
}

/** The body of an event, as far as it is read. */
interface Message {
  readonly id?: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Adds `events`. */
export function addEvents(parent: Command): void {
  const command = parent
    .command('events')
    .description('show what has happened, and with --follow what happens')
    .option('-f, --follow', 'go on with what happens, until Ctrl-C')
    .option('--event <name...>', 'only these events, such as upload.completed')
    .option('--after <id>', 'with --follow: begin after the event with this id')
    .option('--limit <number>', 'most events to show of the past', wholeNumber(0, 100_000), 20);
  addApiOptions(command).action(async (options: Options) => {
    const { output } = openApi(options);
    const last = options.after === undefined ? await showPast(options) : options.after;
    if (options.follow) await follow(options, output, last);
  });
}

/** Shows what is kept, oldest first; resolves with the id of the newest event of all. */
async function showPast({ event: names = [], limit, follow: isFollowing, ...options }: Options) {
  const { client, output } = openApi(options);
  const list = async (parameters: EventListParameters) =>
    (await client.event.list(parameters)).items as unknown as readonly Message[];
  const [newest] = await list({ size: 1 });
  if (limit === 0) return newest?.id;
  const types = names.filter(isKept);
  const wanted = names.length === 0 ? [undefined] : types;
  const found = await Promise.all(
    wanted.map((event) =>
      collectItems<Message>(limit, (before, size) => list({ event, before: before.at(-1)?.id, size })),
    ),
  );
  // What happened since `newest` was read belongs to what is followed.
  const past = found.flat().filter((message) => numberOf(message) <= numberOf(newest));
  const shown = past.toSorted((one, other) => numberOf(one) - numberOf(other)).slice(-limit);
  for (const message of shown) show(message, output);
  if (shown.length === 0 && isFollowing !== true) output.note('There are no events.');
  return newest?.id;
}

/** Progress is not written down. */
function isKept(name: string): name is NonNullable<EventListParameters['event']> {
  return !name.endsWith('.progress');
}

/** The number in the id of an event. */
function numberOf(message: Message | undefined): number {
  return Number(message?.id?.split('_')[1] ?? 0);
}

async function follow(options: Options, output: Output, after: string | undefined): Promise<void> {
  const { url, event = [] } = options;
  const stopping = new AbortController();
  const forget = onStopSignal(() => stopping.abort());
  const events = followEvents({
    url,
    key: keyOf(options),
    events: event,
    after,
    signal: stopping.signal,
    onLost: () => output.note('The connection was lost. Trying again…'),
  });
  for await (const { type, body } of events) {
    if (type === 'stream.gap') output.note('Some events were missed: they are no longer kept.');
    if (!type.startsWith('stream.')) show(body as unknown as Message, output);
  }
  forget();
}

function show(message: Message, output: Output): void {
  output.result(() => describe(message), message);
}

function describe({ type, timestamp, data }: Message): string {
  const time = timestamp.slice(0, 19).replace('T', ' ');
  return `${time}  ${type.padEnd(20)}  ${toPrintable(subjectOf(data))}`.trimEnd();
}

/** What an event is about, in a few words. */
function subjectOf(data: Message['data']): string {
  const { photo_id: item, album_id: album, size, received, percent } = data;
  const name = [data['filename'], data['title'], data['original_filename']].find(isText);
  const isUpload = typeof received === 'number' && typeof size === 'number' && size > 0;
  const parts = [
    isUpload ? `${Math.floor((received / size) * 100)} % of ${humanBytes(size)}` : undefined,
    typeof percent === 'number' ? `${percent} %` : undefined,
    typeof item === 'number' ? `item ${item}` : undefined,
    typeof album === 'number' ? `album ${album}` : undefined,
    name,
    isText(data['error_message']) ? data['error_message'] : undefined,
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
