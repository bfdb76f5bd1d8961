import type { Command } from 'commander';
import type { WebhookSubscribeResult } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { wordList } from './option-values.ts';

interface Options extends ApiOptions {
  readonly events: readonly string[];
  readonly secret?: string;
}

/**
 * Adds `webhook subscribe`: the secret goes to the standard output alone, so that a script can take it from there.
 * Several events of one command share it.
 */
export function addWebhookSubscribe(parent: Command): void {
  const command = parent
    .command('subscribe')
    .description('have an address called when something happens, and print the secret of the calls')
    .argument('<url>', 'where to send it')
    .option('--events <names>', 'what to send, separated by commas; * is everything', wordList, ['*'])
    .option('--secret <secret>', 'secret of another webhook of the address, to share it');
  addApiOptions(command).action(async (targetUrl: string, options: Options) => {
    const { client, output } = openApi(options);
    const items: WebhookSubscribeResult[] = [];
    let { secret } = options;
    for (const event of options.events) {
      const webhook = await client.webhook.subscribe({ target_url: targetUrl, event, secret });
      items.push(webhook);
      if (webhook.secret !== '') ({ secret } = webhook);
    }
    const secrets = [...new Set(items.map((item) => item.secret).filter((made) => made !== ''))];
    output.result(() => secrets.join('\n'), { items });
    const numbers = items.map((item) => item.webhook_id).join(', ');
    const about = secrets.length === 0 ? 'There is no new secret.' : 'The secret is not shown again.';
    output.note(`Subscribed as ${numbers}. ${about}`);
  });
}
