import { cleanDescription } from './description-html.ts';

/** How a description was written (reference, A.5 and A.9). */
export const contentFormats = ['text/html', 'text/enhanced', 'text/plain'] as const;

export type ContentFormat = (typeof contentFormats)[number];

/**
 * A description in one of the formats, as the safe HTML in which it is kept. `text/enhanced` is HTML in which ends of
 * lines count; in `text/plain` nothing is HTML.
 */
export function cleanContent(text: string, format: ContentFormat = 'text/html'): string {
  if (format === 'text/html') return cleanDescription(text);
  if (format === 'text/enhanced') return cleanDescription(withBreaks(text));
  return cleanDescription(withBreaks(escapeHtml(text)));
}

function withBreaks(text: string): string {
  return text.trim().replaceAll(/\r\n|\r|\n/g, '<br>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
