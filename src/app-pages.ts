import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { ApiDependencies } from './api/dependencies.ts';
import { registerDocuments } from './api/description/document-routes.ts';
import type { SiteReader } from './api/site-reader.ts';
import type { Config } from './config/schema.ts';
import { registerBuiltFiles } from './http/built-files.ts';
import { registerPolicyFile } from './http/policy-file.ts';
import { registerPages } from './http/static-pages.ts';
import { registerBrand } from './pages/brand.ts';
import { createPageDoors } from './pages/page-doors.ts';
import type { PageParts } from './pages/page-frame.ts';
import { registerDashboard } from './pages/dashboard-routes.ts';
import { registerUploadPages } from './pages/upload-page-routes.ts';
import type { Door } from './protocols/redeem/door.ts';
import { systemClock as clock } from './system.ts';
import type { UploadRecords } from './uploads/records.ts';

/** Adds what everybody may see: the page at `/`, the documents, upload pages, the dashboard, and what they load. */
export async function registerPublicPages(
  app: FastifyInstance,
  options: {
    readonly config: Config;
    readonly api: ApiDependencies;
    readonly uploads: Pick<UploadRecords, 'list'>;
    readonly site: Pick<SiteReader, 'originOf' | 'domainOf'>;
  },
): Promise<PageParts> {
  const { config, api, uploads, site } = options;
  const builtDir = fileURLToPath(new URL('../dist/web', import.meta.url));
  const webDir = fileURLToPath(new URL('../web', import.meta.url));
  const { name } = config.site;
  await app.register(async (scope) => registerDocuments(scope, { siteName: name, cors: api.cors }));
  registerPolicyFile(app, { domains: config.cors.policyDomains });
  await app.register((scope) => registerPages(scope, { webDir, siteName: name }));
  const brand = await registerBrand(app, config.uploadPage, { name, dataDir: config.dataDir });
  const parts = { brand, built: await registerBuiltFiles(app, builtDir) };
  await app.register((scope) => registerDashboard(scope, { siteName: name, built: parts.built }));
  await app.register(async (scope) =>
    registerUploadPages(scope, {
      parts,
      tokens: api.tokens,
      openUploads: api.openUploads,
      uploads,
      bounds: api.uploadBounds,
      domainOf: (request) => site.domainOf(site.originOf(request)),
      clock,
    }),
  );
  return parts;
}

/** The doors of the API, and those behind the plain forms of upload pages. */
export function withPageDoors(
  doors: readonly Door[],
  parts: PageParts,
  tokens: ApiDependencies['tokens'],
): Door[] {
  const find = (path: string): Door => {
    const door = doors.find((one) => one.path === path);
    if (!door) throw new Error(`There is no door ${path}.`);
    return door;
  };
  const tokenDoor = find('photo/redeem-upload-token');
  const openDoor = find('openupload/upload-file');
  return [...doors, ...createPageDoors({ parts, tokens, tokenDoor, openDoor })];
}
