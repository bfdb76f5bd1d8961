import type { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { addJsonOption } from './api-command.ts';
import { addConfigFlags, readConfigFlags } from './config-flags.ts';
import { createOutput } from './output.ts';

/** Adds `key recover`: works on the data folder itself, while the server is stopped. */
export function addKeyRecover(parent: Command): void {
  const command = parent
    .command('recover')
    .description('make a new key with the level super, on the data folder of a stopped server');
  addConfigFlags(addJsonOption(command)).action(async (options: { config?: string; json?: boolean }) => {
    const { config } = await loadConfig({
      file: options.config,
      env: process.env,
      flags: readConfigFlags(command),
      cwd: process.cwd(),
    });
    // The database is loaded by this command only: the others start faster, and run without it.
    const { recoverOwnerKey } = await import('../recovery.ts');
    const { id, secret, userId } = await recoverOwnerKey(config.dataDir);
    const output = createOutput(options.json ?? false);
    output.result(() => secret, { key: secret, key_id: id, level: 'super', user_id: userId });
    output.note(
      'This key has the level "super". It is not shown again. Revoke the lost one with "slipway key revoke".',
    );
  });
}
