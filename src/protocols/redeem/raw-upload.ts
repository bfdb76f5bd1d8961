import { type BodyLimits, receiveBody } from '../../http/body.ts';
import { parseContentDisposition } from '../../http/content-disposition.ts';
import { UploadError } from '../../uploads/errors.ts';
import type { FileIntake, Redeemed } from './file-intake.ts';
import { type RedeemRequest, readRedeemParameters } from './redeem-request.ts';
import { abortSink, type FileSink, writeTo } from './sinks.ts';

/**
 * Reads a body that is the bytes of a chunk (`method: 'octet'`) or of a whole file, with its parameters in the URL.
 */
export async function receiveRaw(
  request: RedeemRequest,
  intake: FileIntake,
  limits: BodyLimits,
): Promise<Redeemed> {
  const { raw } = request;
  const { chunk, fields, secret } = readRedeemParameters(request);
  if (request.door.needsSecret && !secret) throw new UploadError('token_missing');
  const length = declaredLength(raw.headers['content-length']);
  if (length === 0 && !chunk) throw new UploadError('file_missing');
  const filename =
    chunk?.file.filename ?? fields.get('filename') ?? dispositionName(raw.headers['content-disposition']);
  let sink: FileSink | undefined;
  try {
    const opened = await intake.open(request, { filename, length });
    sink = opened;
    const stop = opened.kind === 'chunk' ? [opened.receiver.signal] : [];
    await receiveBody(raw, (bytes) => writeTo(opened, bytes), {
      ...limits,
      signal: AbortSignal.any([request.signal, ...stop]),
    });
    return await intake.finish(request, opened);
  } catch (error) {
    await abortSink(sink);
    await intake.refused(request, filename, error);
    throw error;
  }
}

function declaredLength(header: string | undefined): number | undefined {
  return header === undefined ? undefined : Number(header);
}

function dispositionName(header: string | undefined): string {
  return (header === undefined ? undefined : parseContentDisposition(header).filename) ?? '';
}
