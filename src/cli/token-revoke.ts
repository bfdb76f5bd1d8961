import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';

/** Adds `token revoke`. */
export function addTokenRevoke(parent: Command): void {
  const command = parent
    .command('revoke')
    .description('withdraw an upload token; nothing more is completed with it')
    .argument('<id>', 'id of the token, as "token list" shows it');
  addApiOptions(command).action(async (id: string, options: ApiOptions) => {
    const { client, output } = openApi(options);
    await client.uploadToken.revoke({ upload_token_id: id });
    output.result(() => `The upload token ${id} is revoked.`, { status: 'ok', upload_token_id: id });
  });
}
