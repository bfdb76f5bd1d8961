import { Command, CommanderError } from 'commander';
import { ClientError } from '../client/client-error.ts';
import { ConfigError } from '../config/config-error.ts';
import { version } from '../version.ts';
import { addArchiveList } from './archive-list.ts';
import { addConsumerCreate } from './consumer-create.ts';
import { addConsumerList } from './consumer-list.ts';
import { addConsumerRevoke } from './consumer-revoke.ts';
import { addDoctor } from './doctor.ts';
import { addEvents } from './events.ts';
import { addKeyCreate } from './key-create.ts';
import { addKeyList } from './key-list.ts';
import { addKeyRecover } from './key-recover.ts';
import { addKeyRevoke } from './key-revoke.ts';
import { addOpenUploadCreate } from './openupload-create.ts';
import { addOpenUploadDelete } from './openupload-delete.ts';
import { addOpenUploadList } from './openupload-list.ts';
import { createOutput } from './output.ts';
import { addServe } from './serve.ts';
import { addTokenCreate } from './token-create.ts';
import { addTokenList } from './token-list.ts';
import { addTokenRevoke } from './token-revoke.ts';
import { addUpload } from './upload.ts';
import { addUploads } from './uploads.ts';
import { addWebhookDeliveries } from './webhook-deliveries.ts';
import { addWebhookList } from './webhook-list.ts';
import { addWebhookReplay } from './webhook-replay.ts';
import { addWebhookSubscribe } from './webhook-subscribe.ts';
import { addWebhookUnsubscribe } from './webhook-unsubscribe.ts';

const WRONG_USE = 2;
const FAILED = 1;

/** The whole command line. `isJson`: mistakes in it are told as JSON too, by whoever runs it. */
export function buildProgram({ isJson }: { readonly isJson: boolean }): Command {
  const program = new Command('slipway')
    .description('Self-hosted server for direct-from-browser uploads, and its tools.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(isJson ? { outputError: () => {} } : {});
  addServe(program);
  addUpload(program);
  addUploads(program);
  addEvents(program);
  const token = program.command('token').description('upload tokens: create, list, revoke');
  addTokenCreate(token);
  addTokenList(token);
  addTokenRevoke(token);
  const openUpload = program.command('openupload').description('open uploads: create, list, delete');
  addOpenUploadCreate(openUpload);
  addOpenUploadList(openUpload);
  addOpenUploadDelete(openUpload);
  const archive = program.command('archive').description('items of the archive: list');
  addArchiveList(archive);
  const key = program.command('key').description('keys for the API: create, list, revoke, recover');
  addKeyCreate(key);
  addKeyList(key);
  addKeyRevoke(key);
  addKeyRecover(key);
  const consumer = program.command('consumer').description('OAuth consumers: create, list, revoke');
  addConsumerCreate(consumer);
  addConsumerList(consumer);
  addConsumerRevoke(consumer);
  const webhook = program
    .command('webhook')
    .description('webhooks: subscribe, list, unsubscribe, and what was sent to them');
  addWebhookSubscribe(webhook);
  addWebhookList(webhook);
  addWebhookDeliveries(webhook);
  addWebhookReplay(webhook);
  addWebhookUnsubscribe(webhook);
  addDoctor(program);
  return program;
}

/** Runs a command line and sets the exit code of the process: 0 done, 1 failed, 2 wrong use. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  const isJson = argv.includes('--json');
  try {
    await buildProgram({ isJson }).parseAsync(argv, { from: 'user' });
  } catch (error) {
    process.exitCode = tell(error, isJson);
  }
}

function tell(error: unknown, isJson: boolean): number {
  const output = createOutput(isJson);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // For people, commander has written it.
    if (isJson) output.failure({ code: 'wrong_use', message: error.message });
    return WRONG_USE;
  }
  output.failure({ code: codeOf(error), message: messageOf(error) });
  return FAILED;
}

function codeOf(error: unknown): string {
  if (error instanceof ClientError) return error.code;
  return error instanceof ConfigError ? 'wrong_configuration' : 'failed';
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Trouble of the system is named by its message; a defect of the program needs its place.
  const isDefect =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return isDefect ? (error.stack ?? error.message) : error.message;
}
