/** A moment: a `Date`, or a text such as `2026-11-01 09:00:00`, which is UTC unless it carries an offset. */
export type Moment = string | Date;

/** A parameter of an API method; undefined ones are not sent. */
export type ParameterValue = string | number | boolean | Date | readonly (string | number)[] | undefined;

/** Parameters by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/**
 * Writes parameters as the API reads them: flags as 1 and 0, dates in UTC, lists separated by commas, or once per entry
 * where the parameter is one of `repeated`.
 */
export function encodeParameters(
  parameters: ParameterValues,
  repeated: readonly string[] = [],
): URLSearchParams {
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    const isRepeated = Array.isArray(value) && repeated.includes(name);
    for (const entry of isRepeated ? value : [value]) encoded.append(name, encodeValue(entry));
  }
  return encoded;
}

function encodeValue(value: Exclude<ParameterValue, undefined>): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return value.toISOString().replace('T', ' ');
  return typeof value === 'object' ? value.join(',') : String(value);
}
