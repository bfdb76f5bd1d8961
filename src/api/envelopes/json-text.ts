/** Characters that could end a script element or, in old engines, a line of script. */
const RISKY = /[<\u2028\u2029]/g;

/** A value as JSON that is also safe inside a script element. Half surrogates become U+FFFD. */
export function jsonText(value: string | number | boolean | object | null): string {
  const json = JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value);
  return json.replaceAll(RISKY, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A JSON object from names and finished JSON values, in this order, whatever the names are. */
export function jsonObject(members: ReadonlyArray<readonly [name: string, json: string]>): string {
  return `{${members.map(([name, json]) => `${jsonText(name)}:${json}`).join(',')}}`;
}

export function jsonArray(elements: readonly string[]): string {
  return `[${elements.join(',')}]`;
}
