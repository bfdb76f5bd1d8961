import { cutText } from './cut-text.ts';

const MAX_TAGS = 100;
const MAX_TAG_CHARACTERS = 100;

/** A quoted run, its closing quote optional, or a run of anything but quotes and separators. */
const TAG = /"([^"]*)(?:"|$)|[^\s",]+/g;

/**
 * Reads a list of tags: separated by commas and spaces; `"two words"` is one tag. Repetitions are left out whatever
 * their case (the first spelling stays). Longer tags are cut at 100 characters; tags after the hundredth are dropped.
 */
export function parseTags(text: string): string[] {
  const tags = new Map<string, string>();
  for (const [bare, quoted] of text.matchAll(TAG)) {
    const tag = cleanTag(quoted ?? bare);
    const key = tag.toLowerCase();
    if (tag !== '' && !tags.has(key)) tags.set(key, tag);
    if (tags.size === MAX_TAGS) break;
  }
  return [...tags.values()];
}

function cleanTag(text: string): string {
  const visible = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return cutText(visible, MAX_TAG_CHARACTERS).trim();
}
