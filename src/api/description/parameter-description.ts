import { z } from 'zod';

/** A parameter as documents and clients see it, made from its schema. */
export interface ParameterDescription {
  readonly name: string;
  readonly help: string;
  readonly kind: 'text' | 'integer' | 'number' | 'flag' | 'word' | 'moment' | 'list';
  /** What a list is a list of. */
  readonly itemKind: 'text' | 'integer';
  readonly isRequired: boolean;
  /** May be sent several times; other lists are one text, separated by commas. */
  readonly isRepeatable: boolean;
  /** A number outside of its bounds is moved to the nearest one. */
  readonly isClamped: boolean;
  /** Documented, and refused unless empty. */
  readonly isUnserved: boolean;
  readonly choices: readonly string[] | undefined;
  readonly defaultValue: string | number | boolean | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Most entries of a list. */
  readonly maxItems: number | undefined;
}

/** Help of the documented parameters that are refused (`parameter-types.ts`). */
const UNSERVED_HELP = 'Not supported.';

/** The part of a JSON Schema that parameters use. */
interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: SchemaNode;
  readonly isRepeatable?: boolean;
  readonly isMoment?: boolean;
  readonly isClamped?: boolean;
}

/** The parameters of a schema, in its order. */
export function describeParameters(schema: z.ZodObject): ParameterDescription[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, node]) =>
    describeParameter(name, node as SchemaNode, required.includes(name)),
  );
}

/** What a value looks like, as the middle of a sentence: "a whole number, 15 to 1440". */
export function describeValue(parameter: ParameterDescription): string {
  const { kind, itemKind, isRepeatable, choices = [] } = parameter;
  switch (kind) {
    case 'word':
      return choices.length === 1
        ? `\`${choices[0]}\``
        : `one of ${choices.map((word) => `\`${word}\``).join(', ')}`;
    case 'flag':
      return '`1` or `0`';
    case 'moment':
      return 'a date such as `2026-11-01 09:00:00`';
    case 'list': {
      const items = itemKind === 'integer' ? 'whole numbers' : 'texts';
      return isRepeatable ? `${items}, one per parameter` : `${items}, separated by commas`;
    }
    case 'text':
      return 'a text';
    case 'integer':
      return `a whole number${describeBounds(parameter)}`;
    default:
      return `a number${describeBounds(parameter)}`;
  }
}

function describeBounds({ min, max, isClamped }: ParameterDescription): string {
  const moved = isClamped ? ' (moved to the nearest when outside)' : '';
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}${moved}`;
  if (min !== undefined) return `, at least ${min}${moved}`;
  return max === undefined ? '' : `, at most ${max}${moved}`;
}

function describeParameter(name: string, node: SchemaNode, isRequired: boolean): ParameterDescription {
  const kind = kindOf(node);
  return {
    name,
    help: node.description ?? '',
    kind,
    itemKind: node.items?.type === 'integer' ? 'integer' : 'text',
    isRequired,
    isRepeatable: node.isRepeatable === true,
    isClamped: node.isClamped === true,
    isUnserved: node.description === UNSERVED_HELP,
    choices: node.enum,
    defaultValue: readDefault(node.default),
    min: kind === 'moment' ? undefined : exactOrNone(node.minimum),
    max: kind === 'moment' ? undefined : exactOrNone(node.maximum),
    maxItems: node.maxItems,
  };
}

function kindOf(node: SchemaNode): ParameterDescription['kind'] {
  if (node.isMoment === true) return 'moment';
  if (node.enum) return 'word';
  if (node.type === 'boolean') return 'flag';
  if (node.type === 'array') return 'list';
  return node.type === 'integer' || node.type === 'number' ? node.type : 'text';
}

/** A list that is empty by default has none to speak of. */
function readDefault(value: unknown): string | number | boolean | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

/** The bounds of exact numbers in JavaScript are no bounds of the parameter. */
function exactOrNone(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
}
