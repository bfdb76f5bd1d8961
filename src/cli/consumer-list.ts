import type { Command } from 'commander';
import type { ConsumerListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

const columns: ReadonlyArray<Column<ConsumerListItem>> = [
  { heading: 'ID', value: (consumer) => consumer.consumer_id, isNumber: true },
  { heading: 'KEY', value: (consumer) => consumer.consumer_key },
  { heading: 'LEVEL', value: (consumer) => consumer.level },
  { heading: 'STATE', value: (consumer) => (consumer.revoked_p ? 'revoked' : 'valid') },
  { heading: 'MADE', value: (consumer) => humanTime(consumer.creation_date_epoch) },
  { heading: 'NAME', value: (consumer) => consumer.name },
];

/** Adds `consumer list`. */
export function addConsumerList(parent: Command): void {
  const command = parent
    .command('list')
    .description('list OAuth consumers, newest first')
    .option('--limit <number>', 'most consumers to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: ApiOptions & { readonly limit: number }) => {
    const { client, output } = openApi(options);
    const items = await collectItems<ConsumerListItem>(options.limit, async (before, size) => {
      const page = await client.consumer.list({ before: before.at(-1)?.consumer_id, size });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no consumers.' : formatTable(columns, items)), {
      items,
    });
  });
}
