import { repeatableExtras } from '../../callbacks/extra-parameters.ts';
import type { FileRequest } from '../../uploads/admission.ts';
import type { Teller } from '../../uploads/completion.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { FileDescription } from '../../uploads/file-description.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { UploadService } from '../../uploads/upload-service.ts';
import { type ChunkLimits, chunkRange } from '../resumable/chunk-layout.ts';
import type { ChunkParameters } from '../resumable/chunk-parameters.ts';
import { readDigests } from './digests.ts';
import { type RedeemParameters, type RedeemRequest, readRedeemParameters } from './redeem-request.ts';
import type { FileSink } from './sinks.ts';

/** What a redeemed file became, and whether its request was one of many (a chunk) or the only one. */
export interface Redeemed {
  readonly token: UploadTokenRecord;
  readonly upload: UploadRecord;
  readonly isChunk: boolean;
}

/** What FileIntake works with. */
export interface FileIntakeOptions {
  readonly uploads: UploadService;
  readonly limits: ChunkLimits & { readonly maxSizeBytes: number };
  readonly seal: (text: string) => string;
  readonly domainOf: (request: RedeemRequest) => string;
  readonly tellerOf: (
    request: RedeemRequest,
    parameters: RedeemParameters,
    token: UploadTokenRecord,
  ) => Teller;
}

/** Decides where the file of a request goes, as soon as enough is known, and binds it to its upload in the end. */
export class FileIntake {
  readonly #uploads: FileIntakeOptions['uploads'];
  readonly #limits: FileIntakeOptions['limits'];
  readonly #seal: FileIntakeOptions['seal'];
  readonly #domainOf: FileIntakeOptions['domainOf'];
  readonly #tellerOf: FileIntakeOptions['tellerOf'];

  constructor(options: FileIntakeOptions) {
    this.#uploads = options.uploads;
    this.#limits = options.limits;
    this.#seal = options.seal;
    this.#domainOf = options.domainOf;
    this.#tellerOf = options.tellerOf;
  }

  #fileRequest(
    request: RedeemRequest,
    token: UploadTokenRecord,
    parameters: RedeemParameters,
    file: FileDescription,
  ): FileRequest {
    const wantsCallback = token.returnUrl !== '';
    const domain = () => this.#domainOf(request);
    const sealedToken = () => this.#seal(parameters.secret ?? '');
    // Only the first request of a file needs these two.
    return {
      file,
      get extras() {
        return repeatableExtras(parameters.fields.entries());
      },
      get returnContext() {
        return wantsCallback ? { domain: domain(), sealedToken: sealedToken() } : null;
      },
    };
  }

  /**
   * Opens the sink for a file whose first byte comes next. `length` is that of the file in this request, when known.
   * Everything that the parameters so far allow to check is checked before a byte is read.
   */
  async open(
    request: RedeemRequest,
    file: { readonly filename: string; readonly length: number | undefined },
  ): Promise<FileSink> {
    const parameters = readRedeemParameters(request.pairs);
    const { chunk, secret } = parameters;
    if (!secret) return this.#openSpool(this.#limits.maxSizeBytes, file.filename);
    const token = await this.#uploads.authorise(secret);
    if (!chunk) {
      const maxBytes = await this.#uploads.checkPlain(token, file);
      return this.#openSpool(maxBytes, file.filename);
    }
    const length = chunk.currentChunkSize ?? file.length;
    if (length === undefined) return this.#openSpool(this.#limits.maxSizeBytes, file.filename);
    if (file.length !== undefined && file.length !== length) {
      throw new UploadError('chunk_layout', {
        reason: `it has ${file.length} bytes and says it has ${length}`,
      });
    }
    return this.#openChunk(request, token, parameters, named(chunk, file.filename), length);
  }

  /** Tells the application of a plain file that was refused while it was read. The error is passed on by the caller. */
  async refused(request: RedeemRequest, filename: string, error: unknown): Promise<void> {
    if (!(error instanceof UploadError) || error.code !== 'file_too_large') return;
    const parameters = readRedeemParameters(request.pairs);
    if (!parameters.secret || parameters.chunk) return;
    const token = await this.#uploads.authorise(parameters.secret);
    const file = { identifier: '', filename, relativePath: '', size: Number(error.details.size) };
    const teller = this.#tellerOf(request, parameters, token);
    await this.#uploads.refuse(token, this.#fileRequest(request, token, parameters, file), error, teller);
  }

  async #openSpool(maxBytes: number, filename: string): Promise<FileSink> {
    return { kind: 'spool', spool: await this.#uploads.openSpool(maxBytes), filename };
  }

  async #openChunk(
    request: RedeemRequest,
    token: UploadTokenRecord,
    parameters: RedeemParameters,
    chunk: ChunkParameters,
    length: number,
  ): Promise<FileSink> {
    const range = chunkRange(chunk, length, this.#limits);
    const digests = readDigests(request.raw.headers, parameters.fields);
    const upload = await this.#uploads.begin(
      token,
      this.#fileRequest(request, token, parameters, chunk.file),
      request.signal,
    );
    if (upload.state === 'completed') return { kind: 'stored', upload };
    const reception = await this.#uploads.receive(token, upload, {
      range,
      digests,
      teller: this.#tellerOf(request, parameters, token),
      signal: request.signal,
    });
    return reception.kind === 'stored' ? reception : { kind: 'chunk', receiver: reception.receiver, length };
  }

  /** Binds what a sink has taken, now that the whole request is here. */
  async finish(request: RedeemRequest, sink: FileSink): Promise<Redeemed> {
    const parameters = readRedeemParameters(request.pairs);
    const token = await this.#uploads.authorise(parameters.secret);
    const isChunk = parameters.chunk !== undefined;
    if (sink.kind === 'stored') return { token, upload: sink.upload, isChunk };
    if (sink.kind === 'chunk') return { token, upload: await sink.receiver.commit(), isChunk };
    await sink.spool.finish();
    const upload = await this.#bindSpool(request, token, parameters, sink);
    return { token, upload, isChunk };
  }

  async #bindSpool(
    request: RedeemRequest,
    token: UploadTokenRecord,
    parameters: RedeemParameters,
    { spool, filename }: FileSink & { kind: 'spool' },
  ): Promise<UploadRecord> {
    const digests = readDigests(request.raw.headers, parameters.fields);
    const how = { teller: this.#tellerOf(request, parameters, token), signal: request.signal, digests };
    const chunk = parameters.chunk && named(parameters.chunk, filename);
    if (!chunk) {
      const file = { identifier: '', filename, relativePath: '', size: spool.size };
      return this.#uploads.adopt(token, this.#fileRequest(request, token, parameters, file), spool, how);
    }
    const range = chunkRange(chunk, chunk.currentChunkSize ?? spool.size, this.#limits);
    if (range[1] - range[0] !== spool.size)
      throw new UploadError('chunk_layout', { reason: 'its length is wrong' });
    const file = this.#fileRequest(request, token, parameters, chunk.file);
    if (spool.size === chunk.file.size) return this.#uploads.adopt(token, file, spool, how);
    const upload = await this.#uploads.begin(token, file, request.signal);
    if (upload.state === 'completed') return upload;
    return this.#uploads.adoptChunk(token, upload, spool, { ...how, range });
  }
}

/** Old clients name the file only in the form's file part. */
function named(chunk: ChunkParameters, partFilename: string): ChunkParameters {
  if (chunk.file.filename !== '' || partFilename === 'blob') return chunk;
  return { ...chunk, file: { ...chunk.file, filename: partFilename } };
}
