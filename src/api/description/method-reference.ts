import type { PermissionLevel } from '../../access/records.ts';
import { type DescribedMethod, type DoorAnswer, levelOf } from '../declaration.ts';
import { type ApiErrorCode, apiErrors } from '../errors.ts';
import type { ApiVersion } from '../fields.ts';
import { describeFields, describeType, type FieldDescription } from './field-description.ts';
import { addressOf, type AnswerExample, exampleAnswers, exampleCall } from './method-examples.ts';
import { describeParameters, describeValue, type ParameterDescription } from './parameter-description.ts';

/** Everything that the reference says about a method, ready to be laid out as a page. */
export interface MethodReference {
  readonly path: string;
  readonly summary: string;
  readonly addresses: readonly MethodAddress[];
  readonly changesState: boolean;
  readonly parameters: readonly ParameterRow[];
  /** The part of the form that holds the file, for upload routes. */
  readonly file: { readonly name: string; readonly isRequired: boolean; readonly help: string } | undefined;
  readonly isList: boolean;
  /** Whether it answers with events as they happen. */
  readonly isStream: boolean;
  readonly fields: readonly FieldRow[];
  readonly hasOpenFields: boolean;
  /** Answers beside the usual ones, of upload routes. */
  readonly answers: readonly DoorAnswer[];
  /** Errors of its own. */
  readonly errors: readonly ErrorRow[];
  readonly calls: ReadonlyArray<{ readonly version: ApiVersion; readonly text: string }>;
  readonly examples: readonly AnswerExample[];
}

export interface MethodAddress {
  readonly version: ApiVersion;
  /** `/api/2/photo/list` */
  readonly url: string;
  /** As the original documents have them; GET and POST both work on methods without a file. */
  readonly httpMethods: readonly string[];
  readonly level: PermissionLevel;
}

export interface ParameterRow {
  readonly name: string;
  readonly help: string;
  /** What a value looks like, and what counts without one; with the version where versions differ. */
  readonly values: readonly string[];
  readonly isRequired: boolean;
  readonly versions: readonly ApiVersion[];
}

export interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly versions: readonly ApiVersion[];
  readonly isOptional: boolean;
  /** Fields of the objects inside. */
  readonly fields: readonly FieldRow[];
}

export interface ErrorRow {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly help: string;
}

/** Gathers what a declaration says. */
export function describeMethod(method: DescribedMethod): MethodReference {
  const { path, summary, versions, changesState, door } = method;
  return {
    path,
    summary,
    changesState,
    addresses: versions.map((version) => ({
      version,
      url: addressOf(method, version),
      httpMethods: method.httpMethods[version] ?? ['GET', 'POST'],
      level: levelOf(method, version),
    })),
    parameters: mergeParameters(method),
    file: door?.file,
    isList: method.example.toWire(versions[0] ?? 2).kind === 'list',
    isStream: method.isStream === true,
    fields: mergeFields(method),
    hasOpenFields: method.hasOpenFields,
    answers: door?.answers ?? [],
    errors: method.errors.map((code) => ({ code, ...apiErrors[code] })),
    calls: versions.map((version) => ({ version, text: exampleCall(method, version) })),
    examples: exampleAnswers(method),
  };
}

function mergeParameters(method: DescribedMethod): ParameterRow[] {
  const described = method.versions.map(
    (version) => [version, describeParameters(method.parameters(version))] as const,
  );
  const names = new Set(described.flatMap(([, parameters]) => parameters.map(({ name }) => name)));
  return [...names].map((name) => {
    const found = described.flatMap(([version, parameters]) => {
      const parameter = parameters.find((candidate) => candidate.name === name);
      return parameter ? [{ version, parameter, value: valueText(parameter) }] : [];
    });
    const isSame = new Set(found.map(({ value }) => value)).size === 1;
    return {
      name,
      help: found.at(-1)?.parameter.help ?? '',
      values: isSame
        ? [found[0]?.value ?? '']
        : found.map(({ version, value }) => `version ${version}: ${value}`),
      isRequired: found.some(({ parameter }) => parameter.isRequired),
      versions: found.map(({ version }) => version),
    };
  });
}

function valueText(parameter: ParameterDescription): string {
  const { defaultValue, kind, isUnserved } = parameter;
  if (isUnserved) return 'nothing';
  const value = describeValue(parameter);
  if (defaultValue === undefined) return value;
  const shown = kind === 'flag' ? (defaultValue === true ? '1' : '0') : String(defaultValue);
  return `${value}; \`${shown}\` unless told`;
}

function mergeFields(method: DescribedMethod): FieldRow[] {
  const byVersion = (version: ApiVersion) =>
    method.versions.includes(version) ? describeFields(method.fields, version) : [];
  return mergeRows(method.versions, byVersion);
}

/** In the declared order: every description has the fields of its version in that order. */
function mergeRows(
  versions: readonly ApiVersion[],
  fieldsOf: (version: ApiVersion) => readonly FieldDescription[],
): FieldRow[] {
  const described = versions.map((version) => [version, fieldsOf(version)] as const);
  const names: string[] = [];
  for (const [, fields] of described) {
    let place = 0;
    for (const { name } of fields) {
      const known = names.indexOf(name);
      if (known === -1) names.splice(place, 0, name);
      place = names.indexOf(name) + 1;
    }
  }
  return names.map((name) => {
    const found = described.flatMap(([version, fields]) => {
      const field = fields.find((candidate) => candidate.name === name);
      return field ? [{ version, field }] : [];
    });
    const last = found.at(-1);
    const inner = (version: ApiVersion) => found.find((one) => one.version === version)?.field.fields ?? [];
    return {
      name,
      type: last ? describeType(last.field, last.version) : '',
      help: last?.field.help ?? '',
      versions: found.map(({ version }) => version),
      isOptional: last?.field.isOptional ?? false,
      fields: mergeRows(
        found.map(({ version }) => version),
        inner,
      ),
    };
  });
}
