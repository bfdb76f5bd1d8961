/** JSON, broken into lines for reading. */
export function prettyJson(text: string): string {
  return JSON.stringify(JSON.parse(text), undefined, 2);
}

/** Attributes of an element stand on lines of their own when there are more than this. */
const MOST_ATTRIBUTES_ON_A_LINE = 3;

/** XML as the API writes it, broken into lines for reading: white space is added between tags and attributes only. */
export function prettyXml(text: string): string {
  const tokens = text.replaceAll(/>\s+</g, '><').match(/<[^>]*>|[^<]+/g) ?? [];
  const lines: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const isEnd = token.startsWith('</');
    if (isEnd) depth -= 1;
    const isAfterText = !(tokens[index - 1] ?? '<').startsWith('<');
    const isAfterItsStart = isEnd && token.slice(2, -1) === nameOf(tokens[index - 1] ?? '');
    if (!token.startsWith('<') || (isEnd && (isAfterText || isAfterItsStart))) {
      lines.push(`${lines.pop() ?? ''}${token}`);
    } else {
      lines.push(...breakTag(token, '  '.repeat(depth)));
    }
    if (/^<[^/?]/.test(token) && !token.endsWith('/>')) depth += 1;
  }
  return lines.join('\n');
}

function nameOf(tag: string): string | undefined {
  return tag.endsWith('/>') ? undefined : /^<([^\s/>]+)/.exec(tag)?.[1];
}

function breakTag(tag: string, indent: string): string[] {
  const attributes = tag.match(/[^\s=]+="[^"]*"/g) ?? [];
  if (tag.startsWith('<?') || attributes.length <= MOST_ATTRIBUTES_ON_A_LINE) return [indent + tag];
  const name = /^<[^\s/>]+/.exec(tag)?.[0] ?? '';
  const lines = attributes.map((attribute) => `${indent}  ${attribute}`);
  const end = tag.endsWith('/>') ? '/>' : '>';
  return [indent + name, ...lines.slice(0, -1), `${lines.at(-1) ?? ''}${end}`];
}
