import { repeatableExtras } from '../../callbacks/extra-parameters.ts';
import type { FileRequest } from '../../uploads/admission.ts';
import type { Range } from '../../uploads/byte-ranges.ts';
import type { Teller } from '../../uploads/completion.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { FileDescription } from '../../uploads/file-description.ts';
import type { UploadRecord, UploadTokenRecord } from '../../uploads/records.ts';
import type { Spool } from '../../uploads/spools.ts';
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

/** A spool and the file that it is, or is a part of. */
interface BoundSpool {
  readonly token: UploadTokenRecord;
  readonly asked: FileRequest;
  readonly spool: Spool;
  /** Undefined when the file did not come in chunks. */
  readonly range: Range | undefined;
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
        // What comes with a grant is about the item, not for a callback.
        return token.purpose === 'grant' ? [] : repeatableExtras(parameters.fields.entries());
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
    const parameters = readRedeemParameters(request);
    const chunk = parameters.chunk && named(parameters.chunk, file.filename);
    const opened = await request.door.open(request, parameters, chunk?.file);
    const { token, maxBytes = Number.POSITIVE_INFINITY } = opened;
    if (!token) return this.#openSpool(Math.min(maxBytes, this.#limits.maxSizeBytes), file.filename);
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
    return this.#openChunk(request, token, parameters, chunk, length);
  }

  /** Tells the application of a plain file that was refused while it was read. The error is passed on by the caller. */
  async refused(request: RedeemRequest, filename: string, error: unknown): Promise<void> {
    if (!(error instanceof UploadError) || error.code !== 'file_too_large') return;
    const parameters = readRedeemParameters(request);
    if (!parameters.secret || parameters.chunk) return;
    const token = await request.door.find(request, parameters, undefined);
    if (!token) return;
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
    const { file } = chunk;
    if (upload.state === 'completed') return { kind: 'stored', token, file, upload };
    const reception = await this.#uploads.receive(token, upload, {
      range,
      digests,
      teller: this.#tellerOf(request, parameters, token),
      signal: request.signal,
    });
    if (reception.kind === 'stored') return { ...reception, token, file };
    return { kind: 'chunk', token, file, receiver: reception.receiver, length };
  }

  /** Binds what a sink has taken, now that the whole request is here. */
  async finish(request: RedeemRequest, sink: FileSink): Promise<Redeemed> {
    const parameters = readRedeemParameters(request);
    const isChunk = parameters.chunk !== undefined;
    if (sink.kind === 'spool') {
      await sink.spool.finish();
      return { ...(await this.#bindSpool(request, parameters, sink)), isChunk };
    }
    const { token, file } = sink;
    if (!(await request.door.confirms(request, parameters, token, file))) {
      throw new UploadError('parameter_invalid', {
        name: 'resumableIdentifier',
        reason: 'the fields of the form say something else than the URL; send the same parameters in both',
      });
    }
    return { token, upload: sink.kind === 'stored' ? sink.upload : await sink.receiver.commit(), isChunk };
  }

  async #bindSpool(
    request: RedeemRequest,
    parameters: RedeemParameters,
    { spool, filename }: FileSink & { kind: 'spool' },
  ): Promise<{ token: UploadTokenRecord; upload: UploadRecord }> {
    const chunk = parameters.chunk && named(parameters.chunk, filename);
    const file = chunk?.file ?? { identifier: '', filename, relativePath: '', size: spool.size };
    const range = chunk && chunkRange(chunk, chunk.currentChunkSize ?? spool.size, this.#limits);
    if (range && range[1] - range[0] !== spool.size)
      throw new UploadError('chunk_layout', { reason: 'its length is wrong' });
    const token = await request.door.admit(request, parameters, {
      file,
      spool,
      isChunk: range !== undefined,
    });
    const asked = this.#fileRequest(request, token, parameters, file);
    const upload = await this.#bindTo(request, parameters, { token, asked, spool, range });
    return { token, upload };
  }

  async #bindTo(
    request: RedeemRequest,
    parameters: RedeemParameters,
    { token, asked, spool, range }: BoundSpool,
  ): Promise<UploadRecord> {
    const digests = readDigests(request.raw.headers, parameters.fields);
    const how = { teller: this.#tellerOf(request, parameters, token), signal: request.signal, digests };
    if (!range || spool.size === asked.file.size) return this.#uploads.adopt(token, asked, spool, how);
    const upload = await this.#uploads.begin(token, asked, request.signal);
    if (upload.state === 'completed') return upload;
    return this.#uploads.adoptChunk(token, upload, spool, { ...how, range });
  }
}

/** Old clients name the file only in the form's file part. */
function named(chunk: ChunkParameters, partFilename: string): ChunkParameters {
  if (chunk.file.filename !== '' || partFilename === 'blob') return chunk;
  return { ...chunk, file: { ...chunk.file, filename: partFilename } };
}
