import type { Command } from 'commander';
import type { WebhookListItem } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { type Column, formatTable } from './table.ts';

const columns: ReadonlyArray<Column<WebhookListItem>> = [
  { heading: 'ID', isNumber: true, value: (webhook) => webhook.webhook_id },
  { heading: 'EVENT', value: (webhook) => webhook.event },
  { heading: 'STATE', value: stateOf },
  { heading: 'FAILING SINCE', value: (webhook) => humanTime(webhook.failing_since_epoch) },
  { heading: 'TARGET', value: (webhook) => webhook.target_url },
];

/** Adds `webhook list`. */
export function addWebhookList(parent: Command): void {
  const command = parent.command('list').description('list the webhooks');
  addApiOptions(command).action(async (options: ApiOptions) => {
    const { client, output } = openApi(options);
    const { items } = await client.webhook.list();
    output.result(() => (items.length === 0 ? 'There are no webhooks.' : formatTable(columns, items)), {
      items,
    });
  });
}

function stateOf({ state, state_reason: reason }: WebhookListItem): string {
  return reason === '' ? state : `${state} (${reason})`;
}
