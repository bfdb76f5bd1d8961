const listeners = new Set<() => void>();

/** Calls when the server says that nobody is signed in any more. */
export function onSessionEnded(listener: () => void): void {
  listeners.add(listener);
}

/** Tells that the server knows the session no more. */
export function sessionEnded(): void {
  for (const listener of listeners) listener();
}
