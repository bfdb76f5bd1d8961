import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs one command of the client in a Node.js that trusts one more authority. A failure is `{ failed: … }`. */
export function runTwentyThreeCli(
  command: string,
  settings: Readonly<Record<string, unknown>>,
  caFile: string,
): Promise<Record<string, unknown>> {
  const program = resolve('test/support/clients/twentythree-cli.ts');
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: caFile };
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [program, JSON.stringify([command, settings])],
      { env, maxBuffer: 64 * 2 ** 20 },
      (_error, stdout, stderr) => {
        if (stdout.startsWith('{')) done(JSON.parse(stdout) as Record<string, unknown>);
        else fail(new Error(`The client said nothing: ${stderr}`));
      },
    );
  });
}
