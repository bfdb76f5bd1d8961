import type { PermissionLevel } from '../../access/records.ts';
import type { PageInfo, PlainAnswer } from '../declaration.ts';
import { finishedFields, type WireObject, type WireValue } from '../fields.ts';
import type { AnswerBody, WireError } from './answer-body.ts';
import { aroundMember, jsonArray, jsonObject, jsonText } from './json-text.ts';
import { createObjectWriter, type FieldForm } from './object-writer.ts';

/** How version 2 is to be read: as a script that calls `callback`, or as JSON; only `fields` of each object. */
export interface Version2Reading {
  readonly callback?: string;
  readonly fields?: ReadonlySet<string>;
}

const form: FieldForm = { around: aroundMember, value: valueJson, separator: ',' };

/** A success in version 2: the payload is always `data`. */
export function writeVersion2Answer(
  answer: PlainAnswer,
  context: { level: PermissionLevel; reading: Version2Reading },
): AnswerBody {
  const { reading } = context;
  const write = createObjectWriter(form, reading.fields);
  const data =
    answer.kind === 'object'
      ? `{${write(answer.object)}}`
      : jsonArray(answer.items.map((item) => `{${write(item)}}`));
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
  return finishedFields(object).map(({ name, value }) => [name, valueJson(value)]);
}

function valueJson(value: WireValue): string {
  if (value === null || typeof value !== 'object') return jsonText(value);
  if ('json' in value) return jsonText(value.json);
  const write = createObjectWriter(form);
  return jsonArray(
    value.map((element) => (typeof element === 'string' ? jsonText(element) : `{${write(element)}}`)),
  );
}
