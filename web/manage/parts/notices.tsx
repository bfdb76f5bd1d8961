import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

/** Says that something could not be loaded, with the next step. */
export function Trouble({ text, onRetry }: { readonly text: string; readonly onRetry?: () => unknown }) {
  return (
    <div class="trouble" role="alert">
      <Icon name="warning" />
      <p>{text}</p>
      {onRetry && (
        <button type="button" class="secondary small" onClick={() => void onRetry()}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Stands where a list would be that has nothing in it; the children are the next step. */
export function Empty({
  icon,
  title,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Stands where something is that has not been loaded yet. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p class="waiting" role="status">
      Loading {what} …
    </p>
  );
}
