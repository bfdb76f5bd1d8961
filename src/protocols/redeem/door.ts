import type { FileDescription } from '../../uploads/file-description.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { Spool } from '../../uploads/spools.ts';
import type { FinalResult } from '../../uploads/upload-service.ts';
import type { RedeemParameters, RedeemRequest } from './redeem-request.ts';

/** A finished body. */
export interface Envelope {
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the words of a door, and the statuses that its clients understand. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** For chunked clients: 500 makes them stop, 503 makes them send again. */
  readonly chunkStatus: number;
  readonly formStatus: number;
  /** About the right to upload and not about the file: nobody but the client is told. */
  readonly isAboutToken: boolean;
  /** For status 401: which credentials are asked for (`WWW-Authenticate`). */
  readonly challenge?: string;
}

/** How a door says what came of a request. */
export interface DoorPresenter {
  /** What a person reads when all went well. */
  readonly message: string;
  /** Whether the client gets an envelope at all, and not a line of text. */
  wantsEnvelope(
    request: RedeemRequest,
    parameters: RedeemParameters,
    token: UploadTokenRecord | undefined,
  ): boolean;
  /** The final answer. */
  success(
    request: RedeemRequest,
    parameters: RedeemParameters,
    result: FinalResult,
  ): Envelope | Promise<Envelope>;
  /** A chunk is stored, and more are to come. */
  stored(request: RedeemRequest, parameters: RedeemParameters): Envelope;
  failure(request: RedeemRequest, parameters: RedeemParameters, refusal: Refusal): Envelope;
  /** Undefined for trouble that nobody foresaw. */
  describe(error: unknown, request: RedeemRequest): Refusal | undefined;
}

/** What came of a request without a file. */
export interface DoneWithoutFile {
  readonly token: UploadTokenRecord;
  readonly upload: UploadRecord;
}

/**
 * A place where files come in: its address, who may use it, what a file becomes, and how it answers. All the rest is
 * the same for every door: forms and chunks, tests, spools, claims, completion.
 */
export interface Door {
  /** `photo/redeem-upload-token` is `/api/photo/redeem-upload-token` and `/api/2/photo/redeem-upload-token`. */
  readonly path: string;
  readonly versions: readonly (1 | 2)[];
  /** Where it is instead, when it is no method of the API. */
  readonly address?: string;
  /** The field whose value callbacks repeat; undefined when the door knows no secret. */
  readonly secretName: string | undefined;
  /** Whether nothing but the secret opens the door. */
  readonly needsSecret: boolean;
  readonly presenter: DoorPresenter;
  /** Whether parts of forms may follow each other without a line break, as the documented Ruby sample writes them. */
  readonly isLenient: boolean;

  /**
   * Asked before a byte of the file is read. Throws what can be refused by then. The token lets the bytes go to their
   * place at once; without one they go to a spool, of at most `maxBytes` if that is known already. `chunk` is about
   * the whole file when this request brings a chunk.
   */
  open(
    request: RedeemRequest,
    parameters: RedeemParameters,
    chunk: FileDescription | undefined,
  ): Promise<{ readonly token?: UploadTokenRecord; readonly maxBytes?: number }>;

  /** Whether the whole request still speaks of the token that `open` gave. */
  confirms(
    request: RedeemRequest,
    parameters: RedeemParameters,
    token: UploadTokenRecord,
    chunk: FileDescription,
  ): Promise<boolean>;

  /** The token for a file that has been spooled, now that the whole request is here. */
  admit(
    request: RedeemRequest,
    parameters: RedeemParameters,
    arrived: { readonly file: FileDescription; readonly spool: Spool; readonly isChunk: boolean },
  ): Promise<UploadTokenRecord>;

  /** The token of a chunk or a form that may have come before; makes none. For tests, cancelling and refusals. */
  find(
    request: RedeemRequest,
    parameters: RedeemParameters,
    chunk: FileDescription | undefined,
  ): Promise<UploadTokenRecord | undefined>;

  /** Does what a request without a file is for; undefined when a file is missing. */
  withoutFile?(request: RedeemRequest, parameters: RedeemParameters): Promise<DoneWithoutFile | undefined>;
}
