import type { FieldDescription } from './field-description.ts';
import type { ParameterDescription } from './parameter-description.ts';

/** Any JSON, written by hand. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** The schema of a parameter's value (JSON Schema 2020-12), without its help. */
export function parameterSchema(parameter: ParameterDescription): JsonObject {
  const { kind, itemKind, choices, defaultValue, min, max, maxItems, isRequired } = parameter;
  const shared = defaultValue === undefined ? {} : { default: defaultValue };
  const bounds = {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  };
  switch (kind) {
    case 'word':
      return { type: 'string', enum: choices ?? [], ...shared };
    case 'flag':
      return { type: 'boolean', ...shared };
    case 'moment':
      return { type: 'string', examples: ['2026-11-01 09:00:00'] };
    case 'list':
      return {
        type: 'array',
        items: { type: itemKind === 'integer' ? 'integer' : 'string' },
        ...(maxItems === undefined ? {} : { maxItems }),
      };
    case 'text':
      return { type: 'string', ...(isRequired ? { minLength: 1 } : {}), ...shared };
    default:
      return { type: kind, ...bounds, ...shared };
  }
}

/** The schema of an object with these fields, as version 2 writes it. */
export function objectSchema(fields: readonly FieldDescription[]): JsonObject {
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function fieldSchema(field: FieldDescription): JsonObject {
  return { ...typeSchema(field), description: field.help };
}

function typeSchema({ kind, isNullable, mayBeText, words, fields }: FieldDescription): JsonObject {
  switch (kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'text':
      return words ? { type: 'string', enum: words } : { type: 'string' };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'objects':
      return { type: 'array', items: fields ? objectSchema(fields) : { type: 'object' } };
    default: {
      const types = ['number', ...(mayBeText ? ['string'] : []), ...(isNullable ? ['null'] : [])];
      return { type: types.length === 1 ? 'number' : types };
    }
  }
}
