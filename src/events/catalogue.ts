import type { z } from 'zod';
import {
  albumPayload,
  exampleAlbum,
  examplePhoto,
  exampleUpload,
  membershipPayload,
  photoPayload,
  photoUpdatePayload,
  uploadPayload,
} from './payloads.ts';

/** One kind of event: when it happens and what it tells. */
export interface EventDescription<Payload extends z.ZodObject = z.ZodObject> {
  /** A sentence that ends `It happens when …`. */
  readonly happens: string;
  readonly payload: Payload;
  readonly example: z.infer<Payload>;
  /** Said of events that nothing causes yet. */
  readonly note?: string;
}

function describe<Payload extends z.ZodObject>(
  happens: string,
  payload: Payload,
  example: z.infer<Payload>,
  note?: string,
): EventDescription<Payload> {
  return { happens, payload, example, ...(note === undefined ? {} : { note }) };
}

const done = { ...exampleUpload, photo_id: examplePhoto.photo_id };
const refused = {
  ...exampleUpload,
  content_type: 'application/zip',
  error_code: 'type_not_allowed',
  error_message: 'This type of file (application/zip) is not accepted here. Accepted: video, image, audio.',
};

/**
 * Every event there is. What is recorded, sent to webhooks, shown by `webhook/events` and written in the reference
 * page (docs/reference/events.md) comes from here.
 */
export const eventCatalogue = {
  'upload.started': describe('a file begins to arrive, or is to be fetched.', uploadPayload, {
    ...exampleUpload,
    content_type: '',
  }),
  'upload.completed': describe(
    'the last byte of a file is stored and its item exists. Once per upload.',
    uploadPayload,
    done,
  ),
  'upload.failed': describe(
    'a file is refused (its type, its size, its digest) or cannot be fetched.',
    uploadPayload,
    refused,
  ),
  'upload.cancelled': describe('an unfinished file is given up by somebody.', uploadPayload, exampleUpload),
  'upload.expired': describe(
    'an unfinished file is removed because nothing more of it came for `uploads.idleTimeoutSeconds`.',
    uploadPayload,
    exampleUpload,
  ),
  'photo.added': describe('an item is added to the archive.', photoPayload, examplePhoto),
  'photo.updated': describe('what is said about an item changes.', photoUpdatePayload, {
    ...examplePhoto,
    changed: ['title', 'tags'],
  }),
  'photo.replaced': describe(
    'an item gets another file, or its first one when it was added without.',
    photoPayload,
    examplePhoto,
  ),
  'photo.published': describe(
    'an item becomes visible to everybody: added as published, or published later.',
    photoPayload,
    examplePhoto,
  ),
  'photo.encoded': describe(
    'an item has all its formats.',
    photoPayload,
    examplePhoto,
    'Sent of pictures once their sizes are made.',
  ),
  'photo.deleted': describe('an item is deleted. It tells what the item was.', photoPayload, examplePhoto),
  'album.created': describe('an album is made.', albumPayload, exampleAlbum),
  'album.updated': describe('an album gets another title, description or visibility.', albumPayload, {
    ...exampleAlbum,
    title: 'Holidays 2026',
  }),
  'album.deleted': describe(
    'an album is deleted. Its items stay, without an event of their own.',
    albumPayload,
    exampleAlbum,
  ),
  'album.photo_added': describe('an item is put into an album.', membershipPayload, {
    album_id: 7,
    ...examplePhoto,
  }),
  'album.photo_removed': describe(
    'an item is taken out of an album, or deleted while it is in one.',
    membershipPayload,
    { album_id: 7, ...examplePhoto, album_ids: [] },
  ),
} satisfies Record<string, EventDescription>;

export type EventType = keyof typeof eventCatalogue;

/** What an event of a type tells. */
export type EventData<Type extends EventType> = z.infer<(typeof eventCatalogue)[Type]['payload']>;

export const eventTypes = Object.keys(eventCatalogue) as readonly EventType[];

/** The names of the original API for events of ours (reference, A.17). */
export const originalNames = {
  album_add_photo: 'album.photo_added',
  album_remove_photo: 'album.photo_removed',
  any_conversion: 'photo.encoded',
} as const satisfies Record<string, EventType>;

/** Subscribes to every event, those of later versions too. */
export const everyEvent = '*';

/** Not an event: the bare call of version 1, on what the original documentation names (reference, A.17). */
export const pingback = 'pingback';

/** Everything that a subscription may name. */
export type SubscribableName = EventType | keyof typeof originalNames | typeof everyEvent | typeof pingback;

/** A name that may be subscribed to, and what it stands for. */
export interface SubscribableEvent {
  readonly name: SubscribableName;
  readonly description: string;
  /** The catalogue's own name, for a name of the original API. */
  readonly meaning: EventType | undefined;
}

/** All of them, those of the catalogue first. */
export const subscribableEvents: readonly SubscribableEvent[] = [
  ...eventTypes.map((name) => ({
    name,
    description: `It happens when ${eventCatalogue[name].happens}`,
    meaning: undefined,
  })),
  ...Object.entries(originalNames).map(([name, meaning]) => ({
    name: name as keyof typeof originalNames,
    description: `The same as ${meaning}.`,
    meaning,
  })),
  { name: everyEvent, description: 'Every event.', meaning: undefined },
  {
    name: pingback,
    description:
      'A POST with nothing but the number of an item whose texts, tags, albums or formats changed.',
    meaning: undefined,
  },
];

/** Whether a subscription may name it. */
export function isSubscribable(name: string): name is SubscribableName {
  return subscribableEvents.some((event) => event.name === name);
}

/** The types of events that a name stands for. A pingback also looks at what has changed (`isPingbackCause`). */
export function typesOf(name: SubscribableName): readonly EventType[] {
  if (name === everyEvent) return eventTypes;
  if (name === pingback) return ['photo.updated', 'photo.encoded'];
  return [
    Object.hasOwn(originalNames, name)
      ? originalNames[name as keyof typeof originalNames]
      : (name as EventType),
  ];
}

const pingbackParts: readonly string[] = ['title', 'description', 'tags', 'albums'];

/** Whether an event is one that a pingback tells of: title, description, tags, albums, encoding (reference, A.17). */
export function isPingbackCause(event: { readonly type: EventType; readonly data: object }): boolean {
  if (event.type !== 'photo.updated') return event.type === 'photo.encoded';
  const { changed } = event.data as EventData<'photo.updated'>;
  return changed.some((part) => pingbackParts.includes(part));
}
