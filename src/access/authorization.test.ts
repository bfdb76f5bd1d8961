import { describe, expect, it } from 'vitest';
import { anonymousCaller, authorize } from './authorization.ts';

const ascending = ['none', 'anonymous', 'read', 'write', 'admin', 'super'] as const;

describe('permission levels', () => {
  it.each(ascending.flatMap((have, i) => ascending.map((need, j) => [have, need, i >= j] as const)))(
    'a caller at %s asking for %s: %s',
    (have, need, allowed) => {
      expect(authorize({ level: have }, need)).toBe(allowed);
    },
  );

  it('treats somebody without a key as a visitor of a public site', () => {
    expect(anonymousCaller).toEqual({ level: 'anonymous', userId: null, keyId: null });
  });
});
