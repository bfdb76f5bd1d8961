const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** Ends of lines in HTML: between the words before and after them there was never only nothing. */
const LINE_END = /<(?:br|\/p|\/li|\/ul|\/ol|\/blockquote)\b[^<>]*>\s*/gi;

/**
 * The text of a description: sanitised HTML without its tags, and with its entities resolved. Paragraphs, entries of
 * lists and lines are lines.
 */
export function toPlainText(sanitisedHtml: string): string {
  return sanitisedHtml
    .replaceAll(LINE_END, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/\n{2,}/g, '\n')
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
