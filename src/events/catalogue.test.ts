import { describe, expect, it } from 'vitest';
import {
  eventCatalogue,
  eventTypes,
  isPingbackCause,
  isSubscribable,
  originalNames,
  subscribableEvents,
  typesOf,
} from './catalogue.ts';
import { photoParts } from './payloads.ts';
import { messageBody, messageId } from './records.ts';

/** Written by hand: applications rely on these names. */
const names = [
  'upload.started',
  'upload.completed',
  'upload.failed',
  'upload.cancelled',
  'upload.expired',
  'photo.added',
  'photo.updated',
  'photo.replaced',
  'photo.published',
  'photo.encoded',
  'photo.deleted',
  'album.created',
  'album.updated',
  'album.deleted',
  'album.photo_added',
  'album.photo_removed',
];

describe('the catalogue of events', () => {
  it('holds these events', () => {
    expect(eventTypes).toEqual(names);
  });

  it.each(eventTypes)('describes %s: a sentence, and an example that fits', (type) => {
    const { happens, payload, example } = eventCatalogue[type];
    expect(happens).toMatch(/\.$/);
    expect(payload.strict().parse(example)).toEqual(example);
    const helps = Object.values(payload.shape).map(({ description }) => description);
    expect(helps.filter((help) => !help?.endsWith('.'))).toEqual([]);
  });

  it('can be subscribed to by its own names, those of the original API, all at once, and as pingbacks', () => {
    expect(subscribableEvents.map(({ name }) => name)).toEqual([
      ...names,
      'album_add_photo',
      'album_remove_photo',
      'any_conversion',
      '*',
      'pingback',
    ]);
    expect(originalNames).toEqual({
      album_add_photo: 'album.photo_added',
      album_remove_photo: 'album.photo_removed',
      any_conversion: 'photo.encoded',
    });
    expect(typesOf('album_add_photo')).toEqual(['album.photo_added']);
    expect(typesOf('photo.added')).toEqual(['photo.added']);
    expect(typesOf('*')).toEqual(names);
    for (const wrong of ['', 'photo', 'Photo.Added', 'toString', '__proto__', 'video.uploaded']) {
      expect(isSubscribable(wrong)).toBe(false);
    }
  });

  it('has pingbacks for title, description, tags, albums and encoding, and for nothing else', () => {
    const told = photoParts.filter((part) =>
      isPingbackCause({ type: 'photo.updated', data: { changed: [part] } }),
    );
    expect(told).toEqual(['title', 'description', 'tags', 'albums']);
    expect(isPingbackCause({ type: 'photo.encoded', data: {} })).toBe(true);
    expect(isPingbackCause({ type: 'photo.deleted', data: {} })).toBe(false);
  });
});

describe('a message', () => {
  const at = Date.UTC(2026, 10, 1, 12);
  const event = { id: 7, type: 'album.created', at, photoId: null, data: { album_id: 3 } } as const;

  it('carries its id, type, time and data', () => {
    expect(messageId(event)).toBe('evt_7_mvxs2o00');
    expect(messageBody(event)).toBe(
      '{"id":"evt_7_mvxs2o00","type":"album.created","timestamp":"2026-11-01T12:00:00.000Z","data":{"album_id":3}}',
    );
  });

  it('has an id that a restored backup does not give to another event', () => {
    expect(messageId({ ...event, at: at + 1 })).not.toBe(messageId(event));
  });
});
