import { signal } from '@preact/signals';

/** Where the person is: a path below `/manage`, and what stands behind the question mark. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const read = (): Place => ({
  path: location.pathname.replace(/\/+$/, '') || '/manage',
  query: new URLSearchParams(location.search),
});

const current = signal<Place>(read());

/** The present place; who reads it in a component is drawn again when it changes. */
export const place = (): Place => current.value;

/** Goes to an address of the dashboard. With `replace`, Back does not lead to the place before. */
export function navigate(address: string, { replace = false } = {}): void {
  history.replaceState({ scroll: scrollY }, '');
  if (replace) history.replaceState({ scroll: scrollY }, '', address);
  else history.pushState({ scroll: 0 }, '', address);
  const before = current.value.path;
  current.value = read();
  if (before !== current.value.path) settle(0);
}

/** Changes what stands behind the question mark: an empty value takes a name away. */
export function changeQuery(changes: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(current.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(text === '' ? current.value.path : `${current.value.path}?${text}`, { replace: true });
}

/** Follows Back and Forward, and makes plain links to the dashboard change the place without loading the page again. */
export function startRouting(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', (event) => {
    current.value = read();
    settle((event.state as { scroll?: number } | null)?.scroll ?? 0);
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.target !== '' || link.hasAttribute('download'))
      return;
    const isInside = /^\/manage(?:\/|\?|$)/.test(link.getAttribute('href') ?? '');
    if (!isInside) return;
    event.preventDefault();
    navigate(link.getAttribute('href') ?? '/manage');
  });
}

/** Once the new page is drawn: scrolls, and moves the focus to its heading, so that who listens hears where they are. */
function settle(scroll: number): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
      scrollTo(0, scroll);
    }),
  );
}
