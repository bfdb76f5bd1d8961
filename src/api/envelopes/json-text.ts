/** Characters that could end a script element or, in old engines, a line of script. */
const RISKY = /[<\u2028\u2029]/;
const EVERY_RISKY = new RegExp(RISKY, 'g');

/** Names that are written as they are; others come from clients. */
const PLAIN_NAME = /^\w+$/;

/** A value as JSON that is also safe inside a script element. Half surrogates become U+FFFD. */
export function jsonText(value: string | number | boolean | object | null): string {
  // Most values of an answer are numbers, flags and empty texts.
  if (value === '') return '""';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const json = JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value);
  return RISKY.test(json) ? json.replaceAll(EVERY_RISKY, escapeCharacter) : json;
}

/** A JSON object from names and finished JSON values, in this order, whatever the names are. */
export function jsonObject(members: ReadonlyArray<readonly [name: string, json: string]>): string {
  return jsonObjectOf(members.map(([name, json]) => jsonMember(name, json)));
}

/** One member of an object: `"name":json`. */
export function jsonMember(name: string, json: string): string {
  return PLAIN_NAME.test(name) ? `"${name}":${json}` : `${jsonText(name)}:${json}`;
}

/** A JSON object from finished members. */
export function jsonObjectOf(members: readonly string[]): string {
  return `{${members.join(',')}}`;
}

export function jsonArray(elements: readonly string[]): string {
  return `[${elements.join(',')}]`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
