const WINDOW_MS = 10_000;

interface Sample {
  readonly at: number;
  readonly received: number;
}

const samples = new Map<string, Sample[]>();

/** How fast bytes have arrived of late, per second; undefined until there is something to compare with. */
export function speedOf(
  { upload_id: id, received }: { readonly upload_id: string; readonly received: number },
  now = performance.now(),
): number | undefined {
  const known = samples.get(id)?.filter(({ at }) => now - at < WINDOW_MS) ?? [];
  const last = known.at(-1);
  if (last === undefined || now - last.at > 500) known.push({ at: now, received });
  samples.set(id, known);
  const first = known[0];
  if (!first || now - first.at < 1000) return undefined;
  return ((received - first.received) / (now - first.at)) * 1000;
}
