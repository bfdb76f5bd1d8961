import sanitizeHtml from 'sanitize-html';
import { cutText } from './cut-text.ts';

const MAX_CHARACTERS = 1000;
/** What is read of a title; tags and spaces beyond the limit may still go. */
const MAX_READ_CHARACTERS = 4000;
/** Honest text needs two: one that strips and one that finds nothing more. */
const MAX_ROUNDS = 5;
const UNTITLED = 'Untitled';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * A title as it is kept: one line of plain text, at most 1,000 characters, with all HTML stripped (reference, A.1).
 * Entities stay as they were typed, so that `&lt;b&gt;` never turns into a tag for whoever shows the title.
 */
export function cleanTitle(text: string): string {
  const line = cutText(text.toWellFormed(), MAX_READ_CHARACTERS).replaceAll(/[\s\p{Cc}]+/gu, ' ');
  return cutText(stripTags(line).trim(), MAX_CHARACTERS).trim();
}

/** The title of an item: the one given, or else its file's name without folders and extension. */
export function titleOrFilename(title: string, filename: string): string {
  if (title !== '') return title;
  const name = filename.split(/[/\\]/).findLast((segment) => segment.trim() !== '') ?? '';
  return cleanTitle(name.replace(/(?<=.)\.[A-Za-z0-9]{1,10}$/, '')) || UNTITLED;
}

/** Removing one tag can make another out of what stood around it (`<<b>script>`): repeated until nothing changes. */
function stripTags(text: string): string {
  let stripped = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = stripped;
    stripped = stripOnce(before);
    if (stripped === before) return stripped;
  }
  return stripped.replaceAll(/[<>]/g, '');
}

/** The sanitiser speaks HTML: ampersands are hidden from it, and what it escapes is written plainly again. */
function stripOnce(text: string): string {
  const html = sanitizeHtml(text.replaceAll('&', '&amp;'), { allowedTags: [], allowedAttributes: {} });
  return html.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}
