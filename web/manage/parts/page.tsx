import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

/** A page of the dashboard: its heading, which takes the focus when one comes here, what can be done, and the rest. */
export function Page({
  title,
  count,
  actions,
  children,
}: {
  readonly title: string;
  /** Beside the heading, such as how many there are. */
  readonly count?: string | undefined;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · ${siteName}`;
  }, [title]);
  return (
    <>
      <header class="page-head">
        <h1 tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
        {count !== undefined && <p class="count">{count}</p>}
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** What the site is called. */
export const siteName: string =
  document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content ?? 'Slipway';
