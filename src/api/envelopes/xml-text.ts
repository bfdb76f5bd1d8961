/** Everything that is no character of XML 1.0 (section 2.2): most control characters, half surrogates, U+FFFE, U+FFFF. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Texts that need no look: most texts are numbers, paths and English. */
const PLAIN = /^[ !#-%'-;=?-~]*$/;

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
  if (PLAIN.test(text)) return text;
  return text.replaceAll(NOT_XML, '').replaceAll(/[&<>\r]/g, (character) => ENTITIES[character] ?? '');
}

/** A text inside an attribute. White space is written as references, because parsers turn the bare one into spaces. */
export function attributeText(text: string): string {
  return text.replaceAll(NOT_XML, '').replaceAll(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? '');
}

/** ` name="value"` */
export function xmlAttribute(name: string, value: string): string {
  return aroundAttribute(name).join(attributeText(value));
}

/** What stands before and after the text of an attribute. */
export function aroundAttribute(name: string): [before: string, after: string] {
  return [` ${name}="`, '"'];
}

/** An element around `content`, which is XML already. */
export function xmlParent(name: string, content: string): string {
  return aroundElement(name).join(content);
}

/**
 * The tags of an element. A name that cannot be an element's (a client chose it) becomes the attribute `name` of an
 * element `parameter`.
 */
export function aroundElement(name: string): [before: string, after: string] {
  if (ELEMENT_NAME.test(name)) return [`<${name}>`, `</${name}>`];
  return [`<parameter${xmlAttribute('name', name)}>`, '</parameter>'];
}
