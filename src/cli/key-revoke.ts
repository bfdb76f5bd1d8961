import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';

/** Adds `key revoke`. */
export function addKeyRevoke(parent: Command): void {
  const command = parent
    .command('revoke')
    .description('end a key for the API at once')
    .argument('<id>', 'id of the key, as "key list" shows it');
  addApiOptions(command).action(async (id: string, options: ApiOptions) => {
    const { client, output } = openApi(options);
    await client.key.revoke({ key_id: id });
    output.result(() => `The key ${id} is revoked.`, { status: 'ok', key_id: id });
  });
}
