// The checks that need no running program: format, lint, types and dead code.
//
//   npm run check

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {[name: string, program: string, parameters: string[]][]} */
const checks = [
  ['format', 'biome', ['format', '.']],
  ['lint', 'oxlint', ['--type-aware', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['types of the page', 'tsc', ['-p', 'web']],
  ['types of the uploader', 'tsc', ['-p', 'src/uploader']],
  ['dead code', 'knip', []],
];

/**
 * Runs a program of `node_modules/.bin` with the running Node.js and lets it print.
 *
 * @param {string} name
 * @param {readonly string[]} parameters
 * @returns {boolean} Whether it ended well.
 */
export function runProgram(name, parameters) {
  const path = resolve('node_modules/.bin', name);
  const { status, error } = spawnSync(process.execPath, [path, ...parameters], { stdio: 'inherit' });
  if (error) console.error(`${name} could not be started: ${error.message}`);
  return status === 0;
}

/**
 * Runs every check, also after one has failed.
 *
 * @returns {{ name: string, hasPassed: boolean }[]}
 */
export function runChecks() {
  return checks.map(([name, program, parameters]) => {
    console.log(`\n> ${name}`);
    return { name, hasPassed: runProgram(program, parameters) };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = runChecks().filter(({ hasPassed }) => !hasPassed);
  for (const { name } of failed) console.error(`The check of ${name} failed.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
