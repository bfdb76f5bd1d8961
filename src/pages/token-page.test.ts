import { describe, expect, it } from 'vitest';
import type { UploadTokenRecord } from '../uploads/records.ts';
import { closedReason, openFields } from './token-page.ts';

const token = {
  metadata: { title: '', description: '', tags: [] as string[], albumIds: [], publish: true },
  maxUploads: 1,
  completedCount: 0,
  validUntil: 1000,
  revokedAt: null,
} as unknown as UploadTokenRecord;

describe('the page of a token', () => {
  it('knows why nothing can be sent', () => {
    expect(closedReason(token, 999)).toBeUndefined();
    expect(closedReason(token, 1000)).toBe('expired');
    expect(closedReason({ ...token, completedCount: 1 }, 1000)).toBe('used_up');
    expect(closedReason({ ...token, revokedAt: 5 }, 999)).toBe('revoked');
  });

  it('asks only for what the application has left open, and for a title only of a single file', () => {
    const names = (changes: Partial<UploadTokenRecord>) =>
      openFields({ ...token, ...changes }).map(({ name }) => name);
    expect(names({})).toEqual(['title', 'description', 'tags']);
    expect(names({ maxUploads: 2 })).toEqual(['description', 'tags']);
    const metadata = { ...token.metadata, title: 'Regatta', tags: ['sea'] };
    expect(names({ metadata })).toEqual(['description']);
  });
});
