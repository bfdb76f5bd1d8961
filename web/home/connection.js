const probeEveryMs = 3000;

/**
 * Watches the connection. A browser without any network calls itself offline although a server on the same computer
 * can still be reached: so while it says so, the server itself is asked.
 *
 * @param {(isConnected: boolean) => void} onChange
 */
export function watchConnection(onChange) {
  let isConnected = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {boolean} connected */
  function set(connected) {
    if (connected !== isConnected) {
      isConnected = connected;
      onChange(connected);
    }
  }

  async function probe() {
    clearTimeout(timer);
    if (navigator.onLine || (await isServerReachable())) set(true);
    else timer = setTimeout(() => void probe(), probeEveryMs);
  }

  function handleOffline() {
    set(false);
    void probe();
  }

  addEventListener('offline', handleOffline);
  addEventListener('online', () => void probe());
  if (!navigator.onLine) handleOffline();
}

async function isServerReachable() {
  try {
    await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}
