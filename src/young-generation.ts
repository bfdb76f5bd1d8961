import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation as small as it starts. Every 64 KiB that the network brings is a buffer outside the heap
 * which lives for milliseconds, and only a collection of the young generation frees it. In a large young generation
 * those are rare, the buffers pile up, and V8 answers with full collections: 86 per GiB received instead of 5, and
 * twice the CPU time (docs/decisions/0005-young-generation.md). Must be called
 * before much has been allocated: it does not shrink what has grown.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
