import { cleanDescription } from './description-html.ts';

/** How a description was written (reference, A.5 and A.9). */
export const contentFormats = ['text/html', 'text/enhanced', 'text/plain'] as const;

export type ContentFormat = (typeof contentFormats)[number];

/** A text in one of the formats as HTML, to be made safe like any other. */
export function toHtml(text: string, format: ContentFormat): string {
  if (format === 'text/html') return text;
  return withBreaks(format === 'text/plain' ? escapeHtml(text) : text);
}

/**
 * A description in one of the formats, as the safe HTML in which it is kept. `text/enhanced` is HTML in which ends of
 * lines count; in `text/plain` nothing is HTML.
 */
export function cleanContent(text: string, format: ContentFormat = 'text/html'): string {
  return cleanDescription(toHtml(text, format));
}

function withBreaks(text: string): string {
  return text.trim().replaceAll(/\r\n|\r|\n/g, '<br>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
