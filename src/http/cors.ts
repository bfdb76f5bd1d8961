import type { HttpRequest, HttpResponse } from './exchange.ts';

/** What pages of other origins may read of an answer besides its body. */
const READABLE = 'Retry-After, Slipway-Error';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** Tells browsers which pages may use a route. */
export interface Cors {
  /** Sets the headers of an answer. */
  allow(request: HttpRequest, response: HttpResponse): void;
  /** Answers a preflight request, before any authentication: it never carries credentials or tokens. */
  answerPreflight(request: HttpRequest, response: HttpResponse): void;
}

/** `*` allows every origin. Credentials are never allowed: a token in the request is all that counts. */
export function createCors(options: {
  readonly origins: readonly string[];
  readonly maxAgeSeconds: number;
}): Cors {
  const origins = new Set(options.origins);

  function allow(request: HttpRequest, response: HttpResponse): void {
    response.setHeader('Access-Control-Expose-Headers', READABLE);
    if (origins.has('*')) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      return;
    }
    response.setHeader('Vary', 'Origin');
    const { origin } = request.headers;
    if (origin !== undefined && origins.has(origin))
      response.setHeader('Access-Control-Allow-Origin', origin);
  }

  return {
    allow,
    answerPreflight(request, response) {
      allow(request, response);
      const asked = request.headers['access-control-request-headers'];
      response.setHeader('Access-Control-Allow-Methods', METHODS);
      if (asked !== undefined && /^[\w\-, ]{1,1000}$/.test(asked)) {
        response.setHeader('Access-Control-Allow-Headers', asked);
      }
      response.setHeader('Access-Control-Max-Age', String(options.maxAgeSeconds));
      response.statusCode = 204;
      response.end();
    },
  };
}
