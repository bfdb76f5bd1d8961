import type { HttpRequest } from '../../http/exchange.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AuthorizationService } from '../../access/oauth/authorization-service.ts';
import type { BodyLimits } from '../../http/body.ts';
import type { FieldLimits } from '../../http/form-fields.ts';
import type { SiteInfo } from '../declaration.ts';
import { siteIdentity } from '../objects/site-fields.ts';
import { presentRequest, readRequestParts } from '../request-parts.ts';

/** What the routes work with. */
export interface TokenRouteDependencies {
  readonly authorizations: Pick<AuthorizationService, 'createRequestToken' | 'createAccessToken'>;
  readonly site: (request: HttpRequest) => SiteInfo;
  readonly limits: FieldLimits & BodyLimits;
}

/**
 * Adds the first and the last step of the dance (reference, C.1; RFC 5849, 2.1 and 2.3), for GET and POST. Answers are
 * form-encoded.
 */
export function registerTokenRoutes(app: FastifyInstance, deps: TokenRouteDependencies): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/request_token',
    handler: async (request, reply) => {
      const signed = await present(request.raw);
      const issued = await deps.authorizations.createRequestToken(signed);
      if (issued === 'invalid_callback') {
        return answer(reply.code(400), {
          oauth_problem: 'parameter_rejected',
          oauth_parameters_rejected: 'oauth_callback',
          message: 'oauth_callback must be an absolute address, or oob.',
        });
      }
      if (issued === 'invalid_signature') return refuse(reply, deps.site(request.raw));
      return answer(reply, {
        oauth_token: issued.token,
        oauth_token_secret: issued.secret,
        oauth_callback_confirmed: 'true',
      });
    },
  });

  app.route({
    method: ['GET', 'POST'],
    url: '/oauth/access_token',
    handler: async (request, reply) => {
      const signed = await present(request.raw);
      const site = deps.site(request.raw);
      const issued = await deps.authorizations.createAccessToken(signed);
      if (issued === 'invalid_signature') return refuse(reply, site);
      return answer(reply, {
        oauth_token: issued.token,
        oauth_token_secret: issued.secret,
        domain: site.domain,
        user_id: String(issued.userId),
        site_id: String(siteIdentity.siteId),
      });
    },
  });

  async function present(request: HttpRequest) {
    const parts = await readRequestParts(request, deps.limits);
    return presentRequest(request, parts, deps.site(request).origin);
  }
}

/** Which part was wrong is in the log, and told to nobody. */
function refuse(reply: FastifyReply, { origin }: SiteInfo): FastifyReply {
  reply.code(401).header('www-authenticate', `OAuth realm="${origin}/"`);
  return answer(reply, {
    oauth_problem: 'signature_invalid',
    code: 'invalid_signature',
    message: 'The API signature is invalid.',
  });
}

function answer(reply: FastifyReply, values: Readonly<Record<string, string>>): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    .type('application/x-www-form-urlencoded; charset=utf-8')
    .send(new URLSearchParams(values).toString());
}
