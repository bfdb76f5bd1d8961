/** The tags of a caption that mean something without a style sheet. */
const KEPT_TAGS = ['b', 'i', 'u'];

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

/** A tag, an entity, or an instruction for another program, such as `{\an8}`. None of them spans a line. */
const MARKUP = /<(\/?)([^<>\n]{0,200})>|&([a-z]{2,4});|\{\\[^{}\n]{0,200}\}/g;

/**
 * The text of a cue with nothing in it but text, line breaks, and properly nested `<b>`, `<i>` and `<u>`: other tags are
 * taken off, what stands between them stays, and every other angle bracket is only a character.
 */
export function cleanCueText(text: string): string {
  const open: string[] = [];
  let cleaned = '';
  let position = 0;
  for (const match of text.matchAll(MARKUP)) {
    cleaned += escapeCueText(text.slice(position, match.index));
    position = match.index + match[0].length;
    const [, slash, tag, entity] = match;
    if (entity !== undefined) cleaned += escapeCueText(ENTITIES[entity] ?? match[0]);
    else if (tag !== undefined) cleaned += takeTag(open, tag, slash === '/');
  }
  cleaned += escapeCueText(text.slice(position));
  return cleaned + closeAll(open, 0);
}

/** What becomes of a tag; `open` are those that are open, the innermost last. */
function takeTag(open: string[], tag: string, isClosing: boolean): string {
  const name = tag.trim().toLowerCase();
  if (!KEPT_TAGS.includes(name)) return '';
  if (!isClosing) {
    open.push(name);
    return `<${name}>`;
  }
  const index = open.lastIndexOf(name);
  return index === -1 ? '' : closeAll(open, index);
}

/** Closes the tags from the innermost down to the one at `index`. */
function closeAll(open: string[], index: number): string {
  return open
    .splice(index)
    .toReversed()
    .map((name) => `</${name}>`)
    .join('');
}

function escapeCueText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
