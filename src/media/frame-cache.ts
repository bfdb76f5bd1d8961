/** Remembers what was used last, up to a number of bytes. */
export function createFrameCache(maxBytes: number) {
  const kept = new Map<string, Buffer>();
  let bytes = 0;

  function forget(key: string): void {
    bytes -= kept.get(key)?.length ?? 0;
    kept.delete(key);
  }

  return {
    get(key: string): Buffer | undefined {
      const found = kept.get(key);
      if (!found) return undefined;
      // The order of a map is that of insertion.
      kept.delete(key);
      kept.set(key, found);
      return found;
    },

    /** What is larger than an eighth of all is not kept. */
    put(key: string, value: Buffer): void {
      forget(key);
      if (value.length > maxBytes / 8) return;
      kept.set(key, value);
      bytes += value.length;
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) return;
        forget(oldest);
      }
    },
  };
}
