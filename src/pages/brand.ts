import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { prepareFile, sendPrepared } from '../http/prepared-file.ts';

/** How upload pages look, as it is configured. */
export interface BrandSettings {
  readonly name?: string | undefined;
  readonly logo?: string | undefined;
  readonly color?: string | undefined;
  readonly text: string;
  readonly thanks: string;
  readonly frameAncestors: readonly string[];
}

/** What pages need of it. */
export interface Brand {
  readonly name: string;
  /** Address of the logo on this origin. */
  readonly logo: string | undefined;
  readonly text: string;
  readonly thanks: string;
  readonly frameAncestors: readonly string[];
}

export const brandStyleAddress = '/u/brand.css';

const imageTypes: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

const headers = {
  'x-content-type-options': 'nosniff',
  // A drawing may hold scripts: as an image they never run, and so they do not on their own.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

/** Serves the logo and the colour. Rejects when the configured logo cannot be read, or is no image by its name. */
export async function registerBrand(
  app: FastifyInstance,
  settings: BrandSettings,
  site: { readonly name: string; readonly dataDir: string },
): Promise<Brand> {
  const { logo, color, name = site.name, text, thanks, frameAncestors } = settings;
  await serve(app, brandStyleAddress, Buffer.from(styleOf(color)), 'text/css; charset=utf-8');
  const brand = { name, text, thanks, frameAncestors };
  if (logo === undefined || logo.startsWith('/')) return { ...brand, logo };
  const type = imageTypes[extname(logo).toLowerCase()];
  if (type === undefined)
    throw new Error(`uploadPage.logo must be an image (SVG, PNG, JPEG or WebP): ${logo}`);
  const address = `/u/logo${extname(logo).toLowerCase()}`;
  await serve(app, address, await readFile(join(site.dataDir, basename(logo))), type);
  return { ...brand, logo: address };
}

async function serve(app: FastifyInstance, url: string, body: Buffer, type: string): Promise<void> {
  const file = await prepareFile(body, type);
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: (request, reply) => sendPrepared(request, reply, file, headers),
  });
}

/** The colour for both themes: in the dark it is lighter, so that it stands out there as well. */
function styleOf(color: string | undefined): string {
  if (color === undefined) return '';
  const onLight = textOn(color);
  return `:root {
  --accent: light-dark(${color}, color-mix(in srgb, ${color} 55%, white));
  --on-accent: light-dark(${onLight}, #0b1420);
}
`;
}

/** Black or white, whichever is easier to read on a colour (WCAG, relative luminance). */
function textOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#ffffff';
}
