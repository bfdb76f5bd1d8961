import { describe, expect, it } from 'vitest';
import { changeVariables, cleanVariables } from './variables.ts';

describe('variables', () => {
  it('are one line of text each', () => {
    expect(cleanVariables({ a: ' x\ny\u0000 ', b: '', c: 'e\u0301' })).toEqual({
      a: 'x y',
      b: '',
      c: '\u00e9',
    });
  });

  it('have at most a thousand characters', () => {
    expect(cleanVariables({ a: 'x'.repeat(1000) })).toEqual({ a: 'x'.repeat(1000) });
    expect(() => cleanVariables({ sku: 'x'.repeat(1001) })).toThrow(
      'The parameter "sku" may have at most 1,000 characters.',
    );
  });

  it('change by their names, and an empty value goes', () => {
    expect(changeVariables({ a: '1', b: '2', c: '3' }, { b: '', c: '4', d: '5', e: '' })).toEqual({
      a: '1',
      c: '4',
      d: '5',
    });
  });
});
