/** Characters that would move the cursor, change colours or turn the writing direction around. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text from elsewhere, such as a file name or an answer, made harmless for a terminal. */
export function toPrintable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '\ufffd');
}

/** The same for text of several lines. */
export function toPrintableLines(text: string): string {
  return text.split('\n').map(toPrintable).join('\n');
}
