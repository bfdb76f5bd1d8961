import { boundaryOf } from '../../http/multipart-boundary.ts';
import {
  createMultipartParser,
  type MultipartHandler,
  type MultipartParser,
} from '../../http/multipart-parser.ts';
import { createLineBreakRepair } from '../../http/multipart-repair.ts';
import type { PartHead } from '../../http/multipart-part-head.ts';
import { type BodyLimits, receiveBody } from '../../http/body.ts';
import { createFieldCollector, type FieldCollector } from '../../http/form-fields.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { FileIntake, Redeemed } from './file-intake.ts';
import type { RedeemRequest } from './redeem-request.ts';
import { abortSink, type FileSink, writeTo } from './sinks.ts';

/** Bounds of the text fields of a form, and of its pace. */
export interface FormLimits extends BodyLimits {
  readonly fieldBytes: number;
  readonly fields: number;
}

/**
 * Reads a multipart form with one file and any fields around it, in any order. Resolves with what became of the
 * file, or undefined when the form had none. The form counts only when it is whole (hazard 4).
 */
export async function receiveForm(
  request: RedeemRequest,
  intake: FileIntake,
  limits: FormLimits,
): Promise<Redeemed | undefined> {
  const form = new FormReader(request, intake, limits);
  const boundary = boundaryOf(request.raw.headers['content-type']);
  const parser = createMultipartParser({
    boundary,
    maxParts: limits.fields + 1,
    handler: form,
  });
  form.expectBytes = (length) => parser.expectBytes(length);
  try {
    const signal = AbortSignal.any([request.signal, form.stopped]);
    if (request.door.isLenient) {
      const repair = createLineBreakRepair(boundary);
      await receiveBody(request.raw, (bytes) => writeAll(parser, repair.pass(bytes)), { ...limits, signal });
      await writeAll(parser, repair.end());
    } else {
      await receiveBody(request.raw, (bytes) => parser.write(bytes), { ...limits, signal });
    }
    parser.end();
    return form.sink && (await intake.finish(request, form.sink));
  } catch (error) {
    await abortSink(form.sink);
    await intake.refused(request, form.filename, error);
    throw error;
  }
}

/** Gives pieces to a parser one after the other; a promise means: no more until it has settled. */
function writeAll(parser: MultipartParser, pieces: readonly Buffer[]): Promise<void> | undefined {
  for (const [index, piece] of pieces.entries()) {
    const wait = parser.write(piece);
    if (wait) return wait.then(() => writeAll(parser, pieces.slice(index + 1)));
  }
  return undefined;
}

/** Sorts the parts of one form: fields to the request's parameters, the file to its sink. */
class FormReader implements MultipartHandler {
  readonly #request: RedeemRequest;
  readonly #intake: FileIntake;
  readonly #collector: FieldCollector;
  readonly #stop = new AbortController();
  #isInField = false;
  #unnamed: PartHead | undefined;
  sink: FileSink | undefined;
  filename = '';
  /** Set by whoever owns the parser: the bytes of a chunk need not be searched for the next boundary. */
  expectBytes: (length: number) => void = () => {};

  constructor(request: RedeemRequest, intake: FileIntake, limits: FormLimits) {
    this.#request = request;
    this.#intake = intake;
    this.#collector = createFieldCollector({ maxBytes: limits.fieldBytes, maxFields: limits.fields });
  }

  /** Aborted when somebody else took over the bytes, or ended the upload. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** A file input that nobody filled is sent as a file without a name or bytes. */
  beginPart(head: PartHead): Promise<void> | undefined {
    if (head.filename === '') this.#unnamed = head;
    else if (head.filename !== undefined) return this.#beginFile(head.filename);
    else {
      this.#collector.begin(head.name);
      this.#isInField = true;
    }
    return undefined;
  }

  data(bytes: Buffer): Promise<void> | undefined {
    if (this.#isInField) {
      this.#collector.add(bytes);
      return undefined;
    }
    if (!this.#unnamed) return this.sink && writeTo(this.sink, bytes);
    this.#unnamed = undefined;
    return this.#beginUnnamed(bytes);
  }

  endPart(): undefined {
    if (this.#isInField) {
      this.#collector.finish();
      this.#request.pairs.push(...this.#collector.fields().slice(-1));
    }
    this.#isInField = false;
    this.#unnamed = undefined;
  }

  async #beginFile(filename: string): Promise<void> {
    if (this.sink) throw new UploadError('form_invalid', { reason: 'it has more than one file' });
    this.filename = filename;
    this.sink = await this.#intake.open(this.#request, { filename, length: undefined });
    if (this.sink.kind !== 'chunk') return;
    const { receiver, length } = this.sink;
    this.expectBytes(length);
    receiver.signal.addEventListener('abort', () => this.#stop.abort(receiver.signal.reason));
  }

  /** Bytes without a file name: too late to count them, so they go where a file of unknown length goes. */
  async #beginUnnamed(bytes: Buffer): Promise<void> {
    if (this.sink) throw new UploadError('form_invalid', { reason: 'it has more than one file' });
    this.sink = await this.#intake.open(this.#request, { filename: '', length: undefined });
    await writeTo(this.sink, bytes);
  }
}
