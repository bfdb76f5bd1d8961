import { z } from 'zod';
import type {
  DescribedMethod,
  DoorAnswer,
  DoorTraits,
  HttpMethod,
  MethodDescription,
  PlainAnswer,
} from '../declaration.ts';
import { type ApiVersion, type Field, toWireObject } from '../fields.ts';
import type { RedeemedSource } from '../objects/redeemed-fields.ts';
import { resumableParameters } from './resumable-parameters.ts';

/** What the success of a door is told from. */
export interface DoorResult extends RedeemedSource {
  /** Changes what was sent to an open upload; undefined elsewhere. */
  readonly uploadKey?: string;
}

/** A method of the API that takes a file as a stream, declared in the terms of the others. */
export interface DoorDeclaration extends Omit<MethodDescription, 'changesState' | 'httpMethods'> {
  /** What is said when all went well. */
  readonly message: string;
  /** The fields of the form beside the file and what chunks say of themselves. */
  readonly parameters: z.ZodObject;
  readonly file: DoorTraits['file'];
  /** Whether a token with a return URL may come in here, so that browsers are sent on. */
  readonly redirects: boolean;
  readonly fields: ReadonlyArray<Field<DoorResult>>;
  readonly example: { readonly parameters: Readonly<Record<string, string>>; readonly result: DoorResult };
}

/** A declared door, for the documents and for whoever writes its answers. */
export interface DoorMethod extends DescribedMethod {
  readonly door: DoorTraits;
  readonly message: string;
  /** What is answered when a file is complete. */
  readonly toAnswer: (result: DoorResult, version: ApiVersion) => PlainAnswer;
}

/** Clients may send the file whole, or in chunks; they ask by GET whether a chunk is here (reference, B.1). */
const httpMethods: readonly HttpMethod[] = ['POST', 'GET'];

/** Makes a door out of its declaration. */
export function describeDoor(declaration: DoorDeclaration): DoorMethod {
  const { parameters, file, redirects, example, message, fields, ...rest } = declaration;
  const all = z.object({ ...resumableParameters(), ...parameters.shape });
  // In version 2 the ids stand once more beside `data`: 23's own command line looks for them there (reference, B.6).
  const toAnswer = (result: DoorResult, version: ApiVersion): PlainAnswer => {
    const object = toWireObject(fields, result, version);
    return { kind: 'object', message, object, topLevel: object };
  };
  return {
    ...rest,
    message,
    fields,
    httpMethods: Object.fromEntries(rest.versions.map((version) => [version, httpMethods])),
    changesState: true,
    hasOpenFields: false,
    parameters: () => all,
    toAnswer,
    example: {
      parameters: example.parameters,
      toWire: (version) => toAnswer(example.result, version),
    },
    door: { file, answers: answersOf(redirects) },
  };
}

function answersOf(redirects: boolean): DoorAnswer[] {
  const redirect: DoorAnswer = {
    to: 'POST',
    status: 301,
    body: 'nothing',
    when: 'The file is complete, and the token has a return URL that the client is to visit.',
  };
  return [
    {
      to: 'POST',
      status: 200,
      body: 'envelope',
      when: 'The bytes are stored. The final answer, with the ids of the item, once the file is complete.',
    },
    ...(redirects ? [redirect] : []),
    {
      to: 'POST',
      status: 500,
      body: 'text',
      when: 'A chunk that must not be sent again: who sends it, or the file, is not accepted.',
    },
    {
      to: 'POST',
      status: 503,
      body: 'text',
      when: 'Trouble that passes. Send the same bytes again after `Retry-After`.',
    },
    { to: 'GET', status: 200, body: 'envelope', when: 'The chunk with these parameters is stored.' },
    { to: 'GET', status: 204, body: 'nothing', when: 'It is not: send it.' },
  ];
}
