#!/usr/bin/env node
import { limitArenas } from '../allocator.ts';
import { tuneGarbageCollector } from '../garbage-collection.ts';

const LEAST_MAJOR_VERSION = 24;

// Everything else is loaded later: an older Node.js could not even read it.
if (Number(process.versions.node.split('.')[0]) < LEAST_MAJOR_VERSION) {
  process.stderr.write(
    `Slipway needs Node.js ${LEAST_MAJOR_VERSION} or newer, and this is ${process.versions.node}. Install it from https://nodejs.org.\n`,
  );
  process.exitCode = 1;
} else {
  // Before anything has been allocated.
  if (process.argv[2] === 'serve') limitArenas();
  tuneGarbageCollector();
  // Before anything uses the thread pool: a sync of the log must not wait behind the writes of many files.
  process.env.UV_THREADPOOL_SIZE ??= '8';
  // `slipway … | head` closes the pipe before everything is written, which is fine.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv.slice(2));
}
