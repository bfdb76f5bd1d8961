import { computed, signal } from '@preact/signals';
import { onSessionEnded } from './session-ended.ts';

const levels = ['none', 'anonymous', 'read', 'write', 'admin', 'super'] as const;

/** What somebody may do; each level includes those before it. */
export type Level = (typeof levels)[number];

/** Who is signed in. */
export interface Person {
  readonly level: Level;
  readonly name: string;
}

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'out'; readonly hasEnded: boolean }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'in'; readonly person: Person };

const state = signal<State>({ kind: 'asking' });

/** Whether somebody is signed in, and who. */
export const session = computed(() => state.value);

/** Whether the person may do what needs this level. */
export function may(level: Level): boolean {
  const now = state.value;
  return now.kind === 'in' && levels.indexOf(now.person.level) >= levels.indexOf(level);
}

onSessionEnded(() => {
  if (state.value.kind === 'in') state.value = { kind: 'out', hasEnded: true };
});

function ask(method: string, body?: URLSearchParams): Promise<Response> {
  return fetch('/manage/session', { method, headers: { 'x-slipway-session': '1' }, body: body ?? null });
}

/** Asks the server who is signed in. */
export async function findSession(): Promise<void> {
  try {
    const response = await ask('GET');
    if (!response.ok) throw new Error(`The server answered with ${response.status}.`);
    const person = (await response.json()) as Person;
    state.value = person.level === 'none' ? { kind: 'out', hasEnded: false } : { kind: 'in', person };
  } catch {
    state.value = { kind: 'unreachable' };
  }
}

/** Signs in. Resolves with a sentence when that did not work. */
export async function signIn(fields: Readonly<Record<string, string>>): Promise<string | undefined> {
  try {
    const response = await ask('POST', new URLSearchParams(fields));
    const answer = (await response.json()) as Person & { message?: string };
    if (!response.ok) return answer.message ?? 'The server did not understand that.';
    state.value = { kind: 'in', person: answer };
    return undefined;
  } catch {
    return 'The server does not answer. Check your connection and try again.';
  }
}

/** Signs out. Resolves with a sentence when the server was not reached: then the person is still signed in. */
export async function signOut(): Promise<string | undefined> {
  try {
    const { ok } = await ask('DELETE');
    if (!ok) return 'Signing out did not work. Try again.';
    state.value = { kind: 'out', hasEnded: false };
    return undefined;
  } catch {
    return 'The server does not answer, so you are still signed in. Try again.';
  }
}
