const GATHER_MS = 900;

/**
 * Tells people who listen instead of looking, one sentence at a time: what happens within a moment is said together,
 * so that a hundred files do not make a hundred sentences.
 */
export class Announcer {
  readonly #region: HTMLElement;
  readonly #gathered = new Map<string, { count: number; say: (count: number) => string }>();

  /** `region` is a live region of the page. */
  constructor(region: HTMLElement) {
    this.#region = region;
  }

  /** Says what `say` makes of how often this `kind` of thing has happened since the last sentence. */
  note(kind: string, count: number, say: (count: number) => string): void {
    const isFirst = this.#gathered.size === 0;
    const earlier = this.#gathered.get(kind)?.count ?? 0;
    this.#gathered.set(kind, { count: earlier + count, say });
    if (isFirst) setTimeout(() => this.#speak(), GATHER_MS);
  }

  #speak(): void {
    const sentences = [...this.#gathered.values()].map(({ count, say }) => say(count));
    this.#gathered.clear();
    this.#region.textContent = sentences.join('. ');
  }
}
