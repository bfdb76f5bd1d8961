import { type ChildProcess, spawn } from 'node:child_process';
import { type Agent, get } from 'node:http';
import { ensurePages } from '../scripts/build-pages.ts';
import { waitFor } from '../test/support/deadline.ts';

const PORT = 8099;
const KEY = 'owner-key-of-the-benchmark-0123456789';

/** Calls a method of the API by GET, with the owner's key. */
export function callApi(agent: Agent, path: string): Promise<{ status: number; bytes: number }> {
  const headers = { authorization: `Bearer ${KEY}` };
  return new Promise((resolve, reject) => {
    const request = get({ port: PORT, host: '127.0.0.1', path, agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
    });
    request.on('error', reject);
  });
}

/** Starts Slipway with a data folder; resolves once it answers. */
export async function startApiServer(agent: Agent, dataDir: string): Promise<ChildProcess> {
  await ensurePages();
  const server = spawn(process.execPath, ['src/cli/main.ts', 'serve'], {
    env: {
      ...process.env,
      SLIPWAY_HOST: '127.0.0.1',
      SLIPWAY_PORT: String(PORT),
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_OWNER_KEY: KEY,
      SLIPWAY_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const answers = () =>
    callApi(agent, '/api/2/site/get').then(
      () => true as const,
      () => undefined,
    );
  await waitFor('the server', answers, { timeoutMs: 120_000 });
  return server;
}

/** Stops the server; resolves once it has ended. */
export async function stopApiServer(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    server.once('exit', resolve);
  });
  server.kill('SIGTERM');
  await ended;
}
