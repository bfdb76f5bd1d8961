const SLIP_OF_THE_PEN = 2;

/**
 * The candidate that was probably meant: the nearest one by spelling, else the shortest one that has all the words of
 * `name` (`SLIPWAY_UPLOADS_TIMEOUT` means `SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS`). Undefined when none is near.
 */
export function suggestName(name: string, candidates: Iterable<string>): string | undefined {
  const words = wordsOf(name);
  const text = words.join(' ');
  const ranked = [...candidates]
    .map((candidate) => ({ candidate, words: wordsOf(candidate) }))
    .map((entry) => ({ ...entry, distance: editDistance(text, entry.words.join(' ')) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  if (!nearest || words.length === 0) return undefined;
  if (nearest.distance <= SLIP_OF_THE_PEN) return nearest.candidate;
  const [containing] = ranked
    .filter((entry) => words.every((word) => entry.words.includes(word)))
    .sort((a, b) => a.words.length - b.words.length);
  if (containing) return containing.candidate;
  return nearest.distance <= text.length / 5 ? nearest.candidate : undefined;
}

/** Words in lower case, whether written `camelCase`, `UPPER_SNAKE`, `kebab-case` or `with.dots`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** How many insertions, deletions, replacements and swaps of neighbours turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const steps = [at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + (isSame ? 0 : 1)];
      if (isSwap) steps.push(at(beforeLast, j - 2) + 1);
      row.push(Math.min(...steps));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
