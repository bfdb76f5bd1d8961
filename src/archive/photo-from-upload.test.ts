import { describe, expect, it } from 'vitest';
import { createPhotoFromUpload } from './photo-from-upload.ts';

const now = 2_000_000;
const metadata = {
  title: '',
  description: '<p>From the token</p>',
  tags: ['a'],
  albumIds: [7],
  publish: true,
};
const token = {
  id: 'token-1',
  metadata,
  publishAt: null,
  absoluteUrl: 'https://example.com/x',
  userId: 5,
  createdAt: 1_000_000,
};
const upload = {
  id: 'upload-1',
  filename: 'holiday film.mp4',
  size: 1234,
  storageKey: '2026-11-24/upload-1',
  contentType: 'video/mp4',
  metadata: null,
};
const make = (changes: { upload?: Partial<typeof upload> | { metadata: typeof metadata }; token?: object }) =>
  createPhotoFromUpload({
    upload: { ...upload, ...changes.upload },
    token: { ...token, ...changes.token },
    itemToken: 'item-secret',
    now,
  });

describe('the item made of an upload', () => {
  it('says what the token says, and what was stored', () => {
    expect(make({})).toEqual({
      token: 'item-secret',
      title: 'holiday film',
      description: '<p>From the token</p>',
      tags: ['a'],
      albumIds: [7],
      isPublished: true,
      publishAt: null,
      userId: 5,
      absoluteUrl: 'https://example.com/x',
      originalFilename: 'holiday film.mp4',
      size: 1234,
      contentType: 'video/mp4',
      kind: 'video',
      sha256: null,
      storageKey: '2026-11-24/upload-1',
      uploadId: 'upload-1',
      uploadTokenId: 'token-1',
      createdAt: now,
      storedAt: now,
    });
  });

  it("says what the upload's own words say instead, where there are any", () => {
    const own = { title: 'Mine', description: '', tags: [], albumIds: [], publish: false };
    expect(make({ upload: { metadata: own } })).toMatchObject({
      title: 'Mine',
      description: '',
      tags: [],
      albumIds: [],
      isPublished: false,
    });
  });

  it('is of no kind that could be shown when its type is not known', () => {
    expect(make({ upload: { contentType: undefined } as never })).toMatchObject({
      contentType: 'application/octet-stream',
      kind: 'other',
    });
  });

  it.each([
    ['no date, published', { publishAt: null }, true],
    ['no date, not published', { publishAt: null, metadata: { ...metadata, publish: false } }, false],
    ['a date in the future holds it back', { publishAt: now + 1 }, false],
    [
      'a date that came during the upload publishes it',
      { publishAt: now - 1, metadata: { ...metadata, publish: false } },
      true,
    ],
    [
      'a date that was past from the start changes nothing',
      { publishAt: 500, metadata: { ...metadata, publish: false } },
      false,
    ],
    ['a date that was past from the start lets it be published', { publishAt: 500 }, true],
  ])('%s', (_, rules, isPublished) => {
    const photo = make({ token: rules });
    expect(photo).toMatchObject({ isPublished, publishAt: rules.publishAt });
    // Whatever has a date to come waits for it.
    expect(photo.publishDueAt).toBe((rules.publishAt ?? 0) > now ? rules.publishAt : undefined);
  });

  it('has the values of variables that the token or its own words give it', () => {
    const variables = { sku: '1' };
    expect(make({ token: { metadata: { ...metadata, variables } } })).toMatchObject({ variables });
    const own = { ...metadata, variables: { sku: '2' } };
    expect(make({ upload: { metadata: own } })).toMatchObject({ variables: { sku: '2' } });
  });
});
