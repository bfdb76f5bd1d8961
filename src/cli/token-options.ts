import type { Command } from 'commander';
import type { PhotoGetUploadTokenParameters } from '../client/generated/methods.ts';
import { idList } from './option-values.ts';

/** Options about the items that come of an upload. */
export interface ItemOptions {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: string;
  readonly album?: readonly number[];
  readonly publish: boolean;
}

/** Adds the options about the items that come of an upload. */
export function addItemOptions(command: Command): Command {
  return command
    .option('--title <text>', 'title of the items')
    .option('--description <text>', 'description of the items; simple HTML is kept')
    .option('--tags <tags>', 'tags, separated by commas')
    .option('--album <ids>', 'numbers of albums, separated by commas', idList)
    .option('--no-publish', 'keep the items unpublished');
}

/** The same as parameters of a token. */
export function toItemParameters(options: ItemOptions): PhotoGetUploadTokenParameters {
  const { title, description, tags, album, publish } = options;
  return { title, description, tags, album_id: album, publish };
}
