import type { ConfigFault } from './config-error.ts';
import { type ConfigSource, unknownName } from './config-source.ts';
import { parseSettingText, showGiven } from './setting-text.ts';
import { type SettingTree, setAt } from './setting-tree.ts';
import { describeExpected, findSetting, type Setting, settings } from './settings.ts';

/** Values of flags by the path of their setting; a list may come in several pieces. */
export type FlagValues = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

const PREFIX = 'SLIPWAY_';
/** The client's own variables, which a server on the same machine must not stumble over. */
const CLIENT_VARIABLES = ['SLIPWAY_URL', 'SLIPWAY_KEY'];

/** Reads the environment: a variable that is set but empty counts as not set. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): ConfigSource {
  const values = createTextValues((path) => findSetting(path)?.environmentName ?? path);
  for (const setting of settings) {
    const text = env[setting.environmentName];
    if (text !== undefined && text !== '') values.take(setting, text);
  }
  const known = new Set([...settings.map((setting) => setting.environmentName), ...CLIENT_VARIABLES]);
  const unknown = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.has(name));
  values.faults.push(...unknown.map((name) => unknownName(name, name, known)));
  return { kind: 'environment', ...values };
}

/** Takes over the flags of the command line. */
export function readFlags(flags: FlagValues): ConfigSource {
  const values = createTextValues((path) => `--${findSetting(path)?.flagName ?? path}`);
  for (const [path, given] of Object.entries(flags)) {
    if (given === undefined) continue;
    const setting = findSetting(path);
    if (setting?.flagName === undefined) values.faults.push(unknownName(values.nameOf(path), path, []));
    else values.take(setting, Array.isArray(given) ? given.join(',') : String(given));
  }
  return { kind: 'flag', ...values };
}

function createTextValues(nameOf: ConfigSource['nameOf']) {
  const tree: SettingTree = {};
  const faults: ConfigFault[] = [];
  const texts = new Map<string, string>();

  function take(setting: Setting, text: string): void {
    const value = parseSettingText(setting, text);
    if (value === undefined) {
      const problem = `${showGiven(text, setting)} cannot be used`;
      faults.push({ source: nameOf(setting.path), problem, expected: describeExpected(setting) });
      return;
    }
    setAt(tree, setting.path, value);
    // Faults of a list are about one entry of it, which is shown instead.
    if (setting.kind !== 'list') texts.set(setting.path, text);
  }

  return { tree, faults, texts, nameOf, take };
}
