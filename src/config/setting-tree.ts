/** Nested settings, as in the file and in `Config`. */
export interface SettingTree {
  [name: string]: unknown;
}

/** Whether a value is a group of settings. */
export function isTree(value: unknown): value is SettingTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path; undefined when there is none. */
export function getAt(tree: SettingTree, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, name) => (isTree(node) && Object.hasOwn(node, name) ? node[name] : undefined),
      tree,
    );
}

/** Puts a value at a dotted path, with the groups on the way to it. */
export function setAt(tree: SettingTree, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  let node = tree;
  for (const name of names) {
    let child = node[name];
    if (!isTree(child)) child = node[name] = {};
    node = child as SettingTree;
  }
  node[last] = value;
}
