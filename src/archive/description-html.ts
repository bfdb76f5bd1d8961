import sanitizeHtml from 'sanitize-html';
import { cutText } from './cut-text.ts';

/** The sanitiser's time grows with the square of how deep tags are nested: this keeps it at some hundredths of a second. */
const MAX_CHARACTERS = 30_000;

const SAFE_TAGS = ['a', 'b', 'strong', 'i', 'em', 'u', 'p', 'br', 'ul', 'ol', 'li', 'blockquote'];

const safeHtml: sanitizeHtml.IOptions = {
  allowedTags: SAFE_TAGS,
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
};

const noHtml: sanitizeHtml.IOptions = { allowedTags: [], allowedAttributes: {} };

/**
 * A description as it is kept: HTML that is safe in any page. Simple formatting and links stay; a single tag beyond
 * that, and all HTML is stripped (reference, A.1). Attributes other than `href` never stay. At most 30,000
 * characters are read.
 */
export function cleanDescription(text: string): string {
  const input = cutText(text.toWellFormed().replaceAll('\0', ''), MAX_CHARACTERS);
  let isSafe = true;
  const html = sanitizeHtml(input, {
    ...safeHtml,
    transformTags: {
      '*': (tagName, attribs) => {
        if (!SAFE_TAGS.includes(tagName)) isSafe = false;
        return { tagName, attribs };
      },
    },
  });
  return (isSafe ? html : sanitizeHtml(input, noHtml)).trim();
}
