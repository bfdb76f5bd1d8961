// Builds the published package into `dist`: `npm run build`.
import { chmodSync, rmSync } from 'node:fs';
import { ensurePages } from './build-pages.ts';
import { runProgram } from './check.mjs';

rmSync('dist', { recursive: true, force: true });
const hasBuilt = [
  ['-p', 'tsconfig.build.json'],
  ['-p', 'src/uploader/tsconfig.build.json'],
].every((parameters) => runProgram('tsc', parameters));
if (hasBuilt) {
  chmodSync('dist/cli/main.js', 0o755);
  await ensurePages();
}
process.exitCode = hasBuilt ? 0 : 1;
