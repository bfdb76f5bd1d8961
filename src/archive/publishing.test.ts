import { describe, expect, it } from 'vitest';
import { planPublishing, type Publishing, type PublishingWish } from './publishing.ts';

const now = 1_000;
const draft: Publishing = { isPublished: false, publishAt: null, publishDueAt: null };
const shown: Publishing = { isPublished: true, publishAt: 500, publishDueAt: null };
const waiting: Publishing = { isPublished: false, publishAt: 2_000, publishDueAt: 2_000 };
const withdrawn: Publishing = { isPublished: false, publishAt: 500, publishDueAt: null };

describe('publishing', () => {
  it.each<[string, Publishing, PublishingWish, Publishing]>([
    ['nothing said', waiting, {}, waiting],
    ['published now', draft, { isPublished: true }, { ...shown, publishAt: now }],
    ['published again keeps its date', withdrawn, { isPublished: true }, shown],
    ['published already', shown, { isPublished: true }, shown],
    ['withdrawn', shown, { isPublished: false }, withdrawn],
    ['published before its time', waiting, { isPublished: true }, { ...shown, publishAt: now }],
    ['a form that says "unpublished" of a waiting item', waiting, { isPublished: false }, waiting],
    ['a date to come', draft, { publishAt: 2_000 }, waiting],
    ['a date to come wins', shown, { publishAt: 2_000, isPublished: true }, waiting],
    [
      'another date to come',
      waiting,
      { publishAt: 3_000 },
      { ...waiting, publishAt: 3_000, publishDueAt: 3_000 },
    ],
    ['a past date of a draft', draft, { publishAt: 500 }, withdrawn],
    ['a past date, published', draft, { publishAt: 500, isPublished: true }, shown],
    ['a past date of what is published', { ...shown, publishAt: 400 }, { publishAt: 500 }, shown],
    ['a past date of a waiting item', waiting, { publishAt: 500 }, shown],
    ['a past date, unpublished', waiting, { publishAt: 500, isPublished: false }, withdrawn],
    ['this very moment', draft, { publishAt: now, isPublished: true }, { ...shown, publishAt: now }],
    ['no date any more', waiting, { publishAt: null }, draft],
    [
      'no date any more, published',
      waiting,
      { publishAt: null, isPublished: true },
      { ...shown, publishAt: now },
    ],
    ['no date any more of what is published', shown, { publishAt: null }, { ...shown, publishAt: null }],
  ])('%s', (_, current, wish, expected) => {
    expect(planPublishing(current, wish, now)).toEqual(expected);
  });
});
