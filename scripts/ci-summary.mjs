// Repeats the last line of a test run after everything that npm has to say about it. Runs on any Node.js.
//
//   node scripts/ci-summary.mjs

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TOTALS = 'test-results/totals.json';

/**
 * Prints the totals as the last line of a run, and keeps them.
 *
 * @param {{ passed: number, failed: number }} totals
 */
export function reportTotals({ passed, failed }) {
  mkdirSync('test-results', { recursive: true });
  writeFileSync(TOTALS, JSON.stringify({ passed, failed }));
  console.log(`${passed} passed, ${failed} failed`);
}

/** The totals of the last run; a run that kept none did not come to its end. */
function readTotals() {
  try {
    return JSON.parse(readFileSync(TOTALS, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = readTotals();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
