import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { ClientError, localError } from '../client/client-error.ts';
import { isPassingStatus } from '../client/retry.ts';
import { identifierOf, uploadFile } from '../client/upload-file.ts';
import { addApiOptions, type ApiOptions, keyOf, openApi } from './api-command.ts';
import { byteSize, durationSeconds, wholeNumber } from './option-values.ts';
import type { Output } from './output.ts';
import { INTERRUPTED, onStopSignal } from './stop-signals.ts';
import { addItemOptions, type ItemOptions, toItemParameters } from './token-options.ts';
import { createUploadView, type NamedFile } from './upload-view.ts';

interface Options extends ApiOptions, ItemOptions {
  readonly token?: string;
  readonly chunkSize: number;
  readonly concurrency: number;
  readonly retryFor: number;
}

interface PreparedFile extends NamedFile {
  readonly identifier: string;
}

/** A token takes no more files than this. */
const MOST_FILES = 1000;
/** A day: the last of many files may begin late. */
const VALID_MINUTES = 1440;

/** Adds `upload`. */
export function addUpload(parent: Command): void {
  const command = parent
    .command('upload')
    .description('upload files, one after another; an interrupted upload goes on where it stopped')
    .argument('<file...>', 'files to upload')
    .option('--token <token>', 'upload token to use; without one, the key makes one');
  addItemOptions(command)
    .addOption(
      new Option('--chunk-size <size>', 'size of the pieces')
        .argParser(byteSize)
        .default(8 * 2 ** 20, '8MiB'),
    )
    .option('--concurrency <number>', 'pieces that are sent at the same time', wholeNumber(1, 32), 4)
    .addOption(
      new Option('--retry-for <duration>', 'give up when nothing has succeeded for this long')
        .argParser(durationSeconds)
        .default(600, '10m'),
    );
  addApiOptions(command).action(async (paths: string[], options: Options) => {
    if (paths.length > MOST_FILES)
      command.error(`error: at most ${MOST_FILES} files can be uploaded at once`);
    if (options.token === undefined && keyOf(options) === undefined) {
      command.error(
        'error: an upload needs --token TOKEN, or a key (--key or SLIPWAY_KEY) to make a token with',
      );
    }
    await uploadAll(await prepareFiles(paths), options);
  });
}

async function uploadAll(files: readonly PreparedFile[], options: Options): Promise<void> {
  const { client, output } = openApi(options);
  const madeToken = options.token === undefined;
  const token =
    options.token ??
    (
      await client.photo.getUploadToken({
        ...toItemParameters(options),
        max_uploads: files.length,
        valid_minutes: VALID_MINUTES,
      })
    ).upload_token;
  const stop = new AbortController();
  const unlisten = onStopSignal(() => stop.abort(localError('interrupted', 'The upload was interrupted.')));
  const failures: ClientError[] = [];
  for (const file of files) {
    if (stop.signal.aborted) break;
    const failure = await uploadOne(file, token, stop.signal, options, output);
    if (failure) failures.push(failure);
  }
  unlisten();
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else if (failures.length > 0) process.exitCode = 1;
  if (madeToken && failures.some(isWorthRepeating)) {
    output.note(`To go on where it stopped, run the same command with: --token ${token}`);
  }
}

function isWorthRepeating({ status, code }: ClientError): boolean {
  return isPassingStatus(status) || ['interrupted', 'unreachable', 'timed_out'].includes(code);
}

/** Resolves with the failure, which the view has told, or with nothing. */
async function uploadOne(
  file: PreparedFile,
  token: string,
  signal: AbortSignal,
  options: Options,
  output: Output,
): Promise<ClientError | undefined> {
  output.event({ event: 'started', file: file.path, size: file.size, upload_token: token });
  const view = createUploadView(file, output);
  try {
    const result = await uploadFile({
      url: options.url,
      token,
      file: file.path,
      identifier: file.identifier,
      chunkBytes: options.chunkSize,
      concurrency: options.concurrency,
      retryForMs: options.retryFor * 1000,
      signal,
      onProgress: (progress) => view.progress(progress),
      onRetry: (retry) => view.retry(retry),
    });
    view.completed(result);
    return undefined;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    view.failed(error);
    return error;
  }
}

/**
 * Looks at all files before anything is sent. Two of them that would have the same identifier get different ones, and
 * the same ones again when the command is repeated.
 */
async function prepareFiles(paths: readonly string[]): Promise<PreparedFile[]> {
  const counts = new Map<string, number>();
  const files: PreparedFile[] = [];
  for (const path of paths) {
    const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
      throw localError('file_unusable', `${path} cannot be uploaded: ${reason}.`, error);
    });
    if (!stats.isFile())
      throw localError('file_unusable', `${path} cannot be uploaded: it is no ordinary file.`);
    const name = basename(path);
    const identifier = identifierOf({ size: stats.size, modifiedAt: Math.floor(stats.mtimeMs), name });
    const count = (counts.get(identifier) ?? 0) + 1;
    counts.set(identifier, count);
    files.push({
      path,
      name,
      size: stats.size,
      identifier: count === 1 ? identifier : `${identifier}-${count}`,
    });
  }
  return files;
}
