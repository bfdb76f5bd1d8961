import { setTimeout as delay } from 'node:timers/promises';
import { createAnswerOrder } from './answer-order.ts';
import {
  buildCallbackUrl,
  callbackParameters,
  isTooLongForGet,
  tokenNameOf,
  type CallbackOutcome,
} from '../../callbacks/callback-url.ts';
import { callbackPage } from '../../callbacks/callback-page.ts';
import { joinExtras } from '../../callbacks/extra-parameters.ts';
import { drainBody } from '../../http/body.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { UploadTokenRecord } from '../../uploads/records.ts';
import type { FinalResult, UploadService } from '../../uploads/upload-service.ts';
import type { Envelope, Refusal } from './door.ts';
import type { Redeemed } from './file-intake.ts';
import {
  isSignedForm,
  type RedeemParameters,
  type RedeemRequest,
  readRedeemParameters,
} from './redeem-request.ts';

/** How much later than another one an answer of another connection may arrive, milliseconds. */
const ARRIVAL_SPREAD_MS = 40;

/** The completing request of a chunked upload and its first two repetitions are redirected, later ones are not. */
const REDIRECTED_ANSWERS = 3;
const DRAIN_BYTES = 64 * 2 ** 20;
const DRAIN_MS = 2_000;
const TEXT = 'text/plain; charset=utf-8';

/** What Answers works with. */
export interface AnswersOptions {
  readonly uploads: UploadService;
  readonly domainOf: (request: RedeemRequest) => string;
  readonly holdMs: number;
  readonly logUnexpected: (error: unknown, requestId: string) => void;
}

/** Says to each client what came of its request, in the words it understands (design, section 4; reference, B.4). */
export class Answers {
  readonly #uploads: AnswersOptions['uploads'];
  readonly #domainOf: AnswersOptions['domainOf'];
  readonly #holdMs: AnswersOptions['holdMs'];
  readonly #logUnexpected: AnswersOptions['logUnexpected'];
  readonly #order = createAnswerOrder(ARRIVAL_SPREAD_MS);

  constructor(options: AnswersOptions) {
    this.#uploads = options.uploads;
    this.#domainOf = options.domainOf;
    this.#holdMs = options.holdMs;
    this.#logUnexpected = options.logUnexpected;
  }

  send(request: RedeemRequest, status: number, contentType: string, body: string): void {
    const { response, raw } = request;
    if (response.headersSent || response.destroyed) return;
    response.statusCode = status;
    response.setHeader('Content-Type', contentType);
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(raw.method === 'HEAD' ? undefined : body);
  }

  #sendEnvelope(request: RedeemRequest, status: number, { contentType, body, headers = {} }: Envelope): void {
    if (request.response.headersSent) return;
    for (const [name, value] of Object.entries(headers)) request.response.setHeader(name, value);
    this.send(request, status, contentType, body);
  }

  /** A chunk is stored; the file is not complete yet. */
  sendStored(request: RedeemRequest): void {
    if (request.version === 1) return this.send(request, 200, TEXT, 'ok');
    const { contentType, body } = request.door.presenter.stored(request, readRedeemParameters(request));
    this.send(request, 200, contentType, body);
  }

  /** Answers a request whose bytes are safe. The body is decided now, not when the request came in (I3). */
  async sendRedeemed(request: RedeemRequest, { token, upload: recorded, isChunk }: Redeemed): Promise<void> {
    const upload = recorded.state === 'completed' ? recorded : await this.#uploads.refresh(recorded);
    if (upload.state !== 'completed') {
      if (isChunk) this.#order.noteStored(upload.id, request.raw.socket);
      return this.sendStored(request);
    }
    if (isChunk) await this.#order.beforeFinal(upload.id, request.raw.socket);
    const result = await this.#uploads.result(upload);
    if (!result) throw new UploadError('upload_not_found');
    if (token.purpose === 'grant' && !isChunk) this.#noteDeparture(request, upload.id);
    await this.#sendFinal(request, token, result, isChunk);
  }

  /** An answer that has left this server is not owed to a repetition of its request any more (see `Grants`). */
  #noteDeparture({ response }: RedeemRequest, uploadId: string): void {
    // Lost at worst: then a repetition gets the same answer again.
    response.once('finish', () => void this.#uploads.countFinalAnswer(uploadId).catch(() => {}));
  }

  /** The final answer. `isChunk`: the client is a script that would follow a redirect without showing it. */
  async #sendFinal(
    request: RedeemRequest,
    token: UploadTokenRecord,
    result: FinalResult,
    isChunk: boolean,
  ): Promise<void> {
    const parameters = readRedeemParameters(request);
    const { presenter } = request.door;
    if (
      this.mayRedirect(request, parameters, token, isChunk) &&
      (await this.#sendRedirect(request, token, result, isChunk))
    )
      return;
    // The return URL would have been visited by following a redirect.
    if (!token.isBackgroundReturn && isSignedForm(request, parameters)) {
      await this.#uploads.oweCallback(token, result);
    }
    if (presenter.wantsEnvelope(request, parameters, token)) {
      return this.#sendEnvelope(request, 200, await presenter.success(request, parameters, result));
    }
    this.send(request, 200, TEXT, this.#finalLine(request, token, parameters, result));
  }

  /** Sends the client on to the return URL, unless that would not reach the application; then we call it ourselves. */
  async #sendRedirect(
    request: RedeemRequest,
    token: UploadTokenRecord,
    result: FinalResult,
    isChunk: boolean,
  ): Promise<boolean> {
    const outcome = result.photo;
    const url = this.#callbackUrl(request, token, outcome, result.upload.extras);
    if (!isChunk) {
      this.#sendOn(request, token, outcome, result.upload.extras);
      return true;
    }
    // A chunk test that finds the file complete is the client's last request: its script wants the answer, no redirect.
    const isTest = request.raw.method === 'GET' || request.raw.method === 'HEAD';
    const isRepetition =
      isTest || (await this.#uploads.countFinalAnswer(result.upload.id)) > REDIRECTED_ANSWERS;
    if (isRepetition || isTooLongForGet(url)) {
      await this.#uploads.oweCallback(token, result);
      return false;
    }
    this.#redirect(request, url);
    return true;
  }

  #callbackUrl(
    request: RedeemRequest,
    token: UploadTokenRecord,
    outcome: CallbackOutcome,
    extras: FinalResult['upload']['extras'],
  ): string {
    return buildCallbackUrl(token.returnUrl, this.#parametersFor(request, token, outcome, extras));
  }

  #parametersFor(
    request: RedeemRequest,
    token: UploadTokenRecord,
    outcome: CallbackOutcome,
    extras: FinalResult['upload']['extras'],
  ) {
    const uploadToken = readRedeemParameters(request).secret ?? '';
    return callbackParameters({
      domain: this.#domainOf(request),
      tokenName: tokenNameOf(token),
      uploadToken,
      outcome,
      extras: joinExtras(token.extras, extras),
    });
  }

  /** Redirects a browser that shows a form: by GET, or by a page that sends itself when the address gets too long. */
  #sendOn(
    request: RedeemRequest,
    token: UploadTokenRecord,
    outcome: CallbackOutcome,
    extras: FinalResult['upload']['extras'],
  ): void {
    const url = this.#callbackUrl(request, token, outcome, extras);
    if (!isTooLongForGet(url)) return this.#redirect(request, url);
    const page = callbackPage(token.returnUrl, this.#parametersFor(request, token, outcome, extras));
    request.response.setHeader('Content-Security-Policy', page.contentSecurityPolicy);
    this.send(request, 200, 'text/html; charset=utf-8', page.html);
  }

  #redirect(request: RedeemRequest, url: string): void {
    request.response.setHeader('Location', url);
    this.send(request, 301, TEXT, `${request.door.presenter.message}.`);
  }

  #finalLine(
    request: RedeemRequest,
    token: UploadTokenRecord,
    parameters: RedeemParameters,
    { photo, upload }: FinalResult,
  ): string {
    if (token.returnUrl === '') return request.door.presenter.message;
    const url = this.#callbackUrl(request, token, photo, upload.extras);
    return `ok ${this.#domainOf(request)} ${photo.treeId} ${photo.photoId} ${photo.token} ${url}`;
  }

  /** Refuses a request. What it still sends is read for a moment, so that the client gets to read the answer. */
  async sendError(
    request: RedeemRequest,
    error: unknown,
    context: { readonly isChunk: boolean; readonly token: UploadTokenRecord | undefined },
  ): Promise<void> {
    const known = request.door.presenter.describe(error, request);
    if (!known || (error instanceof UploadError && error.cause !== undefined)) {
      this.#logUnexpected(error, request.requestId);
    }
    const refusal = known ?? internalError(request.requestId);
    const status = context.isChunk ? refusal.chunkStatus : refusal.formStatus;
    if (status === 401 && refusal.challenge !== undefined) {
      request.response.setHeader('WWW-Authenticate', refusal.challenge);
    }
    if (status === 503) {
      request.response.setHeader('Retry-After', '1');
      await delay(this.#holdMs, undefined, { signal: request.signal }).catch(() => {});
    }
    // Chunked clients read a sentence; the name of the error is for clients that know this header.
    const code = error instanceof UploadError ? error.code : refusal.code;
    if (!request.response.headersSent) request.response.setHeader('Slipway-Error', code);
    const isDrained = await drainBody(request.raw, { maxBytes: DRAIN_BYTES, timeoutMs: DRAIN_MS });
    if (!isDrained) request.response.setHeader('Connection', 'close');
    this.#sendErrorBody(request, status, refusal, context);
  }

  #sendErrorBody(
    request: RedeemRequest,
    status: number,
    refusal: Refusal,
    { isChunk, token }: { readonly isChunk: boolean; readonly token: UploadTokenRecord | undefined },
  ): void {
    const parameters = safely(request);
    const { presenter } = request.door;
    const isAboutFile = token !== undefined && !refusal.isAboutToken && status !== 503;
    if (parameters && isAboutFile && !isChunk && this.mayRedirect(request, parameters, token, false)) {
      return this.#sendOn(request, token, { errorMessage: refusal.message }, []);
    }
    if (parameters && !isChunk && presenter.wantsEnvelope(request, parameters, token)) {
      const isRead = status !== 503 && isSignedForm(request, parameters);
      const envelope = presenter.failure(request, parameters, refusal);
      return this.#sendEnvelope(request, isRead ? 200 : status, envelope);
    }
    const isBackground = isAboutFile && token.isBackgroundReturn && token.returnUrl !== '';
    this.send(request, status, TEXT, isBackground ? `error ${refusal.message}` : refusal.message);
  }

  /** Whether the final answer may be a redirect: it needs a return URL, and a client that does not ask for data. */
  mayRedirect(
    request: RedeemRequest,
    parameters: RedeemParameters,
    token: UploadTokenRecord,
    isChunk: boolean,
  ): boolean {
    if (token.returnUrl === '' || token.isBackgroundReturn || parameters.fields.get('format')) return false;
    if (isSignedForm(request, parameters)) return false;
    return request.version === 1 || !isChunk;
  }
}

/** Parameters, if they can be read: the error to be told may be that they cannot. */
function safely(request: RedeemRequest): RedeemParameters | undefined {
  try {
    return readRedeemParameters(request);
  } catch {
    return undefined;
  }
}

/** What is said of trouble that nobody foresaw: always "try again". */
function internalError(requestId: string): Refusal {
  return {
    code: 'internal_error',
    message: `Internal error (${requestId}).`,
    chunkStatus: 503,
    formStatus: 503,
    isAboutToken: false,
  };
}
