import type { FastifyInstance } from 'fastify';

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cross-domain-policy SYSTEM "http://www.adobe.com/xml/dtds/cross-domain-policy.dtd">
`;

/**
 * Serves `/crossdomain.xml`, which Flash-era players and PDF readers ask for before they load from another domain.
 * Without domains it permits nothing, and says so: a missing file would let other files of the site speak for it.
 * With TLS, only pages that came with TLS themselves are permitted.
 */
export function registerPolicyFile(
  app: FastifyInstance,
  options: { readonly domains: readonly string[] },
): void {
  const body = renderPolicy(options.domains);
  app.route({
    method: ['GET', 'HEAD'],
    url: '/crossdomain.xml',
    handler: (_request, reply) =>
      reply
        .headers({
          'content-type': 'text/x-cross-domain-policy; charset=utf-8',
          'cache-control': 'public, max-age=3600',
          'x-content-type-options': 'nosniff',
        })
        .send(body),
  });
}

/** `domains` are checked by the configuration: letters, digits, hyphens, dots and asterisks only. */
function renderPolicy(domains: readonly string[]): string {
  const scope = domains.length === 0 ? 'none' : 'master-only';
  const lines = [
    '<cross-domain-policy>',
    `  <site-control permitted-cross-domain-policies="${scope}"/>`,
    ...domains.map((domain) => `  <allow-access-from domain="${domain}" secure="true"/>`),
    '</cross-domain-policy>',
  ];
  return `${HEAD}${lines.join('\n')}\n`;
}
