import type { ApiVersion, Field, Part, WireField, WireObject, WireValue } from '../fields.ts';

/** How a form of answers writes one field. */
export interface FieldForm {
  /** What stands around the value of a field with this name. */
  readonly around: (name: string) => readonly [before: string, after: string];
  readonly value: (value: WireValue, field: Pick<WireField, 'hasLetterInXml'>) => string;
  /** Between two fields. */
  readonly separator: string;
  /** Which fields the form has; all when omitted. */
  readonly has?: (field: Pick<WireField, 'isChild'>) => boolean;
}

/** Writes the fields of one object after another. */
export type ObjectWriter = (object: WireObject) => string;

/**
 * A writer of objects in one form; with `wanted`, of those of their fields only. Lists are long, their objects much alike
 * and their fields many: what does not depend on the object is made once for each declaration, and a value that is not
 * wanted is never asked for.
 */
export function createObjectWriter(form: FieldForm, wanted?: ReadonlySet<string>): ObjectWriter {
  const isWanted = ({ name }: { readonly name: string }) => wanted?.has(name) ?? true;
  let last: { of: object; version: ApiVersion; groups: readonly Group[] } | undefined;

  return (object) => {
    if (!('source' in object)) return appendFinished(form, '', object.filter(isWanted));
    const { fields, source, version, more } = object;
    if (last?.of !== fields || last.version !== version) {
      const groups = groupsOf(form, fields, version);
      last = { of: fields, version, groups: wanted === undefined ? groups : pick(groups, isWanted) };
    }
    const text = writeGroups(form, last.groups, source, version);
    return appendFinished(form, text, more.filter(isWanted));
  };
}

/** Adds fields, each written with a separator before it, which the first one does not keep. */
function append({ separator }: FieldForm, text: string, fields: string): string {
  return text === '' ? fields.slice(separator.length) : text + fields;
}

function appendFinished(form: FieldForm, given: string, fields: readonly WireField[]): string {
  let text = given;
  for (const field of fields) {
    if (form.has?.(field) === false) continue;
    const [start, end] = form.around(field.name);
    text = append(form, text, form.separator + start + form.value(field.value, field) + end);
  }
  return text;
}

/** Declared fields next to each other that belong to one part of the source, or to none. */
interface Group {
  readonly part: Part<unknown> | undefined;
  readonly fields: readonly DeclaredField[];
  /** What is written for any source that does not have the part, once it has been written. */
  whenNotThere?: string;
}

/** A declared field as a form writes it: what stands around its value, and all of it with the commonest values. */
interface DeclaredField {
  readonly name: string;
  readonly field: Field<unknown>;
  readonly before: string;
  readonly after: string;
  readonly whenEmpty: string;
  readonly whenNull: string;
  readonly whenZero: string;
  readonly whenTrue: string;
  readonly whenFalse: string;
}

function writeGroups(
  form: FieldForm,
  groups: readonly Group[],
  source: unknown,
  version: ApiVersion,
): string {
  let text = '';
  for (const group of groups) {
    if (group.part === undefined || group.part.isThere(source)) {
      for (const each of group.fields) text = append(form, text, writeField(form, each, source, version));
    } else {
      group.whenNotThere ??= group.fields.map((each) => writeField(form, each, source, version)).join('');
      text = append(form, text, group.whenNotThere);
    }
  }
  return text;
}

/** One field of a source; nothing when this source does not have it. */
function writeField(form: FieldForm, declared: DeclaredField, source: unknown, version: ApiVersion): string {
  const { field } = declared;
  if (field.isPresent !== undefined && !field.isPresent(source)) return '';
  return writeValue(form, declared, field.value(source, version));
}

function writeValue(form: FieldForm, declared: DeclaredField, value: WireValue): string {
  switch (value) {
    case '':
      return declared.whenEmpty;
    case null:
      return declared.whenNull;
    case 0:
      return declared.whenZero;
    case true:
      return declared.whenTrue;
    case false:
      return declared.whenFalse;
    default:
      return declared.before + form.value(value, declared.field) + declared.after;
  }
}

const known = new WeakMap<FieldForm, WeakMap<object, Map<ApiVersion, readonly Group[]>>>();

/** The declared fields that a version and a form have, made once. */
function groupsOf(
  form: FieldForm,
  fields: ReadonlyArray<Field<unknown>>,
  version: ApiVersion,
): readonly Group[] {
  const ofForm = known.get(form) ?? new WeakMap<object, Map<ApiVersion, readonly Group[]>>();
  known.set(form, ofForm);
  const ofFields = ofForm.get(fields) ?? new Map<ApiVersion, readonly Group[]>();
  ofForm.set(fields, ofFields);
  const made = ofFields.get(version) ?? group(fields.filter(isShown).map((field) => declare(form, field)));
  ofFields.set(version, made);
  return made;

  function isShown({ versions, isChild = false }: Field<unknown>): boolean {
    return (versions?.includes(version) ?? true) && form.has?.({ isChild }) !== false;
  }
}

function declare(form: FieldForm, field: Field<unknown>): DeclaredField {
  const [start, after] = form.around(field.name);
  const before = form.separator + start;
  const written = (value: WireValue) => before + form.value(value, field) + after;
  return {
    name: field.name,
    field,
    before,
    after,
    whenEmpty: written(''),
    whenNull: written(null),
    whenZero: written(0),
    whenTrue: written(true),
    whenFalse: written(false),
  };
}

function group(declared: readonly DeclaredField[]): Group[] {
  const groups: Array<{ part: Group['part']; fields: DeclaredField[] }> = [];
  for (const each of declared) {
    const last = groups.at(-1);
    if (last !== undefined && last.part === each.field.part) last.fields.push(each);
    else groups.push({ part: each.field.part, fields: [each] });
  }
  return groups;
}

function pick(groups: readonly Group[], isWanted: (field: DeclaredField) => boolean): Group[] {
  return groups.map(({ part, fields }) => ({ part, fields: fields.filter(isWanted) }));
}
