/** An element as a strict reader sees it; `text` is what its own text adds up to. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = /[A-Za-z_][A-Za-z0-9_.-]*/y;
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';
const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the subset of XML 1.0 that the API writes and throws on anything else: characters outside of section 2.2,
 * bare `&` or `<`, doubled attributes, tags that do not match, text outside of the root. White space is normalised
 * as a parser must (sections 2.11 and 3.3.3), so what comes back is what a client would see.
 */
export function parseStrictXml(document: string): XmlElement {
  if (!document.startsWith(PROLOG)) throw new Error('The prolog is missing.');
  const bad = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(document);
  if (bad) throw new Error(`Character ${bad[0].codePointAt(0)} is not allowed in XML.`);
  const source = document.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  let position = PROLOG.length;

  function fail(what: string): never {
    throw new Error(`${what} at ${position}: ${JSON.stringify(source.slice(position, position + 40))}`);
  }

  function take(expected: string): void {
    if (!source.startsWith(expected, position)) fail(`"${expected}" is missing`);
    position += expected.length;
  }

  function takeName(): string {
    NAME.lastIndex = position;
    const name = NAME.exec(source)?.[0] ?? fail('A name is missing');
    position += name.length;
    return name;
  }

  function resolve(raw: string): string {
    return raw.replaceAll(/&([^;]{0,12});?/g, (reference, name: string) => {
      if (!reference.endsWith(';')) fail('A bare ampersand');
      const decimal = /^#(\d+)$/.exec(name)?.[1];
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return PREDEFINED[name] ?? fail(`An unknown entity ${name}`);
    });
  }

  function takeAttributes(): Record<string, string> {
    const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
    while (source[position] === ' ') {
      take(' ');
      const name = takeName();
      if (name in attributes) fail(`The attribute ${name} stands twice`);
      take('="');
      const end = source.indexOf('"', position);
      if (end < 0) fail('An attribute does not end');
      const raw = source.slice(position, end);
      if (raw.includes('<')) fail('A bare < in an attribute');
      attributes[name] = resolve(raw.replaceAll(/[\t\n]/g, ' '));
      position = end + 1;
    }
    return attributes;
  }

  function takeElement(): XmlElement {
    take('<');
    const name = takeName();
    const attributes = takeAttributes();
    if (source.startsWith('/>', position)) {
      take('/>');
      return { name, attributes, children: [], text: '' };
    }
    take('>');
    const children: XmlElement[] = [];
    let text = '';
    while (!source.startsWith('</', position)) {
      if (position >= source.length) fail(`<${name}> does not end`);
      if (source[position] === '<') {
        children.push(takeElement());
        continue;
      }
      const end = source.indexOf('<', position);
      if (end < 0) fail(`<${name}> does not end`);
      const raw = source.slice(position, end);
      if (raw.includes(']]>')) fail('A bare ]]>');
      text += resolve(raw);
      position = end;
    }
    take(`</${name}>`);
    return { name, attributes, children, text };
  }

  const root = takeElement();
  if (position !== source.length) fail('Something stands after the root');
  return root;
}
