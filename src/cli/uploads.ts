import { type Command, Option } from 'commander';
import type { UploadListItem, UploadListParameters } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, collectItems, openApi } from './api-command.ts';
import { humanBytes, humanTime } from './human.ts';
import { wholeNumber } from './option-values.ts';
import { type Column, formatTable } from './table.ts';

interface Options extends ApiOptions {
  readonly state?: UploadListParameters['state'];
  readonly limit: number;
}

const columns: ReadonlyArray<Column<UploadListItem>> = [
  { heading: 'ID', value: (upload) => upload.upload_id },
  { heading: 'STATE', value: (upload) => upload.state },
  { heading: 'RECEIVED', isNumber: true, value: percentReceived },
  { heading: 'SIZE', isNumber: true, value: (upload) => humanBytes(upload.size) },
  { heading: 'SPEED', isNumber: true, value: speedOf },
  { heading: 'LAST ACTIVITY', value: (upload) => humanTime(upload.last_activity_epoch) },
  { heading: 'ITEM', isNumber: true, value: (upload) => upload.photo_id },
  { heading: 'FILE', value: (upload) => upload.filename },
  { heading: 'TOKEN', value: (upload) => upload.token_title || upload.token_hint },
  { heading: '', value: (upload) => (upload.stuck_p ? 'stuck' : upload.error_message) },
];

/** Adds `uploads`. */
export function addUploads(parent: Command): void {
  const state = new Option('--state <state>', 'only uploads in this state').choices([
    'receiving',
    'completed',
    'cancelled',
    'expired',
    'failed',
  ]);
  const command = parent
    .command('uploads')
    .description('list uploads, in progress and ended, newest first')
    .addOption(state)
    .option('--limit <number>', 'most uploads to list', wholeNumber(1, 100_000), 20);
  addApiOptions(command).action(async (options: Options) => {
    const { client, output } = openApi(options);
    const items = await collectItems<UploadListItem>(options.limit, async (before, size) => {
      const page = await client.upload.list({ state: options.state, before: before.at(-1)?.upload_id, size });
      return page.items;
    });
    output.result(() => (items.length === 0 ? 'There are no uploads.' : formatTable(columns, items)), {
      items,
    });
  });
}

function speedOf({ state, bytes_per_second: speed }: UploadListItem): string {
  return state === 'receiving' && speed > 0 ? `${humanBytes(speed)}/s` : '';
}

/** Rounded down: 100 % is only said of a whole file. */
function percentReceived({ received, size, state }: UploadListItem): string {
  const share = state === 'completed' || size === 0 ? 1 : received / size;
  return `${Math.floor(share * 100)} %`;
}
