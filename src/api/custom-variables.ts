import type { ExtraParameter } from '../uploads/records.ts';
import type { ApiMethod } from './declaration.ts';
import { apiVersions } from './fields.ts';
import { isUnservedFilter } from './photo-list/unserved-filters.ts';
import { isEnvelopeName, refuseContradiction } from './read-parameters.ts';

/** Values of the site's own variables, as they were sent. */
export type VariableValues = Readonly<Record<string, string>>;

/**
 * Divides what a method does not declare into values of the site's own variables (configuration: `archive.variables`)
 * and the rest. Fails with `invalid_input` when one was sent several times with different values.
 */
export function takeVariables(
  extras: readonly ExtraParameter[],
  names: readonly string[],
): { readonly variables: VariableValues; readonly rest: ExtraParameter[] } {
  const sent = extras.filter(([name]) => names.includes(name));
  for (const [name] of sent) refuseContradiction(sent, name);
  return {
    variables: Object.fromEntries(sent),
    rest: extras.filter(([name]) => !names.includes(name)),
  };
}

/**
 * Refuses names of variables that mean something else already, as a parameter or as a field of an item: whoever sent
 * or read them would get the wrong thing. Throws an `Error` that names the setting.
 */
export function checkVariableNames(names: readonly string[], methods: readonly ApiMethod[]): void {
  const ofPhotos = methods.filter(({ path }) => path.startsWith('photo/'));
  const parameters = ofPhotos.flatMap((method) =>
    apiVersions.flatMap((version) => Object.keys(method.parameters(version).shape)),
  );
  const fields = ofPhotos.flatMap((method) => method.fields.map(({ name }) => name));
  const taken = new Set([...parameters, ...fields, 'file']);
  const wrong = names.find((name) => taken.has(name) || isUnservedFilter(name) || isEnvelopeName(name));
  if (wrong === undefined) return;
  throw new Error(
    `The setting archive.variables cannot have "${wrong}": the API uses that name itself. Choose another one.`,
  );
}
