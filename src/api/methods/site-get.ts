import { z } from 'zod';
import { defineMethod } from '../declaration.ts';
import { exampleSite } from '../objects/examples.ts';
import { siteFields } from '../objects/site-fields.ts';
import { flagWithDefault, unsupportedFlag, unsupportedText } from '../parameter-types.ts';

/** Tells about the site (reference, A.15 and E.3). */
export const siteGet = defineMethod({
  path: 'site/get',
  summary: 'Information about the site.',
  versions: [1, 2],
  httpMethods: { 1: ['GET', 'POST'], 2: ['GET'] },
  changesState: false,
  level: { 1: 'anonymous', 2: 'none' },
  parameters: () =>
    z.object({
      live_id: unsupportedText(),
      presenter_token: unsupportedText(),
      include_presentation_p: unsupportedFlag(),
      include_quota_p: flagWithDefault('Add quotas; there are none, so it changes nothing.', true),
    }),
  v1: { payloadKey: 'site' },
  fields: siteFields,
  errors: [],
  example: { parameters: {}, answer: { object: exampleSite } },
  handle: ({ site }) => Promise.resolve({ object: site }),
});
