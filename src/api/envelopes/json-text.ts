/** Characters that could end a script element or, in old engines, a line of script. */
const RISKY = /[<\u2028\u2029]/;
const EVERY_RISKY = new RegExp(RISKY, 'g');

/** Texts that stand in JSON, and in a script element, as they are. */
const PLAIN = /^[ !#-;=-[\]-\u2027\u202a-\ud7ff\ue000-\uffff]*$/;

/** Names that are written as they are; others come from clients. */
const PLAIN_NAME = /^\w+$/;

/** A value as JSON that is also safe inside a script element. Half surrogates become U+FFFD. */
export function jsonText(value: string | number | boolean | object | null): string {
  // Most values of an answer are numbers, flags and plain texts.
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const json = JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value);
  return RISKY.test(json) ? json.replaceAll(EVERY_RISKY, escapeCharacter) : json;
}

/** A JSON object from names and finished JSON values, in this order, whatever the names are. */
export function jsonObject(members: ReadonlyArray<readonly [name: string, json: string]>): string {
  let text = '';
  for (const [name, json] of members) text += `${text === '' ? '' : ','}${aroundMember(name)[0]}${json}`;
  return `{${text}}`;
}

/** What stands before and after the value of a member of an object. */
export function aroundMember(name: string): [before: string, after: string] {
  return [PLAIN_NAME.test(name) ? `"${name}":` : `${jsonText(name)}:`, ''];
}

export function jsonArray(elements: readonly string[]): string {
  // Not joined: the text is copied once, when it is sent.
  let text = '';
  for (const element of elements) text += text === '' ? element : `,${element}`;
  return `[${text}]`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
