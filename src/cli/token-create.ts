import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { byteSize, wholeNumber, wordList } from './option-values.ts';
import { addItemOptions, type ItemOptions, toItemParameters } from './token-options.ts';

interface Options extends ApiOptions, ItemOptions {
  readonly returnUrl?: string;
  readonly backgroundReturn?: boolean;
  readonly maxUploads?: number;
  readonly validMinutes?: number;
  readonly maxFileSize?: number;
  readonly allowedTypes?: readonly string[];
}

/** Adds `token create`: the secret goes to the standard output alone, so that a script can take it from there. */
export function addTokenCreate(parent: Command): void {
  const command = parent.command('create').description('make an upload token and print it');
  addItemOptions(command)
    .option('--max-uploads <number>', 'how many files the token takes', wholeNumber(1, 1000))
    .option('--valid-minutes <number>', 'how long a file may begin', wholeNumber(15, 1440))
    .option('--return-url <url>', 'where browsers are sent after the upload, or what is called')
    .option('--background-return', 'let the server call the return URL itself')
    .option('--max-file-size <size>', 'largest file, like 10GiB', byteSize)
    .option('--allowed-types <types>', 'families or MIME types, separated by commas; * is any', wordList);
  addApiOptions(command).action(async (options: Options) => {
    const { client, output } = openApi(options);
    const token = await client.photo.getUploadToken({
      ...toItemParameters(options),
      return_url: options.returnUrl,
      background_return_p: options.backgroundReturn,
      max_uploads: options.maxUploads,
      valid_minutes: options.validMinutes,
      max_file_size: options.maxFileSize,
      allowed_types: options.allowedTypes,
    });
    output.result(() => token.upload_token, token);
    const files = token.max_uploads === 1 ? 'one file' : `${token.max_uploads} files`;
    output.note(`Good for ${files}, to begin by ${humanTime(token.valid_until)}.`);
  });
}
