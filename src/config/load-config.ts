import { resolve } from 'node:path';
import type { z } from 'zod';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { readConfigFile } from './config-file.ts';
import { type ConfigSource, sourceKinds, unknownName } from './config-source.ts';
import { type Config, configSchema } from './schema.ts';
import { resolvePaths } from './setting-paths.ts';
import { formatSettingValue, showGiven } from './setting-text.ts';
import { getAt, isTree, type SettingTree, setAt } from './setting-tree.ts';
import { describeExpected, findSetting, type Setting, settings } from './settings.ts';
import { type FlagValues, readEnvironment, readFlags } from './text-sources.ts';

/** The file that is read when none is named, if it exists. */
export const DEFAULT_CONFIG_FILE = 'slipway.config.json';

/** A configuration that is ready for use, and where it comes from. */
export interface LoadedConfig {
  readonly config: Config;
  /** The configuration file that was read. */
  readonly file: string | undefined;
  /** Where the value of a setting was given. */
  readonly sourceOf: (path: string) => 'default' | ConfigSource['kind'];
}

/** An effective setting as people read it. */
export interface DescribedSetting {
  readonly path: string;
  /** Undefined when it is not set. A secret is never shown, only that there is one. */
  readonly value: string | undefined;
  readonly source: 'default' | ConfigSource['kind'];
}

/**
 * Loads the configuration: flags win over the environment, that over the file, that over the defaults. A file that is
 * named must exist; without a name, `slipway.config.json` in `cwd` is read if it is there. Paths become
 * absolute. Fails with a `ConfigError` that lists every fault of every place, overridden values included.
 */
export async function loadConfig(options: {
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: FlagValues;
  readonly cwd: string;
}): Promise<LoadedConfig> {
  const file = resolve(options.cwd, options.file ?? DEFAULT_CONFIG_FILE);
  const fromFile = await readConfigFile(file, { isOptional: options.file === undefined });
  const sources = [...(fromFile ? [fromFile] : []), readEnvironment(options.env), readFlags(options.flags)];
  const faults = sources.flatMap((source) => [...source.faults, ...findFaults(source)]);
  if (faults.length > 0) throw new ConfigError(faults);

  const tree: SettingTree = {};
  const origins = new Map<string, ConfigSource['kind']>();
  for (const kind of sourceKinds) {
    const source = sources.find((candidate) => candidate.kind === kind);
    if (source) mergeInto(tree, source, origins);
  }
  resolvePaths(tree, options.cwd);
  const config = configSchema.parse(tree);
  return {
    config: { ...config, dataDir: resolve(options.cwd, config.dataDir) },
    file: fromFile && file,
    sourceOf: (path) => origins.get(path) ?? 'default',
  };
}

/** The effective configuration, setting by setting, without secrets. */
export function describeConfig({ config, sourceOf }: LoadedConfig): DescribedSetting[] {
  return settings.map((setting) => {
    const value = getAt(config, setting.path);
    const isHidden = setting.isSecret && value !== undefined;
    const shown = isHidden ? '(set, not shown)' : formatSettingValue(setting, value);
    return { path: setting.path, value: shown, source: sourceOf(setting.path) };
  });
}

function mergeInto(
  tree: SettingTree,
  source: ConfigSource,
  origins: Map<string, ConfigSource['kind']>,
): void {
  for (const { path } of settings) {
    const value = getAt(source.tree, path);
    if (value === undefined) continue;
    setAt(tree, path, value);
    origins.set(path, source.kind);
  }
}

/** Each place is checked by itself, so that a fault is told even where another place overrides it. */
function findFaults(source: ConfigSource): ConfigFault[] {
  const { error } = configSchema.safeParse(source.tree);
  return error?.issues.flatMap((issue) => toFaults(issue, source)) ?? [];
}

function toFaults(issue: z.core.$ZodIssue, source: ConfigSource): ConfigFault[] {
  const names = issue.path.filter((name) => typeof name === 'string');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...names, key].join('.');
      return unknownName(source.nameOf(path), path, knownNames());
    });
  }
  const path = names.join('.');
  const isAboutEntry = issue.path.length > names.length;
  const value = getAt(source.tree, path);
  const given = isAboutEntry
    ? (value as unknown[])[Number(issue.path.at(-1))]
    : (source.texts.get(path) ?? value);
  return [{ source: source.nameOf(path), ...describeProblem(issue, given, findSetting(path)) }];
}

function describeProblem(
  issue: z.core.$ZodIssue,
  given: unknown,
  setting: Setting | undefined,
): Pick<ConfigFault, 'problem' | 'expected'> {
  const expected = setting ? describeExpected(setting) : 'a group of settings: { … }';
  const isWithReason = issue.code === 'custom' || issue.code === 'invalid_format';
  const reason = isWithReason && issue.message.startsWith('it ') ? `: ${issue.message}` : '';
  return { problem: `${showGiven(given, setting)} cannot be used${reason}`, expected };
}

/** Settings and their groups. */
function knownNames(): string[] {
  const defaults: unknown = configSchema.parse({});
  const groups = isTree(defaults) ? Object.keys(defaults).filter((name) => isTree(defaults[name])) : [];
  return [...settings.map((setting) => setting.path), ...groups];
}
