import type { SiteInfo } from '../declaration.ts';
import type { Field } from '../fields.ts';

/** What every installation says of itself: one site, of the product that clients know as a video site. */
export const siteIdentity = { siteId: 1, productKey: 'tube', siteKey: 'slipway' } as const;

/** Settings of webinars and polls, which do not exist here. */
const absentFeatures = [
  'enable_webinar_polls_p',
  'enable_webinar_engagement_tab_p',
  'enable_webinar_overlays_p',
  'enable_webinar_promo_overlays_p',
];

/** The site, in the documented order of version 1, followed by what only version 2 has. */
export const siteFields: ReadonlyArray<Field<SiteInfo>> = [
  {
    name: 'site_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Number of the site; one installation is one site.',
    value: () => siteIdentity.siteId,
  },
  { name: 'site_name', kind: 'text', help: 'Name of the site.', value: (site) => site.name },
  { name: 'product_key', kind: 'text', help: 'Kind of site.', value: () => siteIdentity.productKey },
  {
    name: 'allow_signup_p',
    kind: 'flag',
    help: 'Whether visitors may sign up.',
    hasLetterInXml: true,
    value: () => false,
  },
  { name: 'site_key', kind: 'text', help: 'Short name of the site.', value: () => siteIdentity.siteKey },
  {
    name: 'license_id',
    kind: 'number',
    isNeverNull: true,
    help: 'Licence of new items; 0 is none.',
    value: () => 0,
  },
  { name: 'domain', kind: 'text', help: 'Host name of the site.', value: (site) => site.domain },
  ...version2Texts({
    locale: ['Language and country.', () => 'en_US'],
    company_name: ['Always empty.', () => ''],
    site_url: ['Address of the site.', (site) => site.origin],
    http_url: ['Address without TLS.', (site) => site.httpUrl],
    https_url: ['Address with TLS.', (site) => site.httpsUrl],
    environment: ['Always `production`.', () => 'production'],
    date_format: ['Always empty.', () => ''],
    time_format: ['Always empty.', () => ''],
    files_folder: ['Always empty.', () => ''],
  }),
  ...absentFeatures.map(
    (name): Field<SiteInfo> => ({
      name,
      kind: 'flag',
      help: 'Always false.',
      versions: [2],
      value: () => false,
    }),
  ),
  ...version2Texts({ mischung_recording_split_seconds: ['Always empty.', () => ''] }),
];

function version2Texts(
  texts: Readonly<Record<string, readonly [help: string, value: (site: SiteInfo) => string]>>,
): Array<Field<SiteInfo>> {
  return Object.entries(texts).map(([name, [help, value]]) => ({
    name,
    kind: 'text',
    help,
    versions: [2],
    value,
  }));
}
