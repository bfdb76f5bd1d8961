import { followEvents } from '../../../src/client/event-follower.ts';
import { sessionFetch } from './client.ts';

/** How often to look while the stream of events is not there. */
const LOOK_MS = 2000;
/** With the stream, only every so many looks is one made: for what no event tells. */
const SELDOM = 10;
/** What happens within so long is told once. */
const GATHER_MS = 1000;

const listeners = new Set<() => void>();
let stop: (() => void) | undefined;

/**
 * Calls whenever something on the server may have changed, until the returned function is called. Whoever wants to show
 * what is going on now asks here, and nowhere else how the page comes to know: from the server's stream of events, and
 * while that is not there by looking every two seconds. Nothing is told while the page is not seen.
 */
export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= start();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function start(): () => void {
  const controller = new AbortController();
  let isFollowing = false;
  let looks = 0;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    gathering = undefined;
    if (!document.hidden) for (const listener of listeners) listener();
  };
  const timer = setInterval(() => {
    looks += 1;
    if (!isFollowing || looks % SELDOM === 0) tell();
  }, LOOK_MS);
  const follow = async () => {
    const onLost = () => {
      isFollowing = false;
    };
    const { signal } = controller;
    for await (const event of followEvents({ url: location.origin, fetch: sessionFetch, signal, onLost })) {
      isFollowing = true;
      // The first one only says that the stream has begun.
      if (event.type !== 'stream.ready') gathering ??= setTimeout(tell, GATHER_MS);
    }
  };
  // Refused, for want of the level or because there are too many: then it is looked.
  follow().catch(() => {
    isFollowing = false;
  });
  return () => {
    controller.abort();
    clearInterval(timer);
    clearTimeout(gathering);
  };
}
