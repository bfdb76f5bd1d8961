import type { PermissionLevel } from '../../access/records.ts';
import type { PageInfo, PlainAnswer } from '../declaration.ts';
import { type WireField, type WireObject, type WireValue, writeOnce } from '../fields.ts';
import type { AnswerBody, WireError } from './answer-body.ts';
import { jsonArray, jsonMember, jsonObject, jsonObjectOf, jsonText } from './json-text.ts';

/** How version 2 is to be read: as a script that calls `callback`, or as JSON; only `fields` of each object. */
export interface Version2Reading {
  readonly callback?: string;
  readonly fields?: ReadonlySet<string>;
}

/** A success in version 2: the payload is always `data`. */
export function writeVersion2Answer(
  answer: PlainAnswer,
  context: { level: PermissionLevel; reading: Version2Reading },
): AnswerBody {
  const { reading } = context;
  const data =
    answer.kind === 'object'
      ? objectJson(answer.object, reading.fields)
      : jsonArray(answer.items.map((item) => objectJson(item, reading.fields)));
  const members: Array<readonly [string, string]> = [
    ['status', jsonText('ok')],
    ['permission_level', jsonText(context.level)],
    ['cached', jsonText(false)],
    ['message', jsonText(answer.message ?? '')],
    ...(answer.kind === 'list' ? pageMembers(answer.page) : []),
    ['data', data],
    ...(answer.kind === 'object' ? topLevelMembers(answer.topLevel ?? []) : []),
  ];
  return wrap(jsonObject(members), reading.callback);
}

/** An error in version 2. */
export function writeVersion2Error(
  error: WireError,
  context: { level: PermissionLevel; reading: Version2Reading },
): AnswerBody {
  const members = [
    ['status', jsonText('error')],
    ['message', jsonText(error.message)],
    ['code', jsonText(error.code)],
    ['permission_level', jsonText(context.level)],
  ] as const;
  return wrap(jsonObject(members), context.reading.callback);
}

/** A script must be served as one, or browsers that are told not to guess types refuse to run it. */
function wrap(json: string, callback: string | undefined): AnswerBody {
  if (callback === undefined) return { contentType: 'application/json; charset=utf-8', body: json };
  return { contentType: 'text/javascript; charset=utf-8', body: `/* */\n${callback}(${json})` };
}

function pageMembers(page: PageInfo): Array<readonly [string, string]> {
  const members: Array<readonly [string, number | undefined]> = [
    ['p', page.page],
    ['size', page.size],
    ['total_count', page.totalCount],
  ];
  return members.flatMap(([name, value]) => (value === undefined ? [] : [[name, jsonText(value)] as const]));
}

function topLevelMembers(object: WireObject): Array<readonly [string, string]> {
  return object.map(({ name, value }) => [name, valueJson(value)]);
}

function objectJson(object: WireObject, fields: ReadonlySet<string> | undefined): string {
  const wanted = fields === undefined ? object : object.filter(({ name }) => fields.has(name));
  return jsonObjectOf(wanted.map((field) => writeOnce(field, 'version 2 JSON', memberJson)));
}

function memberJson({ name, value }: WireField): string {
  return jsonMember(name, valueJson(value));
}

function valueJson(value: WireValue): string {
  if (value === null || typeof value !== 'object') return jsonText(value);
  if ('json' in value) return jsonText(value.json);
  return jsonArray(
    value.map((element) =>
      typeof element === 'string' ? jsonText(element) : objectJson(element, undefined),
    ),
  );
}
