import { resolve } from 'node:path';
import { getAt, type SettingTree, setAt } from './setting-tree.ts';
import { settings } from './settings.ts';

/** Makes the relative paths of a tree absolute: they start at `folder`. */
export function resolvePaths(tree: SettingTree, folder: string): void {
  for (const { path, isPath } of settings) {
    const value = isPath ? getAt(tree, path) : undefined;
    if (typeof value === 'string' && value !== '') setAt(tree, path, resolve(folder, value));
  }
}
