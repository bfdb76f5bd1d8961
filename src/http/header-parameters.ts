/** A header value of the form `value; name=text; other="text"`. */
export interface ParameterisedHeader {
  /** What stands before the first semicolon, trimmed and in lower case. */
  readonly value: string;
  /** Names in lower case, without surrounding quotes; of a repeated name, the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads a header value with parameters, however badly formed, in time proportional to its length.
 *
 * In quoted text `\"` and `\\` stand for `"` and `\` (RFC 9110, 5.6.4; curl); every other backslash is itself, because
 * browsers do not escape backslashes in file names. Text whose last backslash would swallow the closing quote is read
 * as a browser means it: the backslash belongs to the text.
 */
export function parseHeaderParameters(text: string): ParameterisedHeader {
  const scanner = createScanner(text);
  const value = scanner.take(/[^;]*/y).trim().toLowerCase();
  const parameters = new Map<string, string>();
  while (scanner.take(/;/y) !== '') {
    const name = scanner
      .take(/[^;=]*/y)
      .trim()
      .toLowerCase();
    if (scanner.take(/=[ \t]*/y) === '') continue;
    const parameter = takeValue(scanner);
    if (name !== '' && !parameters.has(name)) parameters.set(name, parameter);
  }
  return { value, parameters };
}

interface Scanner {
  /** What the sticky pattern matches here, consumed; an empty string when it does not match. */
  take(pattern: RegExp): string;
}

function createScanner(text: string): Scanner {
  let position = 0;
  return {
    take(pattern) {
      pattern.lastIndex = position;
      const taken = pattern.exec(text)?.[0] ?? '';
      position += taken.length;
      return taken;
    },
  };
}

function takeValue(scanner: Scanner): string {
  if (scanner.take(/"/y) === '') return scanner.take(/[^;]*/y).trim();
  const escaped = scanner.take(/(?:[^"\\]|\\[^])*"/y);
  const quoted = escaped === '' ? scanner.take(/[^"]*"?/y) : escaped.replaceAll(/\\(["\\])/g, '$1');
  scanner.take(/[^;]*/y);
  return quoted.replace(/"$/, '');
}
