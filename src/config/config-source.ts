import type { ConfigFault } from './config-error.ts';
import { suggestName } from './name-suggestion.ts';
import type { SettingTree } from './setting-tree.ts';

/** Where a value can be given; a later kind wins over an earlier one. */
export const sourceKinds = ['file', 'environment', 'flag'] as const;

/** Values that come from one place, with the faults found while reading them. */
export interface ConfigSource {
  readonly kind: (typeof sourceKinds)[number];
  /** Settings of this place; values that could not even be read are left out. */
  readonly tree: SettingTree;
  readonly faults: readonly ConfigFault[];
  /** What was written, by path, where values are read from texts. */
  readonly texts: ReadonlyMap<string, string>;
  /** How a fault names a setting, or an unknown key of the file, of this place. */
  readonly nameOf: (path: string) => string;
}

/** The fault of a name that is no setting, with the name that was probably meant. */
export function unknownName(source: string, name: string, candidates: Iterable<string>): ConfigFault {
  const suggestion = suggestName(name, candidates);
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
  return { source, problem: `there is no such setting${hint}` };
}
