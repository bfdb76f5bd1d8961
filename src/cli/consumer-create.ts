import { type Command, Option } from 'commander';
import type { KeyCreateParameters } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';

interface CreateOptions extends ApiOptions {
  readonly level: KeyCreateParameters['level'];
  readonly privileged?: boolean;
  readonly pingbackUrl?: string;
}

/** Adds `consumer create`: keys and secrets go to the standard output alone, one a line. */
export function addConsumerCreate(parent: Command): void {
  const level = new Option('--level <level>', 'the most the application may ever do')
    .choices(['read', 'write', 'admin', 'super'])
    .default('write');
  const command = parent
    .command('create')
    .description('make an OAuth consumer and print its key and secret')
    .argument('<name>', 'what people see who are asked to let the application in')
    .addOption(level)
    .option('--privileged', 'also make an access token, so that the application needs nobody’s consent')
    .option('--pingback-url <url>', 'where the application wants to hear of changed items');
  addApiOptions(command).action(async (name: string, options: CreateOptions) => {
    const { client, output } = openApi(options);
    const consumer = await client.consumer.create({
      name,
      level: options.level,
      privileged_p: options.privileged,
      pingback_url: options.pingbackUrl,
    });
    const { consumer_key: key, consumer_secret: secret, oauth_token: token } = consumer;
    const lines = [`consumer_key=${key}`, `consumer_secret=${secret}`];
    if (token !== '') lines.push(`oauth_token=${token}`, `oauth_token_secret=${consumer.oauth_token_secret}`);
    output.result(() => lines.join('\n'), consumer);
    output.note(
      `The consumer ${consumer.consumer_id} has the level "${consumer.level}". The secrets are not shown again.`,
    );
  });
}
