// Everything that must hold before a change goes in: the checks, then every test.
//
//   npm test                        all of it
//   npm test -- src/uploads -t two  only some tests, and no checks
//
// What the tests need from the system is installed first where that is possible, and named where it is not. Nothing is
// left out in silence: a test that was skipped counts as failed. The last line is "N passed, N failed".

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensurePages } from './build-pages.ts';
import { runChecks, runProgram } from './check.mjs';
import { reportTotals } from './ci-summary.mjs';

const RESULTS = 'test-results/results.json';

/** Programs that the tests start: names by which a system may know them, and the Debian packages that have them. */
const needs = [
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    variable: 'CHROMIUM_PATH',
    packageName: 'chromium',
  },
  { names: ['ffmpeg'], packageName: 'ffmpeg' },
  { names: ['ffprobe'], packageName: 'ffmpeg' },
  { names: ['curl'], packageName: 'curl' },
  { names: ['openssl'], packageName: 'openssl' },
  { names: ['php'], packageName: 'php-cli', extras: ['php-curl'] },
];

function find({ names, variable }) {
  const given = variable === undefined ? undefined : process.env[variable];
  if (given !== undefined) return existsSync(given) ? given : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Installs what is missing, or says how; true when everything is there. */
function provideNeeds() {
  const isThere = () => needs.every((need) => find(need) !== undefined);
  if (!isThere()) {
    const missing = needs.filter((need) => !find(need));
    const packages = [
      ...new Set(missing.flatMap(({ packageName, extras = [] }) => [packageName, ...extras])),
    ];
    const hasApt = existsSync('/usr/bin/apt-get');
    if (!hasApt || process.getuid?.() !== 0) {
      console.error(`The tests need ${packages.join(', ')}. Install them first:`);
      console.error(
        hasApt
          ? `  sudo apt-get install -y ${packages.join(' ')}`
          : `  brew install ${missing.map(({ packageName }) => packageName.replace(/-cli$/, '')).join(' ')}`,
      );
      return false;
    }
    console.log(`Installing with apt-get, for the tests: ${packages.join(', ')}`);
    runApt(['update']);
    runApt(['install', '-y', '--no-install-recommends', ...packages]);
  }
  for (const need of needs) {
    const path = find(need);
    if (path === undefined) console.error(`${need.names[0]} is missing, and could not be installed.`);
    else if (need.variable !== undefined) process.env[need.variable] = path;
  }
  return isThere();
}

function runApt(parameters) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-qq', ...parameters], { stdio: 'inherit', env });
}

/** Runs the tests and counts; a run that gives no result counts as one failure. */
function runTests(filters) {
  console.log('\n> tests');
  mkdirSync('test-results', { recursive: true });
  rmSync(RESULTS, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`];
  const hasPassed = runProgram('vitest', ['run', ...reporters, ...filters]);
  if (!existsSync(RESULTS)) return { passed: 0, failed: 1 };
  const results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const passed = results.numPassedTests;
  const skipped = filters.length > 0 ? 0 : results.numPendingTests + results.numTodoTests;
  if (skipped > 0) console.error(`${skipped} tests were skipped, which counts as failed.`);
  if (passed + results.numFailedTests === 0) console.error('There were no tests.');
  const failed = results.numFailedTests + skipped;
  // A file that cannot be read, or an error outside of any test, has no test of its own.
  return { passed, failed: failed > 0 || (hasPassed && passed > 0) ? failed : 1 };
}

function main(filters) {
  if (!provideNeeds()) return { passed: 0, failed: 1 };
  const checks = filters.length > 0 ? [] : runChecks();
  const failedChecks = checks.filter(({ hasPassed }) => !hasPassed);
  const tests = runTests(filters);
  for (const { name } of failedChecks) console.error(`The check of ${name} failed.`);
  return {
    passed: tests.passed + checks.length - failedChecks.length,
    failed: tests.failed + failedChecks.length,
  };
}

rmSync('test-results/totals.json', { force: true });
await ensurePages();
const totals = main(process.argv.slice(2));
process.exitCode = totals.failed === 0 ? 0 : 1;
reportTotals(totals);
