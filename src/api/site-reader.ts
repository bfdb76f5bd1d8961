import type { HttpRequest } from '../http/exchange.ts';
import { createOriginReader, type RequestOrigin } from '../http/request-origin.ts';
import type { SiteInfo } from './declaration.ts';

/** Finds out how a client knows this site. */
export interface SiteReader {
  readonly originOf: (request: HttpRequest) => RequestOrigin;
  readonly domainOf: (origin: RequestOrigin) => string;
  readonly infoOf: (origin: RequestOrigin) => SiteInfo;
}

/** Reads requests as `createOriginReader` does; `domain` replaces the host name in answers. */
export function createSiteReader(
  options: Parameters<typeof createOriginReader>[0] & {
    readonly name: string;
    readonly domain: string | undefined;
  },
): SiteReader {
  const { name, domain } = options;
  const domainOf = (origin: RequestOrigin) => domain ?? origin.hostname;
  return {
    originOf: createOriginReader(options),
    domainOf,
    infoOf: (origin) => ({
      domain: domainOf(origin),
      name,
      origin: origin.origin,
      httpUrl: origin.origin.replace(/^https:/, 'http:'),
      httpsUrl: origin.origin.replace(/^http:/, 'https:'),
    }),
  };
}
