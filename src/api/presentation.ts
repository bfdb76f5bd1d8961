import type { PermissionLevel } from '../access/records.ts';
import type { ConcatenatedAnswer, SiteInfo, Version1Names, WireAnswer } from './declaration.ts';
import type { AnswerBody, WireError } from './envelopes/answer-body.ts';
import {
  type ScriptWrapper,
  writeConcatenatedAnswer,
  writeVersion1Answer,
  writeVersion1Error,
} from './envelopes/version-1-json.ts';
import { writeXmlAnswer, writeXmlConcatenation, writeXmlError } from './envelopes/version-1-xml.ts';
import { type Version2Reading, writeVersion2Answer, writeVersion2Error } from './envelopes/version-2-json.ts';
import { ApiError } from './errors.ts';
import type { ApiVersion } from './fields.ts';
import { findParameter, type ParameterPairs, refuseContradiction } from './read-parameters.ts';

/** The form in which a client wants its answer. */
export type Presentation =
  | { readonly form: 'xml' }
  | { readonly form: 'script'; readonly wrapper: ScriptWrapper }
  | { readonly form: 'version2'; readonly reading: Version2Reading };

/** What an answer says besides its payload. */
export interface AnswerContext {
  readonly level: PermissionLevel;
  /** `/api/photo/list` */
  readonly endpoint: string;
  readonly site: SiteInfo;
}

/** Letters, digits, `_`, `$` and `.`: enough for `jQuery1_2` and `app.done`, too little for a script. */
const SCRIPT_NAME = /^[A-Za-z0-9_$.]{1,128}$/;

/** The form to use when the wish itself cannot be read: never one that runs as a script under a client's name. */
export function plainPresentation(version: ApiVersion, pairs: ParameterPairs): Presentation {
  if (version === 2) return { form: 'version2', reading: {} };
  const wantsJson = findParameter(pairs, 'format')?.trim().toLowerCase() === 'json';
  return wantsJson ? { form: 'script', wrapper: { kind: 'raw' } } : { form: 'xml' };
}

/** Reads `format`, `raw`, `varname`, `callback` and `fields`. Fails with `invalid_input`. */
export function readPresentation(version: ApiVersion, pairs: ParameterPairs): Presentation {
  const names = version === 1 ? ['format', 'varname', 'callback'] : ['callback', 'fields'];
  for (const name of names) refuseContradiction(pairs, name);
  return version === 1 ? readVersion1(pairs) : readVersion2(pairs);
}

function readVersion1(pairs: ParameterPairs): Presentation {
  const format = findParameter(pairs, 'format')?.trim().toLowerCase() ?? '';
  if (format === '' || format === 'xml') return { form: 'xml' };
  if (format !== 'json')
    throw new ApiError('invalid_input', 'The parameter "format" must be one of: xml, json.');
  const callback = readScriptName(pairs, 'callback');
  const variable = readScriptName(pairs, 'varname');
  if (callback !== undefined) return { form: 'script', wrapper: { kind: 'callback', name: callback } };
  if (findParameter(pairs, 'raw') !== undefined) return { form: 'script', wrapper: { kind: 'raw' } };
  return { form: 'script', wrapper: { kind: 'variable', name: variable ?? 'visual' } };
}

function readVersion2(pairs: ParameterPairs): Presentation {
  const callback = readScriptName(pairs, 'callback');
  const fields = (findParameter(pairs, 'fields') ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const reading = {
    ...(callback === undefined ? {} : { callback }),
    ...(fields.length === 0 ? {} : { fields: new Set(fields) }),
  };
  return { form: 'version2', reading };
}

function readScriptName(pairs: ParameterPairs, name: 'callback' | 'varname'): string | undefined {
  const value = findParameter(pairs, name);
  if (value === undefined || value === '') return undefined;
  if (SCRIPT_NAME.test(value)) return value;
  throw new ApiError(
    'invalid_input',
    `The parameter "${name}" may hold letters, digits, "_", "$" and "." only, 128 characters at most.`,
  );
}

/** Writes a success. */
export function presentAnswer(
  presentation: Presentation,
  answer: WireAnswer,
  names: Version1Names,
  context: AnswerContext,
): AnswerBody {
  if (answer.kind === 'answers') return presentConcatenation(presentation, answer, context);
  if (presentation.form === 'xml') return writeXmlAnswer(answer, names, context.level);
  if (presentation.form === 'version2') {
    return writeVersion2Answer(answer, { level: context.level, reading: presentation.reading });
  }
  return writeVersion1Answer(answer, names, { ...context, wrapper: presentation.wrapper });
}

function presentConcatenation(
  presentation: Presentation,
  answer: ConcatenatedAnswer,
  context: AnswerContext,
): AnswerBody {
  if (presentation.form === 'xml') return writeXmlConcatenation(answer, context.level);
  if (presentation.form === 'script') {
    return writeConcatenatedAnswer(answer, { ...context, wrapper: presentation.wrapper });
  }
  throw new Error('Version 2 has no form for several answers in one.');
}

/** Writes an error. */
export function presentError(
  presentation: Presentation,
  error: WireError,
  context: AnswerContext,
): AnswerBody {
  if (presentation.form === 'xml') return writeXmlError(error, context.level);
  if (presentation.form === 'version2') {
    return writeVersion2Error(error, { level: context.level, reading: presentation.reading });
  }
  return writeVersion1Error(error, { ...context, wrapper: presentation.wrapper });
}
