import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { wholeNumber } from './option-values.ts';

/** Adds `consumer revoke`. */
export function addConsumerRevoke(parent: Command): void {
  const command = parent
    .command('revoke')
    .description('end an OAuth consumer and all its access tokens at once')
    .argument(
      '<id>',
      'number of the consumer, as "consumer list" shows it',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    );
  addApiOptions(command).action(async (id: number, options: ApiOptions) => {
    const { client, output } = openApi(options);
    await client.consumer.revoke({ consumer_id: id });
    output.result(() => `The consumer ${id} is revoked.`, { status: 'ok', consumer_id: id });
  });
}
