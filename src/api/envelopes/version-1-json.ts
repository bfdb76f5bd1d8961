import type { PermissionLevel } from '../../access/records.ts';
import type { ConcatenatedAnswer, PlainAnswer, SiteInfo, Version1Names } from '../declaration.ts';
import { toVersion1Text, type WireValue } from '../fields.ts';
import { siteIdentity } from '../objects/site-fields.ts';
import type { AnswerBody, WireError } from './answer-body.ts';
import { aroundMember, jsonArray, jsonObject, jsonText } from './json-text.ts';
import { createObjectWriter, type FieldForm } from './object-writer.ts';

/** How version 1 JSON is wrapped: `{…}`, `var name = {…}` or `name({…});`. */
export type ScriptWrapper =
  | { readonly kind: 'raw' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'callback'; readonly name: string };

const form: FieldForm = { around: aroundMember, value: valueJson, separator: ',' };

/** What an answer says besides its payload. */
interface Context {
  readonly level: PermissionLevel;
  readonly endpoint: string;
  readonly site: SiteInfo;
}

/** A success in version 1 JSON, with the members in the documented order. */
export function writeVersion1Answer(
  answer: PlainAnswer,
  names: Version1Names,
  context: Context & { readonly wrapper: ScriptWrapper },
): AnswerBody {
  return wrap(answerJson(answer, names, context), context.wrapper);
}

/** Several answers in version 1 JSON: one member for each, under the client's name for it, and nothing else. */
export function writeConcatenatedAnswer(
  { answers }: ConcatenatedAnswer,
  context: Context & { readonly wrapper: ScriptWrapper },
): AnswerBody {
  const members = answers.map(({ name, endpoint, names, outcome }) => {
    const inner = { ...context, endpoint };
    const json = outcome.kind === 'error' ? errorJson(outcome, inner) : answerJson(outcome, names, inner);
    return [name, json] as const;
  });
  return wrap(jsonObject(members), context.wrapper);
}

function answerJson(answer: PlainAnswer, names: Version1Names, context: Context): string {
  const write = createObjectWriter(form);
  const payload =
    answer.kind === 'object'
      ? `{${write(answer.object)}}`
      : jsonArray(answer.items.map((item) => `{${write(item)}}`));
  const members: Array<readonly [string, string]> = [['status', jsonText('ok')]];
  if (answer.message !== undefined) members.push(['message', jsonText(answer.message)]);
  members.push(
    ['permission_level', jsonText(context.level)],
    ['cached', jsonText('0')],
    [names.payloadKey, payload],
    ...pageMembers(answer),
  );
  // The answer of site/get is the site itself; a second member of that name would hide it.
  if (names.payloadKey !== 'site') members.push(['site', siteJson(context.site)]);
  members.push(['endpoint', jsonText(context.endpoint)]);
  return jsonObject(members);
}

/** An error in version 1 JSON. */
export function writeVersion1Error(
  error: WireError,
  context: { level: PermissionLevel; endpoint: string; wrapper: ScriptWrapper },
): AnswerBody {
  return wrap(errorJson(error, context), context.wrapper);
}

function errorJson(error: WireError, context: Pick<Context, 'level' | 'endpoint'>): string {
  return jsonObject([
    ['status', jsonText('error')],
    ['message', jsonText(error.message)],
    ['code', jsonText(error.code)],
    ['permission_level', jsonText(context.level)],
    ['endpoint', jsonText(context.endpoint)],
  ]);
}

/** node-23video cannot read an answer served as `application/json`, so it never is (trap 1). */
function wrap(json: string, wrapper: ScriptWrapper): AnswerBody {
  const contentType = 'text/javascript; charset=utf-8';
  if (wrapper.kind === 'raw') return { contentType, body: json };
  const body = wrapper.kind === 'variable' ? `var ${wrapper.name} = ${json}` : `${wrapper.name}(${json});`;
  return { contentType, body };
}

function pageMembers(answer: PlainAnswer): Array<readonly [string, string]> {
  const page = answer.kind === 'list' ? answer.page : { page: 1, size: 1 };
  const optional = (name: string, value: number | undefined): Array<readonly [string, string]> =>
    value === undefined ? [] : [[name, jsonText(String(value))]];
  return [
    ...optional('p', page.page),
    ...optional('size', page.size),
    ...optional('total_count', 'totalCount' in page ? page.totalCount : undefined),
  ];
}

function siteJson(site: SiteInfo): string {
  return jsonObject([
    ['domain', jsonText(site.domain)],
    ['product_key', jsonText(siteIdentity.productKey)],
    ['site_id', jsonText(String(siteIdentity.siteId))],
    ['site_name', jsonText(site.name)],
  ]);
}

/** Everything is text, except flags, which are bare numbers. */
function valueJson(value: WireValue): string {
  return typeof value === 'boolean' ? jsonText(value ? 1 : 0) : jsonText(toVersion1Text(value));
}
