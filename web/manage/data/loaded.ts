import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { onChange } from './changes.ts';
import { messageOf } from './client.ts';

/** What is known of something on the server. */
export interface Loaded<T> {
  /** Undefined until it was loaded once. */
  readonly data: T | undefined;
  /** Why it could not be loaded the last time. */
  readonly error: string | undefined;
  /** Loads it again; what is shown stays meanwhile. */
  readonly reload: () => Promise<void>;
}

/**
 * Loads something, and again when `key` changes. With `isLive`, also whenever something may have changed. Answers that
 * come too late, for a former key, are dropped.
 */
export function useLoaded<T>(key: string, load: () => Promise<T>, { isLive = false } = {}): Loaded<T> {
  const state = useSignal<{ key: string; data?: T; error?: string | undefined }>({ key });
  const latest = useRef(load);
  latest.current = load;
  const asked = useRef(0);
  const underWay = useRef(0);

  const reload = async () => {
    asked.current += 1;
    const number = asked.current;
    underWay.current += 1;
    try {
      const data = await latest.current();
      if (number === asked.current) state.value = { key, data };
    } catch (error) {
      if (number === asked.current) state.value = { ...state.peek(), key, error: messageOf(error) };
    } finally {
      underWay.current -= 1;
    }
  };
  /** A slow answer is waited for: asking again would only drop it. */
  const look = () => {
    if (underWay.current === 0) void reload();
  };

  useEffect(() => {
    if (state.peek().key !== key) state.value = { key };
    void reload();
    const stop = isLive ? onChange(look) : undefined;
    return () => {
      asked.current += 1;
      stop?.();
    };
  }, [key, isLive]);

  const { value } = state;
  const isOurs = value.key === key;
  return { data: isOurs ? value.data : undefined, error: isOurs ? value.error : undefined, reload };
}
