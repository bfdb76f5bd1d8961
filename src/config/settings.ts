import { z } from 'zod';
import { configSchema } from './schema.ts';
import { formatByteSize, formatDurationSeconds } from './units.ts';

/** One setting, as the schema describes it. */
export interface Setting {
  /** Place in the file and in `Config`: `uploads.idleTimeoutSeconds`. */
  readonly path: string;
  /** `SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS` */
  readonly environmentName: string;
  /** `uploads-idle-timeout-seconds`; undefined for a secret, which must not stand in a command line. */
  readonly flagName: string | undefined;
  readonly kind: 'text' | 'number' | 'switch' | 'list';
  /** What the number counts; such a number may be given as `10GiB` or `2h`. */
  readonly unit: 'bytes' | 'seconds' | undefined;
  readonly isWhole: boolean;
  readonly isSecret: boolean;
  /** The path of a file or folder. */
  readonly isPath: boolean;
  /** The only values allowed, if there are few. */
  readonly choices: readonly string[] | undefined;
  /** Bounds of a number, or of the length of a text. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What a value looks like, when the type alone does not tell. */
  readonly form: string | undefined;
  /** Undefined when it is simply not set. */
  readonly defaultValue: SettingValue | undefined;
  readonly help: string;
}

export type SettingValue = string | number | boolean | readonly string[];

/** The part of a JSON Schema that the configuration uses. */
interface SchemaNode {
  readonly type: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly secret?: boolean;
  readonly isPath?: boolean;
  readonly form?: string;
}

/** All settings, in the order of the schema. */
export const settings: readonly Setting[] = listSettings(
  z.toJSONSchema(configSchema, { io: 'input' }) as unknown as SchemaNode,
  [],
);

/**
 * What a value must be, to be read after "expected": "a whole number, from 0 to 65535". With `isBrief`, without
 * telling how sizes and durations are written.
 */
export function describeExpected(setting: Setting, { isBrief = false } = {}): string {
  const { kind, choices, form, min } = setting;
  if (choices) return `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
  if (form !== undefined) return form;
  if (kind === 'switch') return '`true` or `false`';
  if (kind === 'list') return 'a list of texts';
  if (kind === 'number') return `${describeNumber(setting, isBrief)}${describeBounds(setting)}`;
  return min === undefined || min < 2 ? 'a text that is not empty' : `a text of at least ${min} characters`;
}

function describeNumber({ unit, isWhole }: Setting, isBrief: boolean): string {
  if (unit === undefined) return isWhole ? 'a whole number' : 'a number';
  if (isBrief) return unit === 'bytes' ? 'a size' : 'a duration';
  return unit === 'bytes'
    ? 'a number of bytes, or a size like `500MB` or `10GiB`'
    : 'a number of seconds, or a duration like `30s`, `10m`, `2h` or `7d`';
}

function describeBounds({ unit, min = 0, max }: Setting): string {
  const format = { bytes: formatByteSize, seconds: formatDurationSeconds, none: String }[unit ?? 'none'];
  if (max !== undefined) return `, from ${format(min)} to ${format(max)}`;
  return min === 0 ? '' : `, at least ${format(min)}`;
}

/** The setting at a path, if there is one. */
export function findSetting(path: string): Setting | undefined {
  return settings.find((setting) => setting.path === path);
}

function listSettings(node: SchemaNode, path: readonly string[]): Setting[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    child.properties ? listSettings(child, [...path, name]) : [readSetting(child, [...path, name])],
  );
}

function readSetting(node: SchemaNode, path: readonly string[]): Setting {
  const words = path.flatMap((name) => name.split(/(?=[A-Z])/)).map((word) => word.toLowerCase());
  const isSecret = node.secret ?? false;
  const max = node.maximum === Number.MAX_SAFE_INTEGER ? undefined : node.maximum;
  return {
    path: path.join('.'),
    environmentName: ['slipway', ...words].join('_').toUpperCase(),
    flagName: isSecret ? undefined : words.join('-'),
    kind: kindOf(node),
    unit: unitOf(path.at(-1) ?? ''),
    isWhole: node.type === 'integer',
    isSecret,
    isPath: node.isPath ?? false,
    choices: node.enum,
    min: node.minimum ?? node.minLength,
    max,
    form: node.form,
    defaultValue: node.default as SettingValue | undefined,
    help: node.description ?? '',
  };
}

function kindOf({ type }: SchemaNode): Setting['kind'] {
  if (type === 'boolean') return 'switch';
  if (type === 'array') return 'list';
  return type === 'string' ? 'text' : 'number';
}

/** Names carry their unit. */
function unitOf(name: string): Setting['unit'] {
  if (/Bytes(?:PerSecond)?$/.test(name)) return 'bytes';
  return name.endsWith('Seconds') ? 'seconds' : undefined;
}
