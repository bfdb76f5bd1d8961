import type { z } from 'zod';
import {
  type Answer,
  type DescribedMethod,
  type DoorTraits,
  type MethodDescription,
  toWireAnswer,
} from '../declaration.ts';
import type { ApiVersion, Field } from '../fields.ts';

/**
 * An upload route as the documents show it. The route itself belongs to the protocols, because it takes a file as a
 * stream; it is described here once, in the same terms as a declared method.
 */
export interface DoorDeclaration<Source> extends Omit<MethodDescription, 'changesState'>, DoorTraits {
  /** The fields of the form beside the file. */
  readonly parameters: (version: ApiVersion) => z.ZodObject;
  /** What the final answer holds. */
  readonly fields: ReadonlyArray<Field<Source>>;
  /** Version 2 writes the fields once more beside `data`, for clients that look for them there (reference, B.6). */
  readonly repeatsAtTop: boolean;
  readonly example: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly answer: Answer<NoInfer<Source>>;
  };
}

/** Describes an upload route. */
export function describeDoor<Source>(declaration: DoorDeclaration<Source>): DescribedMethod {
  const { parameters, fields, repeatsAtTop, example, file, answers, ...rest } = declaration;
  const schemas = { 1: parameters(1), 2: parameters(2) };
  return {
    ...rest,
    changesState: true,
    parameters: (version) => schemas[version],
    fields,
    hasOpenFields: false,
    example: {
      parameters: example.parameters,
      toWire(version) {
        const answer = toWireAnswer(fields, example.answer, version);
        return repeatsAtTop && answer.kind === 'object' ? { ...answer, topLevel: answer.object } : answer;
      },
    },
    door: { file, answers },
  };
}
