import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConfigFault } from './config-error.ts';
import type { ConfigSource } from './config-source.ts';
import { resolvePaths } from './setting-paths.ts';
import { parseSettingText } from './setting-text.ts';
import { getAt, isTree, type SettingTree, setAt } from './setting-tree.ts';
import { settings } from './settings.ts';

/**
 * Reads a configuration file. Relative paths in it start at the folder of the file. Undefined when the file does
 * not exist and `isOptional`; every other trouble with it is a fault.
 */
export async function readConfigFile(
  file: string,
  { isOptional }: { readonly isOptional: boolean },
): Promise<ConfigSource | undefined> {
  const source = (tree: SettingTree, faults: readonly ConfigFault[]): ConfigSource => ({
    kind: 'file',
    tree,
    faults,
    texts: new Map(),
    nameOf: (path) => `${path} in ${file}`,
  });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (isOptional && code === 'ENOENT') return undefined;
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${message})`;
    return source({}, [{ source: file, problem }]);
  }
  const parsed = parseJson(text);
  if (!isTree(parsed.value)) {
    const { problem = 'it holds no settings' } = parsed;
    return source({}, [{ source: file, problem, expected: 'a JSON object' }]);
  }
  takeTexts(parsed.value, dirname(file));
  return source(parsed.value, []);
}

/** In a file, numbers are numbers and lists are lists; only sizes and durations may be texts with a unit. */
function takeTexts(tree: SettingTree, folder: string): void {
  for (const setting of settings) {
    const value = getAt(tree, setting.path);
    if (typeof value !== 'string' || !setting.unit) continue;
    // A text that is no size stays as it is: the schema refuses it.
    setAt(tree, setting.path, parseSettingText(setting, value) ?? value);
  }
  resolvePaths(tree, folder);
}

/** The parser's own sentence would show a piece of the file, which may hold the owner key: only the place is told. */
function parseJson(text: string): { value?: unknown; problem?: string } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    const place = /line \d+ column \d+/.exec((error as Error).message)?.[0];
    return { problem: place === undefined ? 'it ends too early' : `it is not JSON, see ${place}` };
  }
}
