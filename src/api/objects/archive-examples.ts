import type { IssuedProtection } from './protection-fields.ts';
import type { IssuedUpdateToken } from './update-token-fields.ts';

/** Things of the archive that the examples of the methods show. */

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);

export const exampleUpdateToken: IssuedUpdateToken = {
  secret: '7cLoqp9hJD1vXrT4mKzN8sWbY2fGaQeUiO5nRtVx',
  token: {
    id: '019ab3c2d4e8',
    secretHash: '',
    photoId: 60433,
    maxUses: 1,
    usedCount: 0,
    validUntil: NOON + 180 * 60_000,
    createdAt: NOON,
    createdByKeyId: '019ab3c2d4e7',
  },
};

export const exampleProtection: IssuedProtection = {
  photoId: 60433,
  protection: { method: 'password', endpoint: '', token: 'zN8sWbY2fGaQeUiO5nRtVx7cLoqp9hJD' },
  password: 'a long sentence',
};
