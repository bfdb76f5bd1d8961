import type { FastifyInstance, FastifyReply } from 'fastify';
import { buildCallbackUrl, callbackParameters, isTooLongForGet } from '../callbacks/callback-url.ts';
import { joinExtras } from '../callbacks/extra-parameters.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { UploadError } from '../uploads/errors.ts';
import type { OpenUploadRecord } from '../uploads/open-upload-records.ts';
import type { OpenUploadService } from '../uploads/open-upload-service.ts';
import type { Clock } from '../uploads/ports.ts';
import type { UploadRecords, UploadTokenRecord } from '../uploads/records.ts';
import type { UploadTokenService } from '../uploads/upload-token-service.ts';
import { type ClosedReason, closedPage, thanksPage } from './notice-pages.ts';
import { type PageParts, uploadPageHeaders } from './page-frame.ts';
import { closedReason, openUploadForm, type PageBounds, tokenForm } from './token-page.ts';
import { uploadFormPage } from './upload-form.ts';

/** What upload pages work with. */
export interface UploadPageDependencies {
  readonly parts: PageParts;
  readonly tokens: Pick<UploadTokenService, 'find' | 'itemOf'>;
  readonly openUploads: Pick<OpenUploadService, 'authorise'>;
  readonly uploads: Pick<UploadRecords, 'list'>;
  readonly bounds: PageBounds;
  readonly domainOf: (request: HttpRequest) => string;
  readonly clock: Clock;
}

/** Adds the pages on which people send files: `/u/<token>` and `/o/<number>-<token>`. */
export function registerUploadPages(app: FastifyInstance, deps: UploadPageDependencies): void {
  const { parts, tokens, bounds, clock } = deps;
  const { text } = parts.brand;
  const limits = bounds;

  answerTrouble(app);
  page('/u/:token', async ({ token: secret }, reply) => {
    const token = await findToken(tokens, secret);
    if (typeof token === 'string') return sendClosed(reply, parts, token);
    const reason = closedReason(token, clock.now());
    // What has begun may go on.
    const mayGoOn = reason === 'expired' && (await hasBegun(deps, token));
    if (reason && !mayGoOn) return sendClosed(reply, parts, reason);
    return send(
      reply,
      parts,
      token.returnUrl,
      uploadFormPage(parts, tokenForm(token, secret, { text, limits })),
    );
  });

  page('/u/:token/done', async ({ token: secret }, reply, request) => {
    const token = await findToken(tokens, secret);
    if (typeof token === 'string') return sendClosed(reply, parts, token);
    if (token.completedCount === 0) return reply.redirect(`/u/${secret}`, 303);
    if (token.returnUrl !== '' && !token.isBackgroundReturn) {
      reply.headers(uploadPageHeaders(parts.brand, token.returnUrl));
      return reply.redirect(await returnAddress(deps, token, secret, deps.domainOf(request)), 303);
    }
    const isOpen = closedReason(token, clock.now()) === undefined;
    return send(reply, parts, '', thanksPage(parts, isOpen ? `/u/${secret}` : undefined));
  });

  page('/o/:token', async ({ token: key }, reply) => {
    const found = await findOpenUpload(deps, key);
    if (!found) return sendClosed(reply, parts, 'invalid');
    const form = openUploadForm(found.page, found.secret, { text, limits });
    return send(reply, parts, '', uploadFormPage(parts, form));
  });

  page('/o/:token/done', async ({ token: key }, reply) => {
    const found = await findOpenUpload(deps, key);
    return found
      ? send(reply, parts, '', thanksPage(parts, `/o/${key}`))
      : sendClosed(reply, parts, 'invalid');
  });

  function page(
    url: string,
    handler: (
      parameters: { readonly token: string },
      reply: FastifyReply,
      request: HttpRequest,
    ) => Promise<FastifyReply>,
  ): void {
    app.route<{ Params: { token: string } }>({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => handler(request.params, reply, request.raw),
    });
  }
}

/** Trouble that nobody foresaw passes, as far as anybody can tell. */
function answerTrouble(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    request.log.error({ err: error, requestId: request.id }, 'an upload page failed');
    void reply
      .code(503)
      .headers({ 'cache-control': 'no-store', 'retry-after': '2' })
      .type('text/plain; charset=utf-8')
      .send(`Internal error (${request.id}). Try again shortly.`);
  });
}

function send(reply: FastifyReply, { brand }: PageParts, returnUrl: string, body: string): FastifyReply {
  return reply.headers(uploadPageHeaders(brand, returnUrl)).type('text/html; charset=utf-8').send(body);
}

function sendClosed(reply: FastifyReply, parts: PageParts, reason: ClosedReason): FastifyReply {
  const { status, body } = closedPage(parts, reason);
  return send(reply.code(status), parts, '', body);
}

async function findToken(
  tokens: Pick<UploadTokenService, 'find'>,
  secret: string,
): Promise<UploadTokenRecord | ClosedReason> {
  try {
    return await tokens.find(secret);
  } catch (error) {
    if (!(error instanceof UploadError) || !error.code.startsWith('token_')) throw error;
    return error.code === 'token_revoked' ? 'revoked' : 'invalid';
  }
}

/** The key is the number and the token: `3-7cLoqp9hJD…`. */
async function findOpenUpload(
  { openUploads }: UploadPageDependencies,
  key: string,
): Promise<{ page: OpenUploadRecord; secret: string } | undefined> {
  const [, id = '', secret = ''] = /^(\d{1,15})-([0-9A-Za-z]+)$/.exec(key) ?? [];
  try {
    return { page: await openUploads.authorise(Number(id), secret), secret };
  } catch (error) {
    if (error instanceof UploadError && error.code.startsWith('token_')) return undefined;
    throw error;
  }
}

async function hasBegun({ uploads }: UploadPageDependencies, token: UploadTokenRecord): Promise<boolean> {
  return (await uploads.list({ tokenId: token.id, state: 'receiving', limit: 1 })).length > 0;
}

/**
 * Where people go when they are done: the return URL, with what is known of the item when there is one. The server has
 * told the application by itself.
 */
async function returnAddress(
  { tokens }: UploadPageDependencies,
  token: UploadTokenRecord,
  secret: string,
  domain: string,
): Promise<string> {
  const found = token.completedCount === 1 ? await tokens.itemOf(secret, '') : undefined;
  if (!found) return buildCallbackUrl(token.returnUrl, []);
  const extras = joinExtras(token.extras, []);
  const parameters = callbackParameters({ domain, uploadToken: secret, outcome: found.photo, extras });
  const address = buildCallbackUrl(token.returnUrl, parameters);
  return isTooLongForGet(address) ? buildCallbackUrl(token.returnUrl, []) : address;
}
