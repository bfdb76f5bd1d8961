// How many upload tokens a server makes, asked over several connections at once:
// `node bench/token-rate.ts [--calls 4000] [--connections 16]`. Linux only.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callApi, startApiServer, stopApiServer } from './api-server.ts';
import { readUsage } from './process-usage.ts';

const PATH = '/api/2/photo/get-upload-token?title=A+film&tags=one,two';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '4000' },
    connections: { type: 'string', default: '16' },
  },
});
const calls = Number(values.calls);
const connections = Number(values.connections);
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const folder = mkdtempSync(join(tmpdir(), 'slipway-tokens-'));

async function ask(times: number): Promise<{ errors: number; waitsMs: number[] }> {
  let left = times;
  let errors = 0;
  const waitsMs: number[] = [];
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const start = performance.now();
      const status = await callApi(agent, PATH).then(
        (answer) => answer.status,
        () => 0,
      );
      waitsMs.push(performance.now() - start);
      if (status !== 200) errors += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  return { errors, waitsMs: waitsMs.sort((a, b) => a - b) };
}

try {
  const server = await startApiServer(agent, folder);
  await ask(1_000);
  const before = readUsage(server.pid ?? 0);
  const start = performance.now();
  const { errors, waitsMs } = await ask(calls);
  const seconds = (performance.now() - start) / 1000;
  const cpuMs = (readUsage(server.pid ?? 0).cpuSec - before.cpuSec) * 1000;
  const at = (share: number) => (waitsMs[Math.floor(waitsMs.length * share)] ?? 0).toFixed(1);
  console.log(
    `${calls} tokens over ${connections} connections: ${(calls / seconds).toFixed(0)}/s, ` +
      `${(cpuMs / calls).toFixed(2)} ms CPU each, median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, ${errors} errors`,
  );
  await stopApiServer(server);
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true });
}
