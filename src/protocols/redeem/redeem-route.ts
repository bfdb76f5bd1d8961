import type { FastifyInstance } from 'fastify';
import type { Cors } from '../../http/cors.ts';
import type { DirectFront } from '../../http/direct/front.ts';
import type { HttpRequest, HttpResponse } from '../../http/exchange.ts';
import { parseUrlEncoded, readSmallForm } from '../../http/form-fields.ts';
import type { RequestOrigin } from '../../http/request-origin.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import type { ChunkLimits } from '../resumable/chunk-layout.ts';
import type { ChunkParameters } from '../resumable/chunk-parameters.ts';
import { listStoredChunks, testChunk } from '../resumable/chunk-test.ts';
import { Answers } from './answers.ts';
import type { Door } from './door.ts';
import { FileIntake } from './file-intake.ts';
import { type FormLimits, receiveForm } from './form-upload.ts';
import { receiveRaw } from './raw-upload.ts';
import { type RedeemParameters, type RedeemRequest, readRedeemParameters } from './redeem-request.ts';

const MAX_QUERY_BYTES = 64 * 1024;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Everything the redeem routes need. */
export interface RedeemDependencies {
  readonly uploads: UploadService;
  readonly doors: readonly Door[];
  readonly cors: Cors;
  /** Serves plain requests without the framework, which costs more than storing the bytes; absent under TLS. */
  readonly direct?: DirectFront | undefined;
  readonly originOf: (request: HttpRequest) => RequestOrigin;
  readonly domainOf: (origin: RequestOrigin) => string;
  readonly seal: (text: string) => string;
  readonly limits: ChunkLimits & FormLimits & { readonly maxSizeBytes: number };
  readonly holdMs: number;
  readonly logUnexpected: (error: unknown, requestId: string) => void;
  /** Whether the server is about to stop and takes no new bytes. */
  readonly isShuttingDown: () => boolean;
}

/** A request, however it was read. */
interface Exchange {
  readonly raw: HttpRequest;
  readonly response: HttpResponse;
  readonly requestId: string;
}

interface Handlers {
  readonly deps: RedeemDependencies;
  readonly intake: FileIntake;
  readonly answers: Answers;
}

/** Adds the doors, each for every client and shape of request. */
export function registerRedeem(app: FastifyInstance, deps: RedeemDependencies): void {
  const domainOf = (request: RedeemRequest) => deps.domainOf(request.origin);
  const answers = new Answers({ ...deps, domainOf });
  const intake = new FileIntake({
    ...deps,
    domainOf,
    tellerOf: (request, parameters, token) =>
      answers.mayRedirect(request, parameters, token, parameters.chunk !== undefined) ? 'redirect' : 'server',
  });
  for (const door of deps.doors) {
    for (const version of door.versions) {
      const url = door.address ?? (version === 1 ? `/api/${door.path}` : `/api/2/${door.path}`);
      const serve = (exchange: Exchange) =>
        handle(createRequest(exchange, { door, version, deps }), { deps, intake, answers });
      app.route({
        method: METHODS,
        url,
        handler: async ({ raw, id }, reply) => {
          reply.hijack();
          await serve({ raw, response: reply.raw, requestId: id });
        },
      });
      deps.direct?.route(url, serve);
    }
  }
}

function createRequest(
  { raw, response, requestId }: Exchange,
  {
    door,
    version,
    deps,
  }: { readonly door: Door; readonly version: 1 | 2; readonly deps: RedeemDependencies },
): RedeemRequest {
  const gone = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) gone.abort(new UploadError('body_truncated'));
  });
  let origin: RequestOrigin | undefined;
  return {
    door,
    raw,
    response,
    version,
    // Most chunks are answered without it.
    get origin() {
      return (origin ??= deps.originOf(raw));
    },
    requestId,
    signal: gone.signal,
    query: [],
    pairs: [],
  };
}

async function handle(request: RedeemRequest, handlers: Handlers): Promise<void> {
  const { raw, response } = request;
  const { deps, answers } = handlers;
  if (raw.method === 'OPTIONS') return deps.cors.answerPreflight(raw, response);
  deps.cors.allow(raw, response);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  try {
    const query = raw.url?.split('?', 2)[1] ?? '';
    request.query.push(
      ...parseUrlEncoded(query, { maxBytes: MAX_QUERY_BYTES, maxFields: deps.limits.fields }),
    );
    request.pairs.push(...request.query);
    if (raw.method === 'GET' || raw.method === 'HEAD') await answerTest(request, handlers);
    else if (raw.method === 'DELETE') await cancel(request, handlers);
    else await receive(request, handlers);
  } catch (error) {
    await answers.sendError(request, error, await describeRefused(request));
  }
}

async function receive(request: RedeemRequest, handlers: Handlers): Promise<void> {
  const { deps, intake, answers } = handlers;
  if (deps.isShuttingDown()) throw new UploadError('shutting_down');
  const contentType = request.raw.headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const { limits } = deps;
    const form = { ...limits, maxBytes: limits.fieldBytes, maxFields: limits.fields };
    request.pairs.push(...(await readSmallForm(request.raw, form)));
    return answerTest(request, handlers);
  }
  const isForm = /^multipart\//i.test(contentType);
  const redeemed = isForm
    ? await receiveForm(request, intake, deps.limits)
    : await receiveRaw(request, intake, deps.limits);
  // Flow.js may be told to test by POST: parameters without a file.
  return redeemed ? answers.sendRedeemed(request, redeemed) : answerTest(request, handlers);
}

/** A request without a file: it asks for something that needs none, or it tests a chunk. */
async function answerTest(request: RedeemRequest, handlers: Handlers): Promise<void> {
  const parameters = tryToReadParameters(request);
  if (!parameters) return answerNotHere(request);
  if (parameters.chunk) return answerChunkTest(request, parameters, parameters.chunk, handlers);
  const done = await request.door.withoutFile?.(request, parameters);
  if (!done) throw new UploadError('file_missing');
  await handlers.answers.sendRedeemed(request, { ...done, isChunk: false });
}

/** 200: stored. 204: not here, send it; never 404, which makes Flow.js give the file up. */
async function answerChunkTest(
  request: RedeemRequest,
  parameters: RedeemParameters,
  chunk: ChunkParameters,
  { deps, answers }: Handlers,
): Promise<void> {
  const token = await findForTest(request, parameters, chunk);
  const test = token && (await testChunk(deps.uploads, token, chunk, deps.limits));
  const { upload } = test ?? {};
  if (parameters.fields.get('chunk_list') === '1') {
    const list = {
      status: 'ok',
      uploaded_chunks: listStoredChunks(chunk, upload),
      complete: upload?.state === 'completed',
    };
    return answers.send(request, 200, 'application/json; charset=utf-8', JSON.stringify(list));
  }
  if (!test?.isStored) return answerNotHere(request);
  await answers.sendRedeemed(request, {
    token: test.token,
    upload: upload as NonNullable<typeof upload>,
    isChunk: true,
  });
}

/** Whoever may not come in is told so by the POST that follows: a test is no reason to stop. */
async function findForTest(
  request: RedeemRequest,
  parameters: RedeemParameters,
  chunk: ChunkParameters,
): Promise<UploadTokenRecord | undefined> {
  try {
    return await request.door.find(request, parameters, chunk.file);
  } catch (error) {
    if (request.door.presenter.describe(error, request)) return undefined;
    throw error;
  }
}

function answerNotHere({ response }: RedeemRequest): void {
  response.statusCode = 204;
  response.end();
}

/** A test with parameters that make no sense asks for a chunk that is not here; the POST gets the reason. */
function tryToReadParameters(request: RedeemRequest): RedeemParameters | undefined {
  try {
    return readRedeemParameters(request);
  } catch (error) {
    if (error instanceof UploadError) return undefined;
    throw error;
  }
}

/** Nothing in the original protocol cancels: DELETE with the parameters of a chunk does. Repeating it is fine. */
async function cancel(request: RedeemRequest, { deps, answers }: Handlers): Promise<void> {
  const parameters = readRedeemParameters(request);
  const { chunk } = parameters;
  const token = await request.door.find(request, parameters, chunk?.file);
  if (!chunk)
    throw new UploadError('parameter_invalid', { name: 'resumableIdentifier', reason: 'it is missing' });
  const upload = token && (await deps.uploads.status(token, chunk.file));
  if (upload) await deps.uploads.cancel(upload.id);
  answers.sendStored(request);
}

/** What is known of a refused request, for saying it in the right way. Never throws. */
async function describeRefused(
  request: RedeemRequest,
): Promise<{ isChunk: boolean; token: UploadTokenRecord | undefined }> {
  try {
    const parameters = readRedeemParameters(request);
    const { chunk } = parameters;
    return {
      isChunk: chunk !== undefined,
      token: await request.door.find(request, parameters, chunk?.file).catch(() => undefined),
    };
  } catch {
    // Parameters that cannot even be read come from a chunk client that must stop, or from nobody we know.
    return { isChunk: request.pairs.some(([name]) => /chunkNumber$/i.test(name)), token: undefined };
  }
}
