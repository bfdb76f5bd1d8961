/** Tags as one text, as in the documented example, and so that sending it back means the same tags. */
export function tagText(tags: readonly string[]): string {
  return tags.map((tag) => (/[\s,]/.test(tag) ? `"${tag}"` : tag)).join(', ');
}
