import { describe, expect, it } from 'vitest';
import { acceptOf, findLimitProblem, readLimits, unknownLimits } from './token-limits.ts';

const limits = (allowedTypes: string[], maxFileSize = 1000) => ({
  ...unknownLimits,
  allowedTypes,
  maxFileSize,
});

describe('what is certainly not allowed', () => {
  it.each([
    ['video/mp4', 10, ['video'], undefined],
    ['image/jpeg', 10, ['video'], 'wrong_type'],
    ['image/heic', 10, ['image/png'], undefined],
    ['application/pdf', 10, ['video', 'image'], 'wrong_type'],
    ['application/x-matroska', 10, ['video'], undefined],
    ['', 10, ['video'], undefined],
    ['text/plain', 10, ['text/*'], undefined],
    ['text/plain', 10, ['*'], undefined],
    ['video/mp4', 1001, ['video'], 'too_large'],
    ['video/mp4', 0, ['video'], 'empty'],
    ['text/plain', 0, ['*'], undefined],
  ])('%s of %d bytes, where %j is allowed: %s', (type, size, allowed, problem) => {
    expect(findLimitProblem({ type, size }, limits(allowed))).toBe(problem);
  });

  it('is read from what the server says, and nothing else is refused', () => {
    expect(
      readLimits({ allowed_types: 'video,image/png', uses_left: 2, valid_until: 5, state: 'open' }),
    ).toEqual({
      ...unknownLimits,
      allowedTypes: ['video', 'image/png'],
      usesLeft: 2,
      validUntil: 5000,
    });
    expect(acceptOf(limits(['video', 'image/png']))).toBe('video/*,image/png');
    expect(acceptOf(limits(['*']))).toBe('');
  });
});
