import type { Command } from 'commander';
import type { PhotoListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, keyOf, openApi } from './api-command.ts';
import { humanBytes, humanTime } from './human.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

interface Options extends ApiOptions {
  readonly limit: number;
  readonly search?: string;
  readonly album?: number;
  readonly published?: boolean;
}

const columns: ReadonlyArray<Column<PhotoListItem>> = [
  { heading: 'ITEM', isNumber: true, value: (photo) => photo.photo_id },
  { heading: 'TYPE', value: (photo) => photo.source_content_type },
  { heading: 'SIZE', isNumber: true, value: (photo) => humanBytes(photo.source_size) },
  { heading: 'ADDED', value: (photo) => humanTime(photo.creation_date_epoch) },
  { heading: 'PUBLISHED', value: (photo) => (photo.published_p ? 'yes' : 'no') },
  { heading: 'TITLE', value: (photo) => photo.title || photo.original_filename },
];

/** Adds `archive list`. With a key, what is not published is listed too. */
export function addArchiveList(parent: Command): void {
  const command = parent
    .command('list')
    .description('list the items of the archive, newest first')
    .option('--search <text>', 'only items with this in the title, the description or the file name')
    .option('--album <id>', 'only items of this album', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--published', 'only what everybody may see')
    .option('--limit <number>', 'most items to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: Options) => {
    const { client, output } = openApi(options);
    const isUnpublishedWanted = keyOf(options) !== undefined && options.published !== true;
    const items = await collectItems<PhotoListItem>(options.limit, async (before, size) => {
      const page = await client.photo.list({
        search: options.search,
        album_id: options.album === undefined ? undefined : [options.album],
        include_unpublished_p: isUnpublishedWanted,
        orderby: 'created',
        p: before.length / size + 1,
        size,
      });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no items.' : formatTable(columns, items)), {
      items,
    });
  });
}
