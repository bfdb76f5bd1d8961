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
  /** What version 1 XML writes when it is not what version 1 JSON writes. */
  readonly xmlText?: string;
  /** How each form of answers writes it; for a field that many objects have alike. Filled by `writeOnce`. */
  readonly written?: Map<string, string>;
}

/** An object of an answer: its fields in the order in which they are written. */
export type WireObject = readonly WireField[];

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
  /** For a field that only some callers see; it is left out for the others. */
  readonly isPresent?: (source: Source) => boolean;
  readonly value: (source: Source, version: ApiVersion) => WireValue;
}

/** A field of something inside `Outer`, as a field of `Outer`. */
export function liftField<Outer, Inner>(field: Field<Inner>, innerOf: (outer: Outer) => Inner): Field<Outer> {
  const { isPresent, value, ...rest } = field;
  const presence = isPresent === undefined ? {} : { isPresent: (outer: Outer) => isPresent(innerOf(outer)) };
  return { ...rest, ...presence, value: (outer, version) => value(innerOf(outer), version) };
}

/** The fields of `source` that `version` has, in the declared order. */
export function toWireObject<Source>(
  fields: ReadonlyArray<Field<Source>>,
  source: Source,
  version: ApiVersion,
): WireObject {
  const object: WireField[] = [];
  for (const { field, shared } of prepareFields(fields, version)) {
    if (field.isPresent?.(source) === false) continue;
    const value = field.value(source, version);
    object.push(shared.get(value) ?? toWireField(field, value));
  }
  return object;
}

function toWireField<Source>(field: Field<Source>, value: WireValue): WireField {
  const { name, isChild = false } = field;
  if (field.hasLetterInXml !== true) return { name, value, isChild };
  return { name, value, isChild, xmlText: value === true || value === '1' ? 't' : 'f' };
}

/** Values that most fields of most objects have. */
const commonValues: readonly WireValue[] = [null, false, true, 0, ''];

/** A field, and what it looks like with a common value. */
interface PreparedField<Source> {
  readonly field: Field<Source>;
  readonly shared: ReadonlyMap<WireValue, WireField>;
}

const prepared = new WeakMap<object, Map<ApiVersion, unknown>>();

/** The fields that a version has. Lists are long and their objects much alike, so what does not depend on one is made once. */
function prepareFields<Source>(
  fields: ReadonlyArray<Field<Source>>,
  version: ApiVersion,
): ReadonlyArray<PreparedField<Source>> {
  const versions = prepared.get(fields) ?? new Map<ApiVersion, unknown>();
  const known = versions.get(version) as ReadonlyArray<PreparedField<Source>> | undefined;
  if (known !== undefined) return known;
  const made = fields
    .filter((field) => field.versions?.includes(version) ?? true)
    .map((field) => {
      const share = (value: WireValue) => ({
        ...toWireField(field, value),
        written: new Map<string, string>(),
      });
      return { field, shared: new Map(commonValues.map((value) => [value, share(value)])) };
    });
  prepared.set(fields, versions.set(version, made));
  return made;
}

/** What `write` makes of a field in a form of answers; kept for a field that many objects have alike. */
export function writeOnce(field: WireField, form: string, write: (field: WireField) => string): string {
  const known = field.written?.get(form);
  if (known !== undefined) return known;
  const text = write(field);
  field.written?.set(form, text);
  return text;
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
