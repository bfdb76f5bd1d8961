/** What a badge says by its colour, besides by its text. */
export type Tone = 'good' | 'bad' | 'busy' | 'quiet';

/** A state, in a word. */
export function Badge({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  return <span class={`badge ${tone}`}>{text}</span>;
}
