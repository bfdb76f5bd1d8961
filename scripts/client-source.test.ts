import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineMethod } from '../src/api/declaration.ts';
import { flagWithDefault, requiredInteger, requiredWord } from '../src/api/parameter-types.ts';
import { renderClientSource } from './client-source.ts';

/** A method that nobody has written a client for. */
const added = defineMethod({
  path: 'harbour-crane/lift',
  summary: 'Lift */ something.',
  versions: [2],
  httpMethods: { 2: ['POST'] },
  changesState: true,
  level: 'write',
  parameters: () =>
    z.object({
      weight: requiredInteger('Weight in tons.', { min: 1, max: 40 }),
      side: requiredWord('Which side.', ['port', 'starboard']),
      slowly: flagWithDefault('Take care.', true),
    }),
  v1: { payloadKey: 'crane' },
  fields: [
    { name: 'height', kind: 'number', help: 'Metres.', value: () => 1 },
    { name: 'free_p', kind: 'flag', help: 'Free.', isPresent: () => true, value: () => true },
  ],
  errors: [],
  example: { parameters: { weight: '2', side: 'port' }, answer: { object: {} } },
  handle: () => Promise.resolve({ object: {} }),
});

describe('the generated part of the client', () => {
  const source = renderClientSource([added]);

  it('has a new method with its types as soon as it is declared', () => {
    expect(source).toContain(
      'lift(parameters: HarbourCraneLiftParameters): Promise<HarbourCraneLiftResult>;',
    );
    expect(source).toContain("harbourCrane: {\n    lift: { httpMethod: 'POST', path: 'harbour-crane/lift'");
    expect(source).toContain("readonly side: 'port' | 'starboard';");
    expect(source).toContain('readonly slowly?: boolean | undefined;');
    expect(source).toContain('Weight in tons. Expects a whole number, 1 to 40.');
    expect(source).toContain('readonly height: number | null;');
    expect(source).toContain('readonly free_p?: boolean | undefined;');
  });

  it('lets no text of a declaration end its comment', () => {
    expect(source).toContain('/** Lift * / something.');
  });

  it('leaves methods of version 1 out', () => {
    expect(renderClientSource([{ ...added, versions: [1] }])).not.toContain('harbour');
  });
});
