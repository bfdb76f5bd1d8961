import { type Command, Option } from 'commander';
import { formatSettingValue } from '../config/setting-text.ts';
import { describeExpected, type Setting, settings } from '../config/settings.ts';
import type { FlagValues } from '../config/text-sources.ts';

/** Adds `--config` and a flag for every setting that may stand in a command line, grouped as in the reference. */
export function addConfigFlags(command: Command): Command {
  command.option('--config <file>', 'configuration file; default: slipway.config.json, if it exists');
  for (const setting of settings) {
    if (setting.flagName === undefined) continue;
    command.addOption(toOption(setting, setting.flagName));
  }
  return command;
}

/** The values of these flags, by the path of their setting. */
export function readConfigFlags(command: Command): FlagValues {
  const given = command.opts<Record<string, string | string[] | boolean | undefined>>();
  return Object.fromEntries(
    settings
      .filter(({ flagName }) => flagName !== undefined)
      .map(({ path, flagName = '' }) => [path, given[new Option(`--${flagName}`).attributeName()]]),
  );
}

function toOption(setting: Setting, flagName: string): Option {
  const { kind, path } = setting;
  const option = new Option(`--${flagName} ${placeholderOf(setting)}`, describe(setting));
  option.helpGroup(`${path.includes('.') ? path.split('.')[0] : 'Settings'}:`);
  if (kind === 'list') {
    option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  }
  return option;
}

function placeholderOf({ kind, unit }: Setting): string {
  if (kind === 'switch') return '[yes|no]';
  if (kind === 'list') return '<list>';
  return unit === undefined ? '<value>' : { bytes: '<size>', seconds: '<duration>' }[unit];
}

function describe(setting: Setting): string {
  const shownDefault = formatSettingValue(setting, setting.defaultValue);
  const remarks = [
    ...(setting.choices ? [describeExpected(setting)] : []),
    ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
  ];
  return remarks.length === 0 ? setting.help : `${setting.help} (${remarks.join('; ')})`;
}
