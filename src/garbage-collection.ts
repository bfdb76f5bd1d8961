import { setFlagsFromString } from 'node:v8';

/**
 * Tunes V8's collector for a server whose garbage lies outside the heap. Every 64 KiB that the network brings is a
 * buffer there which lives for milliseconds, and only a collection of the young generation frees it
 * (docs/decisions/0005-young-generation.md). Must be called before much has been allocated.
 *
 * - The young generation stays as small as it starts: in a large one collections are rare, and the buffers pile up.
 * - The heap may grow to three times what lives in it: buffers count as growth, and would call for full collections.
 * - A small young generation is collected by one thread: waking others costs more than they help.
 */
export function tuneGarbageCollector(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=200');
  setFlagsFromString('--no-parallel-scavenge');
}
