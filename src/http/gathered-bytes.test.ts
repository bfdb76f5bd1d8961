import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGatheredBytes } from './gathered-bytes.ts';

describe('gathered bytes', () => {
  it('holds what was added, in order, whatever the sizes of the pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 })), (pieces) => {
        const gathered = createGatheredBytes();
        for (const piece of pieces) gathered.add(Buffer.from(piece));
        expect(gathered.view().equals(Buffer.concat(pieces))).toBe(true);
        expect(gathered.length).toBe(gathered.view().length);
      }),
    );
  });

  it('leaves earlier views alone when it is cleared and used again', () => {
    const gathered = createGatheredBytes();
    gathered.add(Buffer.from('first'));
    const view = gathered.view();
    gathered.clear();
    gathered.add(Buffer.from('second'));
    expect(view.toString()).toBe('first');
    expect(gathered.view().toString()).toBe('second');
  });
});
