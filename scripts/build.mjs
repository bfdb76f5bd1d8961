// Builds the published package into `dist`: `npm run build`.
import { chmodSync, rmSync } from 'node:fs';
import { runProgram } from './check.mjs';

rmSync('dist', { recursive: true, force: true });
const hasBuilt = runProgram('tsc', ['-p', 'tsconfig.build.json']);
if (hasBuilt) chmodSync('dist/cli/main.js', 0o755);
process.exitCode = hasBuilt ? 0 : 1;
