import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';

/** Adds `webhook unsubscribe`. */
export function addWebhookUnsubscribe(parent: Command): void {
  const command = parent
    .command('unsubscribe')
    .description('end a webhook, or all webhooks of an address')
    .argument('<id-or-url>', 'number of the webhook, as "webhook list" shows it, or an address');
  addApiOptions(command).action(async (which: string, options: ApiOptions) => {
    const { client, output } = openApi(options);
    const named = /^\d{1,15}$/.test(which) ? { webhook_id: Number(which) } : { target_url: which };
    await client.webhook.unsubscribe(named);
    output.result(() => `Unsubscribed: ${which}.`, { status: 'ok', ...named });
  });
}
