import type { Command } from 'commander';
import type { OpenuploadListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, openApi } from './api-command.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

const columns: ReadonlyArray<Column<OpenuploadListItem>> = [
  { heading: 'ID', isNumber: true, value: (page) => page.token_upload_id },
  { heading: 'TOKEN', value: (page) => page.token },
  { heading: 'PUBLIC', value: (page) => (page.public_p ? 'yes' : 'no') },
  { heading: 'ASKS FOR', value: asksFor },
  { heading: 'NAME', value: (page) => page.name },
];

/** Adds `openupload list`. */
export function addOpenUploadList(parent: Command): void {
  const command = parent
    .command('list')
    .description('list open uploads, newest first')
    .option('--limit <number>', 'most open uploads to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: ApiOptions & { readonly limit: number }) => {
    const { client, output } = openApi(options);
    const items = await collectItems<OpenuploadListItem>(options.limit, async (before, size) => {
      const page = await client.openupload.list({ p: 1 + before.length / size, size });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no open uploads.' : formatTable(columns, items)), {
      items,
    });
  });
}

function asksFor(page: OpenuploadListItem): string {
  const asked = [page.require_name_p ? 'name' : '', page.require_email_p ? 'mail' : ''];
  return asked.filter((word) => word !== '').join(', ') || 'nothing';
}
