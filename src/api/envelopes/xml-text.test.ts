import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictXml } from '../../../test/support/strict-xml.ts';
import { xmlAttribute, xmlParent, xmlText } from './xml-text.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Any string: half surrogates, control characters and markup included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", ']', '\r', '\n', '\t', '\0', '\ud800', '#', ';', 'x'),
  }),
);

/** What XML 1.0 can carry of a text: section 2.2. */
function allowed(text: string): string {
  return Array.from(text)
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0;
      const isControl = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
      return !isControl && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
    })
    .join('');
}

describe('text in XML', () => {
  it('comes back from a strict reader, whatever it is, less what XML cannot carry', () => {
    fc.assert(
      fc.property(anyText, anyText, (attribute, content) => {
        const document = `${prolog}<response${xmlAttribute('message', attribute)}>${xmlParent('title', xmlText(content))}</response>`;
        const root = parseStrictXml(document);
        expect(root.attributes['message']).toBe(allowed(attribute));
        expect(root.children[0]?.text).toBe(allowed(content));
      }),
      { numRuns: 2000 },
    );
  });

  it('is an element of that name only where the name is safe', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, content) => {
        const element = parseStrictXml(`${prolog}<response>${xmlParent(name, xmlText(content))}</response>`)
          .children[0];
        const isSafe = /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) && !/^xml/i.test(name);
        expect([element?.name, element?.attributes['name']]).toEqual(
          isSafe ? [name, undefined] : ['parameter', allowed(name)],
        );
        expect(element?.text).toBe(allowed(content));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['title', 'a<b>&"c', '<title>a&lt;b&gt;&amp;"c</title>'],
    ['title', 'line\r\nend', '<title>line&#13;\nend</title>'],
    ['title', 'bell\u0007', '<title>bell</title>'],
    ['svg:script', 'x', '<parameter name="svg:script">x</parameter>'],
    ['xml-stylesheet', 'x', '<parameter name="xml-stylesheet">x</parameter>'],
    ['a b="1"><script>', 'x', '<parameter name="a b=&quot;1&quot;&gt;&lt;script&gt;">x</parameter>'],
    ['', 'x', '<parameter name="">x</parameter>'],
  ])('writes the element %j holding %j', (name, text, expected) => {
    expect(xmlParent(name, xmlText(text))).toBe(expected);
  });

  it('keeps white space of attributes through normalisation', () => {
    expect(xmlAttribute('title', 'a\tb\nc\r')).toBe(' title="a&#9;b&#10;c&#13;"');
  });
});
