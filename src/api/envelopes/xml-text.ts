/** Everything that is no character of XML 1.0 (section 2.2): most control characters, half surrogates, U+FFFE, U+FFFF. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Names that are safe as elements: no colon, so no namespace; not beginning with the reserved `xml`. */
const ELEMENT_NAME = /^(?!xml)[A-Za-z_][A-Za-z0-9_.-]*$/i;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text between tags. A carriage return is written as a reference, because parsers turn the bare one into a newline. */
export function xmlText(text: string): string {
  return text.replaceAll(NOT_XML, '').replaceAll(/[&<>\r]/g, (character) => ENTITIES[character] ?? '');
}

/** ` name="value"`. White space is written as references, because parsers turn the bare one into spaces. */
export function xmlAttribute(name: string, value: string): string {
  const escaped = value
    .replaceAll(NOT_XML, '')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? '');
  return ` ${name}="${escaped}"`;
}

/**
 * An element that holds a text. A name that cannot be an element's (a client chose it) becomes the attribute `name`
 * of an element `parameter`.
 */
export function xmlElement(name: string, text: string): string {
  return xmlParent(name, xmlText(text));
}

/** The same around `content`, which is XML already. */
export function xmlParent(name: string, content: string): string {
  if (ELEMENT_NAME.test(name)) return `<${name}>${content}</${name}>`;
  return `<parameter${xmlAttribute('name', name)}>${content}</parameter>`;
}
