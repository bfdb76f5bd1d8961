import { flushCompileCache } from 'node:module';
import closeWithGrace from 'close-with-grace';
import type { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/schema.ts';
import { addJsonOption } from './api-command.ts';
import { addConfigFlags, readConfigFlags } from './config-flags.ts';
import { createOutput, type Output } from './output.ts';
import { onStopSignal } from './stop-signals.ts';

/** Time beyond that of the running requests for closing files and the database. */
const CLOSING_MS = 5000;

/** Adds `serve`. */
export function addServe(parent: Command): void {
  const command = parent.command('serve').description('run the server');
  addConfigFlags(addJsonOption(command)).action(async (options: { config?: string; json?: boolean }) => {
    const flags = readConfigFlags(command);
    const { config } = await loadConfig({
      file: options.config,
      env: process.env,
      flags,
      cwd: process.cwd(),
    });
    await serve(config, createOutput(options.json ?? false));
  });
}

async function serve(config: Config, output: Output): Promise<void> {
  // The server with its database is loaded by this command only: the others start faster, and run without it.
  const { startSlipway } = await import('../app.ts');
  const slipway = await startSlipway(config).catch((error: unknown) => {
    throw explainStart(error, config);
  });
  const grace = closeWithGrace(
    {
      delay: config.limits.shutdownSeconds * 1000 + CLOSING_MS,
      // Signals are ours: this package takes the Ctrl-C that npm repeats for a second one and exits at once.
      skip: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'],
      logger: false,
      onTimeout: () => output.note('The server did not stop in time and is ended.'),
    },
    async ({ err }) => {
      if (err) output.failure({ code: 'internal_error', message: err.stack ?? String(err) });
      await slipway.stop();
    },
  );
  const hasTls = config.tls.cert !== undefined;
  onStopSignal(
    (signal) => {
      output.note(
        `Stopping (${signal}): running requests may end, for up to ${config.limits.shutdownSeconds} s…`,
      );
      grace.close();
    },
    hasTls ? { except: 'SIGHUP' } : {},
  );
  if (hasTls) process.on('SIGHUP', () => void reloadTls(slipway, output));
  announce(slipway, config, output);
  // What was compiled so far is kept for the next start, where a cache is set (NODE_COMPILE_CACHE).
  flushCompileCache();
}

/** For whoever renews the certificate; a renewal that went wrong must not end the server. */
async function reloadTls(slipway: { reloadTls(): Promise<void> }, output: Output): Promise<void> {
  try {
    await slipway.reloadTls();
    output.note('The certificate was read again (SIGHUP).');
  } catch (error) {
    output.note(`The certificate is kept as it was: ${(error as Error).message}`);
  }
}

function announce(
  slipway: { readonly url: string; readonly ownerKey?: string },
  config: Config,
  output: Output,
): void {
  const { url } = slipway;
  // A key that the configuration gives is known already, and belongs in no log.
  const newKey = config.ownerKey === undefined ? slipway.ownerKey : undefined;
  output.event({ event: 'started', url, ...(newKey === undefined ? {} : { owner_key: newKey }) });
  const lines = [
    '',
    `  Slipway is running: ${config.publicUrl ?? url}`,
    ...(config.publicUrl === undefined ? [] : [`  It listens at:      ${url}`]),
    `  Everything is in:   ${config.dataDir}`,
  ];
  if (newKey !== undefined) {
    lines.push(
      '',
      `  Owner key:          ${newKey}`,
      '  It allows everything and is shown only now. Keep it in a safe place.',
    );
  }
  output.note([...lines, '', '  Stop it with Ctrl-C.', ''].join('\n'));
}

/** Start errors that people meet, in their words; others as they are. */
function explainStart(error: unknown, { host, port }: Config): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const explanations: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use by another program. Stop that one, or choose another port with --port (0 takes any free one).`,
    EACCES: `This user may not listen on port ${port}. Choose a port from 1024 on with --port.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Choose another one with --host.`,
    ENOTFOUND: `${host} is no address of this machine. Choose another one with --host.`,
  };
  const sentence = syscall === 'listen' || syscall === 'getaddrinfo' ? explanations[code ?? ''] : undefined;
  return sentence === undefined ? error : new Error(sentence, { cause: error });
}
