/** Tags as the API reads them: one with spaces or commas stands in double quotes. */
export function writeTags(tags: readonly string[]): string {
  return tags.map((tag) => `"${tag.replaceAll('"', '')}"`).join(' ');
}

/** Tags as people type them: separated by commas. */
export function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
