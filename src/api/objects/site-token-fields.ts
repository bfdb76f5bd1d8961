import type { IssuedBearerToken } from '../../access/bearer-tokens.ts';
import type { SiteInfo } from '../declaration.ts';
import type { Field } from '../fields.ts';

/** A short-lived token, and where it is good. */
export interface SiteToken {
  readonly site: SiteInfo;
  readonly token: IssuedBearerToken;
}

/** One entry of `user/tokens`, as the command line of the original product reads it (reference, C.3). */
export const siteTokenFields: ReadonlyArray<Field<SiteToken>> = [
  { name: 'domain', kind: 'text', help: 'Host name of the site.', value: ({ site }) => site.domain },
  { name: 'display_name', kind: 'text', help: 'Name of the site.', value: ({ site }) => site.name },
  {
    name: 'bearer_token',
    kind: 'text',
    help: 'The secret, for `Authorization: Bearer`. It is never shown again.',
    value: ({ token }) => token.secret,
  },
  {
    name: 'expiration_time',
    kind: 'text',
    help: 'When it ends, ISO 8601.',
    value: ({ token }) => new Date(token.expiresAt).toISOString(),
  },
  {
    name: 'api_base_url',
    kind: 'text',
    help: 'Address of the site, with a slash at the end; the methods are under `api/2/`.',
    value: ({ site }) => `${site.origin}/`,
  },
  { name: 'site_name', kind: 'text', help: 'Name of the site.', value: ({ site }) => site.name },
  {
    name: 'permission_level',
    kind: 'text',
    help: 'What the token may do: what the key may do that it was asked for with.',
    value: ({ token }) => token.level,
  },
  { name: 'canonical_user_p', kind: 'flag', help: 'Always true.', value: () => true },
  { name: 'starred_p', kind: 'flag', help: 'Always false.', value: () => false },
];
