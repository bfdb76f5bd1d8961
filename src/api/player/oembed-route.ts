import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { SiteInfo } from '../declaration.ts';
import { xmlParent, xmlText } from '../envelopes/xml-text.ts';
import { embedPath } from '../objects/photo-urls.ts';
import { embedCode, frameSize, type FrameSize } from './embed-code.ts';
import type { PlaybackImage } from './playback.ts';
import { findWatched, type PlayerRecords, type Watched } from './player-records.ts';
import { readWatchAddress } from './watch-address.ts';

/** What the route works with. */
interface OembedDependencies extends PlayerRecords {
  readonly site: (request: IncomingMessage) => SiteInfo;
}

type Members = Readonly<Record<string, string | number>>;

type Wish =
  | { readonly format: 'json' | 'xml'; readonly url: string; readonly largest: Partial<FrameSize> }
  | { readonly status: 400 | 501; readonly text: string };

/** How long those who embed may keep an answer, in seconds. */
const CACHE_AGE = 3600;

/**
 * Tells other programs how to embed the item of a page (oembed.com, version 1.0): `/oembed?url=…`. What cannot be found
 * is 404, a protected item 401, a format that is not there 501, as the specification says.
 */
export function registerOembed(app: FastifyInstance, deps: OembedDependencies): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/oembed',
    handler: async (request, reply) => {
      reply.headers({
        'access-control-allow-origin': '*',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      const wish = readWish(request.query as Readonly<Record<string, unknown>>);
      if ('status' in wish) return refuse(reply, wish.status, wish.text);
      const site = deps.site(request.raw);
      const address = readWatchAddress(wish.url, site.origin);
      const photo = address && (await deps.archive.open(address.photoId, address.token));
      if (!address || !photo) return refuse(reply, 404, 'There is nothing to embed at this address.');
      const opened = await deps.archive.openBytes(address.photoId, address.token);
      if (!opened || opened.isProtected) return refuse(reply, 401, 'The item is protected.');
      const watched = await findWatched(deps, opened, address.token);
      const embedAddress = site.origin + embedPath(address);
      const members = describe(watched, { embedAddress, site, largest: wish.largest });
      return wish.format === 'json'
        ? reply.type('application/json; charset=utf-8').send(JSON.stringify(members))
        : reply.type('text/xml; charset=utf-8').send(writeXml(members));
    },
  });
}

function refuse(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}

function readWish(query: Readonly<Record<string, unknown>>): Wish {
  const { url, format = 'json' } = query;
  if (format !== 'json' && format !== 'xml') return { status: 501, text: 'The formats are json and xml.' };
  if (typeof url !== 'string' || url === '') return { status: 400, text: 'The parameter "url" is required.' };
  const [width, height] = [readPixels(query['maxwidth']), readPixels(query['maxheight'])];
  if (width === 'wrong' || height === 'wrong') {
    return { status: 400, text: 'The parameters "maxwidth" and "maxheight" must be numbers of pixels.' };
  }
  const largest = {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
  return { format, url, largest };
}

function readPixels(value: unknown): number | 'wrong' | undefined {
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' && /^[1-9]\d{0,4}$/.test(value) ? Number(value) : 'wrong';
}

interface Place {
  readonly embedAddress: string;
  readonly site: SiteInfo;
  readonly largest: Partial<FrameSize>;
}

function describe({ photo, playback, state, media }: Watched, place: Place): Members {
  const { embedAddress, site, largest } = place;
  const absolute = (address: string) => new URL(address, site.origin).href;
  const thumbnail = largestWithin(playback.images, largest);
  const common: Members = {
    version: '1.0',
    title: photo.title,
    provider_name: site.name,
    provider_url: site.origin,
    cache_age: CACHE_AGE,
    ...(thumbnail
      ? {
          thumbnail_url: absolute(thumbnail.url),
          thumbnail_width: thumbnail.width,
          thumbnail_height: thumbnail.height,
        }
      : {}),
  };
  if (photo.kind === 'image' && thumbnail) {
    const { url, width, height } = thumbnail;
    return { type: 'photo', ...common, url: absolute(url), width, height };
  }
  if (state.kind === 'file' || state.kind === 'failed') return { type: 'link', ...common };
  const size = frameSize(photo.kind, playback.images.at(-1) ?? shapeOf(media), largest);
  return {
    type: photo.kind === 'video' ? 'video' : 'rich',
    ...common,
    html: embedCode(embedAddress, photo.title, size),
    ...size,
  };
}

function shapeOf(media: Watched['media']): FrameSize | undefined {
  return media?.width && media.height ? { width: media.width, height: media.height } : undefined;
}

/** oembed.com, 2.3.4: a picture or thumbnail MUST respect the largest size that was asked for. */
function largestWithin(
  images: readonly PlaybackImage[],
  { width = Infinity, height = Infinity }: Partial<FrameSize>,
): PlaybackImage | undefined {
  return images.findLast((image) => image.width > 0 && image.width <= width && image.height <= height);
}

function writeXml(members: Members): string {
  const elements = Object.entries(members).map(([name, value]) => xmlParent(name, xmlText(String(value))));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<oembed>${elements.join('')}</oembed>`;
}
