import type { ApiMethod, WireAnswer } from '../../src/api/declaration.ts';
import type { Field } from '../../src/api/fields.ts';
import type { XmlElement } from '../support/strict-xml.ts';

/** What the contract of the forms reads of a method or an upload route. */
export type Described = Pick<
  ApiMethod,
  'path' | 'versions' | 'fields' | 'v1' | 'level' | 'example' | 'hasOpenFields'
>;

/** A parsed JSON object. */
export type Members = Readonly<Record<string, unknown>>;

type DeclaredField = Field<never>;

/** Declared fields that `version` has. */
export function fieldsIn(method: Described, version: 1 | 2): readonly DeclaredField[] {
  return method.fields.filter(({ versions }) => versions === undefined || versions.includes(version));
}

/** Fields that are missing, unknown or in another order than the declared one; some callers do not see all of them. */
export function findOrderFaults(method: Described, version: 1 | 2, names: readonly string[]): string[] {
  if (method.hasOpenFields) return [];
  const declared = fieldsIn(method, version);
  const known = new Set(declared.map(({ name }) => name));
  const there = new Set(names);
  const expected = declared
    .filter(({ name, isPresent }) => there.has(name) || !isPresent)
    .map(({ name }) => name);
  const unknown = names.filter((name) => !known.has(name)).map((name) => `${name} is not declared`);
  const isInOrder = names.filter((name) => known.has(name)).join(' ') === expected.join(' ');
  return isInOrder ? unknown : [...unknown, `${names.join(' ')} should be ${expected.join(' ')}`];
}

/** Elements and attributes of version 1 XML that are not as declared. */
export function findXmlFaults(method: Described, root: XmlElement): string[] {
  const wire = method.example.toWire(1);
  if (wire.kind === 'answers') {
    return root.children.flatMap(({ name, children }) =>
      children.length === 1 && children[0]?.name === 'response' ? [] : [`${name} holds no response`],
    );
  }
  if (wire.kind === 'object') {
    return [
      ...findOrderFaults(
        method,
        1,
        root.children.map(({ name }) => name),
      ),
      ...root.children.flatMap(({ name, text }) => findTextFaults(method, name, text)),
    ];
  }
  const missing = root.children.length === wire.items.length ? [] : ['The number of objects is wrong'];
  return [...missing, ...root.children.flatMap((element) => findListElementFaults(method, element))];
}

/** Long texts are child elements, everything else is an attribute. */
function findListElementFaults(method: Described, element: XmlElement): string[] {
  const name = method.v1.element ?? 'item';
  const wrongName = element.name === name ? [] : [`<${element.name}> should be <${name}>`];
  const declared = fieldsIn(method, 1);
  const attributes = declared.filter(({ isChild }) => isChild !== true).map((field) => field.name);
  const children = declared.filter(({ isChild }) => isChild === true).map((field) => field.name);
  const misplaced = [
    ...Object.keys(element.attributes).filter((one) => !method.hasOpenFields && !attributes.includes(one)),
    ...element.children
      .map((child) => child.name)
      .filter((one) => !method.hasOpenFields && !children.includes(one)),
  ];
  const all = [
    ...Object.entries(element.attributes),
    ...element.children.map((child) => [child.name, child.text] as const),
  ];
  const missing = declared
    .filter((field) => !field.isPresent && all.every(([given]) => given !== field.name))
    .map((field) => `${field.name} is missing`);
  return [
    ...wrongName,
    ...misplaced.map((one) => `${one} is in the wrong place`),
    ...missing,
    ...all.flatMap(([given, text]) => findTextFaults(method, given, text)),
  ];
}

/** Version 1 writes everything as text; numbers and flags still look like what they are. */
function findTextFaults(method: Described, name: string, text: string): string[] {
  const field = method.fields.find((candidate) => candidate.name === name);
  const flags = field?.hasLetterInXml === true ? /^[tf]$/ : /^[01]$/;
  const isRight =
    !field ||
    (field.kind !== 'flag' && field.kind !== 'number') ||
    field.mayBeText === true ||
    (field.kind === 'flag' ? flags : /^(?:-?\d+(?:\.\d+)?)?$/).test(text);
  return isRight ? [] : [`${name} is ${JSON.stringify(text)}`];
}

/** Members of version 1 JSON that are no texts, and flags that are not the bare numbers 1 and 0. */
export function findVersion1Faults(method: Described, object: Members): string[] {
  const kinds = new Map(method.fields.map(({ name, kind }) => [name, kind]));
  const wrong = Object.entries(object).filter(([name, value]) =>
    kinds.get(name) === 'flag' ? value !== 0 && value !== 1 : typeof value !== 'string',
  );
  return [
    ...findOrderFaults(method, 1, Object.keys(object)),
    ...wrong.map(([name, value]) => `${name} is ${JSON.stringify(value)}`),
  ];
}

/** Members of version 2 that are not of their declared type, inside of objects too. */
export function findVersion2Faults(fields: readonly DeclaredField[], object: Members): string[] {
  return fields
    .filter(({ name }) => name in object)
    .flatMap((field) => {
      const value = object[field.name];
      const inner =
        field.kind === 'objects' && field.fields && Array.isArray(value)
          ? value.flatMap((one) => findVersion2Faults(field.fields ?? [], one as Members))
          : [];
      return isOfKind(field, value) ? inner : [`${field.name} is ${JSON.stringify(value)}`];
    });
}

function isOfKind({ kind, isNeverNull, mayBeText, words }: DeclaredField, value: unknown): boolean {
  if (words) return typeof value === 'string' && words.includes(value);
  if (kind === 'number' && value === null) return isNeverNull !== true;
  if (kind === 'number' && mayBeText === true && typeof value === 'string') return true;
  if (kind === 'texts' || kind === 'objects') return Array.isArray(value);
  return typeof value === { text: 'string', number: 'number', flag: 'boolean' }[kind];
}

/** The members of version 1 JSON in their documented order (reference, 0.1). */
export function membersOfVersion1(method: Described, wire: WireAnswer): string[] {
  if (wire.kind === 'answers') return wire.answers.map(({ name }) => name);
  const page = wire.kind === 'list' ? wire.page : { page: 1, size: 1 };
  const hasTotal = 'totalCount' in page && page.totalCount !== undefined;
  return [
    'status',
    ...(wire.message === undefined ? [] : ['message']),
    'permission_level',
    'cached',
    method.v1.payloadKey,
    ...(page.page === undefined ? [] : ['p']),
    'size',
    ...(hasTotal ? ['total_count'] : []),
    ...(method.v1.payloadKey === 'site' ? [] : ['site']),
    'endpoint',
  ];
}
