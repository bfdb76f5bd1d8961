import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { ApiError } from '../errors.ts';
import { exampleSite } from '../objects/examples.ts';
import { siteTokenFields } from '../objects/site-token-fields.ts';
import { flag } from '../parameter-types.ts';

/** Exchanges a key for a token that ends by itself (reference, C.3). Only for callers with a key or such a token. */
export const userTokens = defineMethod({
  path: 'user/tokens',
  summary: 'Get a short-lived bearer token for this site in exchange for a key.',
  versions: [2],
  httpMethods: { 2: ['GET'] },
  changesState: true,
  level: 'read',
  parameters: () =>
    z.object({ cross_sites_p: flag('Accepted and without effect: one installation is one site.') }),
  v1: { payloadKey: 'tokens' },
  fields: siteTokenFields,
  errors: ['permission_denied'],
  example: {
    parameters: { cross_sites_p: '1' },
    answer: {
      items: [
        {
          site: exampleSite,
          token: {
            secret: 'bt_7cLoqp9hJD1vXrT4mKzN8sWbY2fGaQeUiO5nRtVx',
            level: 'write',
            expiresAt: Date.UTC(2026, 10, 2, 12, 0, 0),
          },
        },
      ],
      page: { page: 1, size: 1, totalCount: 1 },
    },
  },
  async handle({ caller, site, deps }) {
    const token = await deps.bearerTokens.issue(caller);
    if (!token) {
      throw new ApiError(
        'permission_denied',
        'Only a key can be exchanged for a token. Send it as "Authorization: Bearer".',
      );
    }
    return { items: [{ site, token }], page: { page: 1, size: 1, totalCount: 1 } };
  },
});
