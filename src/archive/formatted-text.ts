/** How a text that becomes a description is written (reference, A.5). */
export const textFormats = ['text/html', 'text/enhanced', 'text/plain'] as const;

export type TextFormat = (typeof textFormats)[number];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A text as HTML, to be made safe like any other: HTML as it is, `text/enhanced` with its line breaks shown, and
 * `text/plain` word for word.
 */
export function toHtml(text: string, format: TextFormat): string {
  if (format === 'text/html') return text;
  const html = format === 'text/plain' ? text.replaceAll(/[&<>]/g, (mark) => ESCAPES[mark] ?? '') : text;
  return html.replaceAll(/\r\n|\r|\n/g, '<br>');
}
