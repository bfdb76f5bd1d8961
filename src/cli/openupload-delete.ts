import type { Command } from 'commander';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';
import { wholeNumber } from './option-values.ts';

/** Adds `openupload delete`. */
export function addOpenUploadDelete(parent: Command): void {
  const command = parent
    .command('delete')
    .description('end an open upload; what came through it stays')
    .argument('<id>', 'number of the open upload', wholeNumber(1, Number.MAX_SAFE_INTEGER));
  addApiOptions(command).action(async (id: number, options: ApiOptions) => {
    const { client, output } = openApi(options);
    await client.openupload.delete({ token_upload_id: id });
    output.result(() => `The open upload ${id} is deleted.`, { status: 'ok', token_upload_id: id });
  });
}
