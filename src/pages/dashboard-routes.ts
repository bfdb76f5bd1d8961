import type { FastifyInstance } from 'fastify';
import type { BuiltAddresses } from '../http/built-files.ts';
import { html } from '../http/html-text.ts';
import { pageHeaders } from '../http/page-headers.ts';
import { prepareFile, sendPrepared } from '../http/prepared-file.ts';

/**
 * Serves the dashboard at `/manage` and every address below it: the same page, whose script shows what the address asks
 * for. It holds nothing that is secret; everything it shows comes from the API.
 */
export async function registerDashboard(
  app: FastifyInstance,
  { siteName, built }: { readonly siteName: string; readonly built: BuiltAddresses },
): Promise<void> {
  const page = await prepareFile(Buffer.from(dashboardPage(siteName, built)), 'text/html; charset=utf-8');
  const headers = { ...pageHeaders, 'x-robots-tag': 'noindex, nofollow' };
  for (const url of ['/manage', '/manage/*']) {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => sendPrepared(request, reply, page, headers),
    });
  }
}

function dashboardPage(siteName: string, built: BuiltAddresses): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Dashboard · ${siteName}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="application-name" content="${siteName}" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${built['manage.css']}" />
    <script type="module" src="${built['manage.js']}"></script>
  </head>
  <body>
    <div id="dashboard"></div>
    <noscript><p>The dashboard needs JavaScript. Everything it does can be done by the <a href="/docs/api">API</a>, too.</p></noscript>
  </body>
</html>
`.text;
}
