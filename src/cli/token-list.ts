import type { Command } from 'commander';
import type { UploadTokenListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

const columns: ReadonlyArray<Column<UploadTokenListItem>> = [
  { heading: 'ID', value: (token) => token.upload_token_id },
  { heading: 'ENDS IN', value: (token) => `…${token.upload_token_hint}` },
  { heading: 'FILES', value: (token) => `${token.completed_uploads} of ${token.max_uploads}` },
  { heading: 'STATE', value: stateOf },
  { heading: 'VALID UNTIL', value: (token) => humanTime(token.valid_until) },
  { heading: 'TITLE', value: (token) => token.title },
];

/** Adds `token list`. */
export function addTokenList(parent: Command): void {
  const command = parent
    .command('list')
    .description('list upload tokens, newest first')
    .option('--limit <number>', 'most tokens to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: ApiOptions & { readonly limit: number }) => {
    const { client, output } = openApi(options);
    const items = await collectItems<UploadTokenListItem>(options.limit, async (before, size) => {
      const page = await client.uploadToken.list({ before: before.at(-1)?.upload_token_id, size });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no upload tokens.' : formatTable(columns, items)), {
      items,
    });
  });
}

function stateOf(token: UploadTokenListItem): string {
  if (token.revoked_p) return 'revoked';
  if (token.completed_uploads >= token.max_uploads) return 'used';
  return token.valid_until * 1000 <= Date.now() ? 'expired' : 'valid';
}
