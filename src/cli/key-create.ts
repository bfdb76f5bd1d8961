import { type Command, Option } from 'commander';
import type { KeyCreateParameters } from '../client/generated/methods.ts';
import { addApiOptions, type ApiOptions, openApi } from './api-command.ts';

/** Adds `key create`: the secret goes to the standard output alone, so that a script can take it from there. */
export function addKeyCreate(parent: Command): void {
  const level = new Option('--level <level>', 'what the key may do')
    .choices(['read', 'write', 'admin', 'super'])
    .default('write');
  const command = parent
    .command('create')
    .description('make a key for the API and print it')
    .argument('<name>', 'what the key is for')
    .addOption(level);
  addApiOptions(command).action(
    async (name: string, options: ApiOptions & { readonly level: KeyCreateParameters['level'] }) => {
      const { client, output } = openApi(options);
      const key = await client.key.create({ name, level: options.level });
      output.result(() => key.key, key);
      output.note(`This key has the level "${key.level}". It is not shown again.`);
    },
  );
}
