import type { DescribedMethod } from '../declaration.ts';

/** `photo/get-upload-token` as the name of a type: `PhotoGetUploadToken`. */
export function typeNameOf(path: string): string {
  return path
    .split(/[/-]/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** `photo/get-upload-token` as the name of a function: `photoGetUploadToken`. */
export function functionNameOf(path: string): string {
  const name = typeNameOf(path);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/**
 * Names for the objects that version 2 answers with, by the path of the method. Methods that answer with the same
 * fields share the name that the first of them gives: `KeyListItem`, `PhotoUploadResult`. Methods without fields have none.
 */
export function nameResults(methods: readonly DescribedMethod[]): ReadonlyMap<string, string> {
  const byFields = new Map<DescribedMethod['fields'], string>();
  const byPath = new Map<string, string>();
  for (const method of methods) {
    if (method.fields.length === 0) continue;
    const ending = method.example.toWire(2).kind === 'list' ? 'Item' : 'Result';
    const name = byFields.get(method.fields) ?? `${typeNameOf(method.path)}${ending}`;
    byFields.set(method.fields, name);
    byPath.set(method.path, name);
  }
  return byPath;
}
