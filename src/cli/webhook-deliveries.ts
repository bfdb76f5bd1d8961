import { type Command, Option } from 'commander';
import type { WebhookDeliveriesItem, WebhookDeliveriesParameters } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, openApi } from './api-command.ts';
import { humanTime } from './human.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

interface Options extends ApiOptions {
  readonly webhook?: number;
  readonly state?: WebhookDeliveriesParameters['state'];
  readonly limit: number;
}

const columns: ReadonlyArray<Column<WebhookDeliveriesItem>> = [
  { heading: 'ID', isNumber: true, value: (message) => message.delivery_id },
  { heading: 'WEBHOOK', isNumber: true, value: (message) => message.webhook_id },
  { heading: 'EVENT', value: (message) => message.event },
  { heading: 'ITEM', isNumber: true, value: (message) => message.photo_id },
  { heading: 'STATE', value: (message) => message.state },
  { heading: 'TRIES', isNumber: true, value: (message) => message.number_of_attempts },
  { heading: 'LAST ANSWER', value: lastAnswer },
  { heading: 'NEXT TRY', value: (message) => humanTime(message.next_attempt_epoch) },
  { heading: 'MADE', value: (message) => humanTime(message.creation_date_epoch) },
];

/** Adds `webhook deliveries`. */
export function addWebhookDeliveries(parent: Command): void {
  const state = new Option('--state <state>', 'only messages in this state').choices([
    'pending',
    'held',
    'delivered',
    'failed',
  ]);
  const command = parent
    .command('deliveries')
    .description('list what was sent to webhooks, or is owed to them, newest first')
    .option('--webhook <id>', 'only messages of this webhook', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(state)
    .option('--limit <number>', 'most messages to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: Options) => {
    const { client, output } = openApi(options);
    const items = await collectItems<WebhookDeliveriesItem>(options.limit, async (before, size) => {
      const last = before.at(-1)?.delivery_id;
      const page = await client.webhook.deliveries({
        webhook_id: options.webhook,
        state: options.state,
        before: last,
        size,
      });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no messages.' : formatTable(columns, items)), {
      items,
    });
  });
}

/** The status, or the word that says why there was none. */
function lastAnswer({ attempts }: WebhookDeliveriesItem): string {
  const last = attempts.at(-1);
  if (!last) return '';
  return last.error === '' ? String(last.status) : (last.error.split(':', 1)[0] ?? '');
}
