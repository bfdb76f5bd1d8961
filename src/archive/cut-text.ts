/** The beginning of a well-formed text, at most `maxLength` UTF-16 units, never ending within a character. */
export function cutText(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
