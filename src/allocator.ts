/**
 * Makes the allocator of glibc use two arenas. It would give each thread one of its own; the buffers that requests are
 * read into are freed by other threads than those that allocated them, and leave holes in all of them: 40 MiB more for 64
 * uploads at once (docs/decisions/0005-young-generation.md). Only the environment at the start of a process decides on
 * it, so this process replaces itself, once, with the same program; it keeps its number, files and terminal. Where that
 * is not needed or not possible, nothing happens. Must be called before anything has been opened or started.
 */
export function limitArenas(): void {
  const { env, platform, execPath, execArgv, argv } = process;
  if (platform !== 'linux' || env['MALLOC_ARENA_MAX'] !== undefined) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, MALLOC_ARENA_MAX: '2' });
}
