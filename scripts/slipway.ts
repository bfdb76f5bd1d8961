// Runs Slipway from the repository: builds what browsers load first, when something is missing or older than its source.
//
//   npm start, npm run slipway -- <command>

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// In a process of its own: what the build leaves in memory is not Slipway's.
const script = fileURLToPath(new URL('./ensure-pages.ts', import.meta.url));
const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
if (status === 0) await import('../src/cli/main.ts');
else process.exitCode = 1;
