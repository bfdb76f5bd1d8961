import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { byteSize, idList, wordList } from './option-values.ts';

interface Options extends ApiOptions {
  readonly publish: boolean;
  readonly public?: boolean;
  readonly changeAlbum?: boolean;
  readonly changeTags?: boolean;
  readonly changePublish?: boolean;
  readonly requireName?: boolean;
  readonly requireEmail?: boolean;
  readonly terms?: string;
  readonly album?: readonly number[];
  readonly tags?: string;
  readonly maxFileSize?: number;
  readonly allowedTypes?: readonly string[];
}

/** Adds `openupload create`: number and token go to the standard output, so that a script can take them from there. */
export function addOpenUploadCreate(parent: Command): void {
  const command = parent
    .command('create')
    .description('make an open upload, through which people send files without a key')
    .argument('<name>', 'what uploaders see')
    .option('--public', 'let everybody find it, with its token')
    .option('--no-publish', 'keep what is sent unpublished')
    .option('--change-album', 'let uploaders choose albums')
    .option('--change-tags', 'let uploaders choose tags')
    .option('--change-publish', 'let uploaders publish and unpublish what they sent')
    .option('--require-name', 'ask uploaders for their name')
    .option('--require-email', 'ask uploaders for their mail address')
    .option('--terms <text>', 'what uploaders agree to')
    .option('--album <ids>', 'numbers of albums for the items, separated by commas', idList)
    .option('--tags <tags>', 'tags for the items, separated by commas')
    .option('--max-file-size <size>', 'largest file, like 10GiB', byteSize)
    .option('--allowed-types <types>', 'families or MIME types, separated by commas; * is any', wordList);
  addApiOptions(command).action(async (name: string, options: Options) => {
    const { client, output } = openApi(options);
    const made = await client.openupload.create({
      name,
      public_p: options.public,
      default_publish_p: options.publish,
      change_album_p: options.changeAlbum,
      change_tags_p: options.changeTags,
      change_publish_p: options.changePublish,
      require_name_p: options.requireName,
      require_email_p: options.requireEmail,
      terms: options.terms,
      album_id: options.album,
      tags: options.tags,
      max_file_size: options.maxFileSize,
      allowed_types: options.allowedTypes,
    });
    output.result(() => `${made.token_upload_id} ${made.token}`, made);
    output.note('Uploaders send these two as "token_upload_id" and "token".');
  });
}
