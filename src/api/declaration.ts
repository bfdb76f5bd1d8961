import type { z } from 'zod';
import type { Caller } from '../access/authorization.ts';
import type { PermissionLevel } from '../access/records.ts';
import type { ExtraParameter } from '../uploads/records.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { ApiErrorCode } from './errors.ts';
import { type ApiVersion, type Field, toWireObject, type WireField, type WireObject } from './fields.ts';
import { type ParameterPairs, readParameters } from './read-parameters.ts';

/** A request to a method, before its parameters are read. */
export interface RawCall {
  readonly version: ApiVersion;
  readonly caller: Caller;
  readonly pairs: ParameterPairs;
  /** The site as this client knows it. */
  readonly site: SiteInfo;
  readonly deps: ApiDependencies;
  /** Another method, for the one that calls several. */
  readonly findMethod: (version: ApiVersion, path: string) => ApiMethod | undefined;
}

/** A request to a method, as its handler sees it. */
export interface Call<Input> extends RawCall {
  readonly input: Input;
  /** Parameters that the method does not declare, in the order in which they were sent. */
  readonly extras: readonly ExtraParameter[];
}

/** The site as a client knows it, from the configuration or from the request. Addresses end without a slash. */
export interface SiteInfo {
  readonly domain: string;
  readonly name: string;
  readonly origin: string;
  readonly httpUrl: string;
  readonly httpsUrl: string;
}

/** The place of a page in a list. Lists that continue from an id instead of a page number have only a size. */
export interface PageInfo {
  readonly page?: number;
  readonly size: number;
  readonly totalCount?: number;
}

/** What a handler returns: one object, a list of them, or the finished answers of other methods. */
export type Answer<Source> =
  | { readonly message?: string; readonly object: Source }
  | { readonly message?: string; readonly items: readonly Source[]; readonly page: PageInfo }
  | { readonly answers: readonly NamedAnswer[] };

/** A file instead of an envelope. */
interface AnswerFile {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The answer of one of several methods that were called together (version 1 only). */
export interface NamedAnswer {
  /** What the client called it. */
  readonly name: string;
  /** `/api/photo/list` */
  readonly endpoint: string;
  readonly names: Version1Names;
  readonly outcome:
    | PlainAnswer
    | { readonly kind: 'error'; readonly code: ApiErrorCode; readonly message: string };
}

/** An answer ready for any envelope. */
export type WireAnswer = PlainAnswer | ConcatenatedAnswer;

/** Bytes that go out as they are. */
export interface FileAnswer {
  readonly kind: 'file';
  readonly file: AnswerFile;
}

/** One object, or a list of them. */
export type PlainAnswer =
  | {
      readonly kind: 'object';
      readonly message?: string;
      readonly object: WireObject;
      /** Fields that version 2 writes once more beside `data`, for clients that look for them there. */
      readonly topLevel?: WireObject;
    }
  | {
      readonly kind: 'list';
      readonly message?: string;
      readonly items: readonly WireObject[];
      readonly page: PageInfo;
    };

/** Finished answers of other methods. */
export interface ConcatenatedAnswer {
  readonly kind: 'answers';
  readonly answers: readonly NamedAnswer[];
}

/** How version 1 names what it answers with. */
export interface Version1Names {
  /** Key of the payload in JSON. */
  readonly payloadKey: string;
  /** Element of each object of a list in XML. */
  readonly element?: string;
}

/** Everything that is known about a method without running it; envelopes, documents and clients are made from it. */
export interface MethodDescription {
  /** `photo/list` is `/api/photo/list` and `/api/2/photo/list`. */
  readonly path: string;
  readonly summary: string;
  readonly versions: readonly ApiVersion[];
  /** The HTTP methods that the original documents name; the server answers to GET and POST on every method. */
  readonly httpMethods: { readonly 1?: readonly HttpMethod[]; readonly 2?: readonly HttpMethod[] };
  /** Whether a call changes anything; then HEAD is refused. */
  readonly changesState: boolean;
  /** Least level of the caller; per version where they differ. */
  readonly level: PermissionLevel | { readonly 1: PermissionLevel; readonly 2: PermissionLevel };
  readonly v1: Version1Names;
  /** The type of the file that it answers with instead of an envelope. */
  readonly fileType?: string;
  /** The method takes texts that are sent as files, and this many bytes more than other methods. */
  readonly textFileBytes?: number;
  /** Errors of its own, besides those that every method can answer with. */
  readonly errors: readonly ApiErrorCode[];
}

export type HttpMethod = 'GET' | 'POST';

/** A method as documents and clients see it, whether it is declared here or served by an upload route. */
export interface DescribedMethod extends MethodDescription {
  readonly parameters: (version: ApiVersion) => z.ZodObject;
  /** Empty when the fields are the caller's own. */
  readonly fields: ReadonlyArray<Field<never>>;
  /** The names of the fields are not known beforehand. */
  readonly hasOpenFields: boolean;
  readonly example: {
    readonly parameters: Readonly<Record<string, string>>;
    toWire(version: ApiVersion): WireAnswer;
  };
  /** Whether it answers with events as they happen (`text/event-stream`) instead of an envelope. */
  readonly isStream?: boolean;
  /** For a method that takes a file: what its route does that other methods do not. */
  readonly door?: DoorTraits;
}

/** What sets an upload route apart from other methods. */
export interface DoorTraits {
  /** The part of the form that holds the file, and the file itself. */
  readonly file: { readonly name: string; readonly isRequired: boolean; readonly help: string };
  /** Everything that can be answered; envelopes of errors are described by `errors` as well. */
  readonly answers: readonly DoorAnswer[];
}

/** One way in which an upload route answers. */
export interface DoorAnswer {
  readonly status: number;
  readonly when: string;
  /** `envelope`: as every other method. `text`: one plain sentence or word. */
  readonly body: 'envelope' | 'text' | 'nothing';
  /** The HTTP method it is an answer to. */
  readonly to: HttpMethod;
}

/** A method of the API, declared once. */
export interface MethodDeclaration<Schema extends z.ZodObject, Source> extends MethodDescription {
  readonly parameters: (version: ApiVersion) => Schema;
  /** Fields of the object, or of each object of the list; a function where they are the caller's own. */
  readonly fields: ReadonlyArray<Field<Source>> | ((source: Source) => WireObject);
  /** Fields after those, whose names depend on the configuration of the site. */
  readonly moreFields?: (source: Source) => readonly WireField[];
  readonly example: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly answer: Answer<NoInfer<Source>>;
  };
  readonly handle: (
    call: Call<z.output<Schema>>,
  ) => Promise<Answer<NoInfer<Source>> | { readonly file: AnswerFile }>;
}

/** A declared method with its types put away, for whoever treats all methods alike. */
export interface ApiMethod extends DescribedMethod {
  /** Reads the parameters and does what the method is for. Fails with `ApiError` or an error of the core. */
  run(call: RawCall): Promise<WireAnswer | FileAnswer>;
}

/** Makes a method out of its declaration. */
export function defineMethod<Schema extends z.ZodObject, Source>(
  declaration: MethodDeclaration<Schema, Source>,
): ApiMethod {
  const { fields, moreFields, handle, example, ...rest } = declaration;
  const schemas = { 1: declaration.parameters(1), 2: declaration.parameters(2) };

  const toWire = (answer: Answer<Source>, version: ApiVersion) =>
    toWireAnswer(fields, answer, version, moreFields);

  return {
    ...rest,
    parameters: (version) => schemas[version],
    fields: typeof fields === 'function' ? [] : fields,
    hasOpenFields: typeof fields === 'function',
    example: { parameters: example.parameters, toWire: (version) => toWire(example.answer, version) },
    async run(call) {
      const { input, extras } = readParameters(schemas[call.version], call.pairs);
      const answer = await handle({ ...call, input, extras });
      return 'file' in answer ? { kind: 'file', file: answer.file } : toWire(answer, call.version);
    },
  };
}

/** An answer as the envelopes of `version` take it. */
export function toWireAnswer<Source>(
  fields: ReadonlyArray<Field<Source>> | ((source: Source) => WireObject),
  answer: Answer<Source>,
  version: ApiVersion,
  moreFields?: (source: Source) => readonly WireField[],
): WireAnswer {
  const toObject = (source: Source): WireObject =>
    typeof fields === 'function'
      ? fields(source)
      : toWireObject(fields, source, version, moreFields?.(source));
  if ('answers' in answer) return { kind: 'answers', answers: answer.answers };
  const message = answer.message === undefined ? {} : { message: answer.message };
  if ('object' in answer) return { kind: 'object', ...message, object: toObject(answer.object) };
  return { kind: 'list', ...message, items: answer.items.map(toObject), page: answer.page };
}

/** The least level that a caller of this version of the method needs. */
export function levelOf(method: Pick<MethodDescription, 'level'>, version: ApiVersion): PermissionLevel {
  return typeof method.level === 'string' ? method.level : method.level[version];
}
