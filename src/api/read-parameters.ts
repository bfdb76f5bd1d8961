import type { z } from 'zod';
import type { ExtraParameter } from '../uploads/records.ts';
import { ApiError } from './errors.ts';
import { isRepeatable } from './parameter-types.ts';

/** Parameters of a request in the order in which they were sent; names may repeat. */
export type ParameterPairs = ReadonlyArray<readonly [name: string, value: string]>;

/** What the envelope and the authentication read; never seen by a method. */
const ENVELOPE_NAMES = new Set(['format', 'raw', 'varname', 'callback', 'fields']);

/** Whether a parameter belongs to the envelope or to OAuth, so that no method sees it. */
export function isEnvelopeName(name: string): boolean {
  return ENVELOPE_NAMES.has(name) || name.startsWith('oauth_');
}

/** The first value of a parameter. */
export function findParameter(pairs: ParameterPairs, name: string): string | undefined {
  return pairs.find(([candidate]) => candidate === name)?.[1];
}

/** Refuses a parameter that was sent several times with different values: nobody can tell which one was meant. */
export function refuseContradiction(pairs: ParameterPairs, name: string): void {
  const values = new Set(pairs.filter(([candidate]) => candidate === name).map(([, value]) => value));
  if (values.size > 1) {
    throw new ApiError(
      'invalid_input',
      `The parameter "${name}" was sent more than once with different values.`,
    );
  }
}

/**
 * Reads the declared parameters into typed values. What is not declared, and does not belong to the envelope or to
 * OAuth, is returned as it came. Fails with `invalid_input` and a sentence that names the parameter.
 */
export function readParameters<Schema extends z.ZodObject>(
  schema: Schema,
  pairs: ParameterPairs,
): { input: z.output<Schema>; extras: ExtraParameter[] } {
  const declared: Record<string, z.core.$ZodType> = schema.shape;
  const given: Record<string, string | string[]> = {};
  for (const [name, parameter] of Object.entries(declared)) {
    const values = pairs.filter(([candidate]) => candidate === name).map(([, value]) => value);
    if (values.length === 0) continue;
    if (isRepeatable(parameter as z.ZodType)) {
      given[name] = values;
    } else {
      refuseContradiction(pairs, name);
      given[name] = values[0] ?? '';
    }
  }
  const result = schema.safeParse(given);
  if (!result.success) throw describeIssue(result.error);
  return { input: result.data, extras: extrasOf(declared, pairs) };
}

function extrasOf(declared: Record<string, unknown>, pairs: ParameterPairs): ExtraParameter[] {
  return pairs
    .filter(([name]) => !Object.hasOwn(declared, name) && !isEnvelopeName(name))
    .map(([name, value]) => [name, value]);
}

function describeIssue(error: z.ZodError): ApiError {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? 'unknown');
  return new ApiError('invalid_input', `The parameter "${name}" ${issue?.message ?? 'is malformed'}.`);
}
