/** Version of the API: 1 is `/api/…`, 2 is `/api/2/…`. */
export type ApiVersion = 1 | 2;

export const apiVersions = [1, 2] as const satisfies readonly ApiVersion[];

/** A value as version 2 writes it; version 1 turns it into text. `null` is an absent number. */
export type WireValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | readonly WireObject[]
  | WireJson;

/** Any JSON, for what is sent elsewhere in that shape. Version 1 writes it as text. */
export interface WireJson {
  readonly json: object;
}

export interface WireField {
  readonly name: string;
  readonly value: WireValue;
  /** Version 1 XML lists: a child element, because the text may be long; else an attribute. */
  readonly isChild: boolean;
  /** For a flag, or a text `1` or `0`, that version 1 XML writes as `t` or `f`. */
  readonly hasLetterInXml?: boolean;
}

/**
 * An object of an answer: finished fields in the order in which they are written, or declared ones, whose values are
 * only asked for when they are written.
 */
export type WireObject = readonly WireField[] | DeclaredObject;

/** A source, with the declared fields that show it. */
export interface DeclaredObject {
  readonly fields: ReadonlyArray<Field<unknown>>;
  readonly source: unknown;
  readonly version: ApiVersion;
  /** Finished fields after the declared ones. */
  readonly more: readonly WireField[];
}

/** One field of the objects that a method answers with: its name, its type and where its value comes from. */
export interface Field<Source> {
  readonly name: string;
  /** Type in version 2. `texts` and `objects` are arrays; a `number` may be null. */
  readonly kind: 'text' | 'number' | 'flag' | 'texts' | 'objects';
  readonly help: string;
  /** For a number that is always there: clients need not look for null. */
  readonly isNeverNull?: boolean;
  /** For a number that is a text where it stands for several. */
  readonly mayBeText?: boolean;
  /** The only values of a text, if there are few. */
  readonly words?: readonly string[];
  /** Fields of the objects, for `objects`. */
  readonly fields?: ReadonlyArray<Field<never>>;
  /** Versions that have the field; both when omitted. */
  readonly versions?: readonly ApiVersion[];
  readonly isChild?: boolean;
  /** For a flag, or a text `1` or `0`, that version 1 XML writes as `t` or `f`. */
  readonly hasLetterInXml?: boolean;
  /** For one of several fields, next to each other, of something that many sources do not have. */
  readonly part?: Part<Source>;
  /** For a field that only some callers see; it is left out for the others. */
  readonly isPresent?: (source: Source) => boolean;
  readonly value: (source: Source, version: ApiVersion) => WireValue;
}

/** Something that a source has or not. The fields of one that is not there are the same for all sources. */
export interface Part<Source> {
  readonly isThere: (source: Source) => boolean;
}

/** A field of something inside `Outer`, as a field of `Outer`. */
export function liftField<Outer, Inner>(field: Field<Inner>, innerOf: (outer: Outer) => Inner): Field<Outer> {
  const { isPresent, value, part: _, ...rest } = field;
  const presence = isPresent === undefined ? {} : { isPresent: (outer: Outer) => isPresent(innerOf(outer)) };
  return { ...rest, ...presence, value: (outer, version) => value(innerOf(outer), version) };
}

/** `source` as the fields that `version` has show it, in the declared order, and `more` after them. */
export function toWireObject<Source>(
  fields: ReadonlyArray<Field<Source>>,
  source: Source,
  version: ApiVersion,
  more: readonly WireField[] = [],
): WireObject {
  return { fields: fields as ReadonlyArray<Field<unknown>>, source, version, more };
}

/** The fields of an object with their values. */
export function finishedFields(object: WireObject): readonly WireField[] {
  if (!('source' in object)) return object;
  const { fields, source, version, more } = object;
  const shown = fields.filter(
    ({ versions, isPresent }) => (versions?.includes(version) ?? true) && isPresent?.(source) !== false,
  );
  return [...shown.map((field) => toWireField(field, field.value(source, version))), ...more];
}

function toWireField(field: Field<unknown>, value: WireValue): WireField {
  const { name, isChild = false, hasLetterInXml = false } = field;
  return { name, value, isChild, hasLetterInXml };
}

/** A value as version 1 writes it: always text. Lists are comma-separated, flags `1` or `0`, absent numbers empty. */
export function toVersion1Text(value: WireValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if ('json' in value) return JSON.stringify(value.json);
  return value.filter((element) => typeof element === 'string').join(',');
}
