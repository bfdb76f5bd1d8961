import type { Command } from 'commander';
import type { KeyListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { type Column, formatTable } from './table.ts';

const columns: ReadonlyArray<Column<KeyListItem>> = [
  { heading: 'ID', value: (key) => key.key_id },
  { heading: 'ENDS IN', value: (key) => `…${key.key_hint}` },
  { heading: 'LEVEL', value: (key) => key.level },
  { heading: 'STATE', value: (key) => (key.revoked_p ? 'revoked' : 'valid') },
  { heading: 'MADE', value: (key) => humanTime(key.creation_date_epoch) },
  { heading: 'NAME', value: (key) => key.name },
];

/** Adds `key list`. */
export function addKeyList(parent: Command): void {
  const command = parent.command('list').description('list the keys for the API');
  addApiOptions(command).action(async (options: ApiOptions) => {
    const { client, output } = openApi(options);
    const { items } = await client.key.list();
    output.result(() => (items.length === 0 ? 'There are no keys.' : formatTable(columns, items)), { items });
  });
}
