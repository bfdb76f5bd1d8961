/** Stands between the fields of a text; never part of a field, so that no match spans two of them. */
const separator = '\u001F';
const controls = /\p{Cc}/gu;
const maxSortLength = 100;

/** Text without the differences that a search ignores: case, and how accents are encoded. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').replaceAll(controls, ' ');
}

/** What a search looks through for one item. */
export function searchBody(fields: readonly string[]): string {
  return fields.map(foldText).join(separator);
}

/** What a title is sorted by: its folded beginning. */
export function sortKey(title: string): string {
  return foldText(title).slice(0, maxSortLength);
}
