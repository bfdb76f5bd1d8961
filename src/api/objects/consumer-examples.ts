import type { IssuedAccessToken, IssuedConsumer } from '../../access/oauth/consumer-service.ts';

/** Consumers and tokens that the examples of the methods show. */

const NOON = Date.UTC(2026, 10, 1, 12, 0, 0);

export const exampleAccessToken: IssuedAccessToken = {
  token: {
    tokenId: 7,
    token: '2-N9KNOy8ec3BWqCtR75HZ',
    sealedSecret: '',
    consumerId: 3,
    userId: 2,
    level: 'write',
    createdAt: NOON,
    revokedAt: null,
  },
  secret: 'yndh3sxnlasykxpsmposzrjeyUptdumfwax0rjdobqimkytvsd',
};

export const exampleConsumer: IssuedConsumer = {
  consumer: {
    consumerId: 3,
    key: '2-cuQla8tP5tzjf70znIwS',
    sealedSecret: '',
    name: 'Shop',
    level: 'write',
    userId: 2,
    pingbackUrl: 'https://backend.example.com/visual-pingback',
    createdAt: NOON,
    revokedAt: null,
  },
  secret: 'u5pHMUpV8wB7LxwieAnrexE8CkzoZTVs6G626KKqfPVqFp0TxT',
  access: exampleAccessToken,
};
