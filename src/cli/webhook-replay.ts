import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { wholeNumber } from './option-values.ts';

/** Adds `webhook replay`. */
export function addWebhookReplay(parent: Command): void {
  const command = parent
    .command('replay')
    .description('send a message again')
    .argument(
      '<id>',
      'number of the message, as "webhook deliveries" shows it',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    );
  addApiOptions(command).action(async (id: number, options: ApiOptions) => {
    const { client, output } = openApi(options);
    await client.webhook.replay({ delivery_id: id });
    output.result(() => `The message ${id} is sent again.`, { status: 'ok', delivery_id: id });
  });
}
