// Builds what browsers load into `dist/web`: the uploader, and the scripts and styles of pages.
//
//   node scripts/launch.mjs scripts/build-pages.ts
//
// Nobody has to call it: a start from the repository and the tests do so when something is missing or older than its
// source. The published package carries the result.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { OutputChunk } from 'rolldown';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'dist/web');
const sources = ['src/uploader', 'src/client', 'web/upload-page', 'web/manage', 'scripts/build-pages.ts'];

/** The style sheets of the dashboard, in the order in which they count. */
const manageStyles = ['tokens', 'base', 'layout', 'controls', 'lists', 'archive', 'item'].map(
  (name) => `web/manage/styles/${name}.css`,
);

/** Where each name of a page's asset leads; read by the server. */
type Manifest = Record<string, string>;

/** Builds the pages unless they are newer than their sources. Fast when there is nothing to do. */
export async function ensurePages(): Promise<void> {
  const builtAt = timeOf(join(target, 'manifest.json'));
  if (sources.every((source) => newestIn(join(root, source)) <= builtAt)) return;
  await buildPages();
}

async function buildPages(): Promise<void> {
  const staging = join(root, 'dist', `.web-${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(join(staging, 'assets'), { recursive: true });
  await bundle(staging, 'slipway-uploader', 'src/uploader/element.ts', 'slipway-uploader.js');
  const page = await bundle(
    staging,
    'upload-page',
    'web/upload-page/upload-page.ts',
    'assets/[name]-[hash].js',
  );
  const manage = await bundle(staging, 'manage', 'web/manage/main.tsx', 'assets/[name]-[hash].js');
  const manifest: Manifest = {
    'manage.js': `/${manage}`,
    'manage.css': `/${addStyle(staging, 'manage', manageStyles)}`,
    'upload-page.js': `/${page}`,
    'upload-page.css': `/${addStyle(staging, 'upload-page', ['web/upload-page/upload-page.css'])}`,
  };
  for (const path of filesIn(staging)) compress(path);
  // Last, and looked at first: its time is the time of the whole.
  writeFileSync(join(staging, 'manifest.json'), JSON.stringify(manifest, null, 2));
  replaceFolder(staging, target);
}

/** Bundles an entry; the file of the entry, from the folder's view. Languages and the like become files of their own. */
async function bundle(folder: string, name: string, entry: string, fileName: string): Promise<string> {
  // Only loaded when there is something to build.
  const { build } = await import('rolldown');
  const { output } = await build({
    input: { [name]: join(root, entry) },
    cwd: root,
    platform: 'browser',
    logLevel: 'warn',
    output: {
      dir: folder,
      format: 'esm',
      minify: true,
      entryFileNames: fileName,
      chunkFileNames: 'assets/[name]-[hash].js',
    },
  });
  const made = output.find((file): file is OutputChunk => file.type === 'chunk' && file.isEntry);
  if (!made) throw new Error(`${entry} gave no script.`);
  return made.fileName;
}

function addStyle(folder: string, title: string, sources: readonly string[]): string {
  const style = Buffer.concat(sources.map((source) => readFileSync(join(root, source))));
  const hash = createHash('sha256').update(style).digest('base64url').slice(0, 8);
  const name = `assets/${title}-${hash}.css`;
  writeFileSync(join(folder, name), style);
  return name;
}

function compress(path: string): void {
  const body = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(body, { params }));
  writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
}

/** Several processes may do this at once: the last one wins, and what it replaces was as good. */
function replaceFolder(from: string, to: string): void {
  const old = `${from}-old`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(to, old);
    } catch {
      // There was none.
    }
    rmSync(old, { recursive: true, force: true });
    try {
      return renameSync(from, to);
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newestIn(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages();
