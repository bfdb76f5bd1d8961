import { signal } from '@preact/signals';

const SHOWN_MS = 6000;

/** Something to tell the person, seen in a corner and heard by who listens. */
export interface Message {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

/** What is told now, the oldest first. */
export const messages = signal<readonly Message[]>([]);

let count = 0;

/** Tells something that has worked; it goes away by itself. */
export function tell(text: string): void {
  const id = add(text, false);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Tells something that has not worked; it stays until it is dismissed. */
export function tellTrouble(text: string): void {
  add(text, true);
}

/** Takes a message away. */
export function dismiss(id: number): void {
  messages.value = messages.value.filter((message) => message.id !== id);
}

function add(text: string, isError: boolean): number {
  count += 1;
  messages.value = [...messages.value.slice(-2), { id: count, text, isError }];
  return count;
}
