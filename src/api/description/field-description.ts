import type { ApiVersion, Field } from '../fields.ts';

/** A field of an answer as documents and clients see it. */
export interface FieldDescription {
  readonly name: string;
  readonly help: string;
  readonly kind: Field<never>['kind'];
  readonly isNullable: boolean;
  readonly mayBeText: boolean;
  /** Only some callers see it. */
  readonly isOptional: boolean;
  readonly words: readonly string[] | undefined;
  /** Fields of the objects, for `objects`; undefined when they are not known beforehand. */
  readonly fields: readonly FieldDescription[] | undefined;
}

/** The fields that `version` has, in the order in which they are written. */
export function describeFields(fields: ReadonlyArray<Field<never>>, version: ApiVersion): FieldDescription[] {
  return fields
    .filter((field) => field.versions?.includes(version) ?? true)
    .map((field) => ({
      name: field.name,
      help: field.help,
      kind: field.kind,
      isNullable: field.kind === 'number' && field.isNeverNull !== true,
      mayBeText: field.mayBeText === true,
      isOptional: field.isPresent !== undefined,
      words: field.words,
      fields: field.fields && describeFields(field.fields, version),
    }));
}

/** The type of a field as people read it; version 1 writes everything as text. */
export function describeType(field: FieldDescription, version: ApiVersion): string {
  const { kind, isNullable, mayBeText, words } = field;
  if (words) return words.map((word) => `\`${word}\``).join(', ');
  if (version === 1) return kind === 'flag' ? '`1` or `0`' : 'text';
  const nullable = isNullable ? ' or null' : '';
  const alternative = mayBeText ? ' or text' : '';
  const names = {
    text: 'text',
    number: 'number',
    flag: 'boolean',
    texts: 'array of texts',
    objects: 'array of objects',
  };
  return `${names[kind]}${alternative}${nullable}`;
}
