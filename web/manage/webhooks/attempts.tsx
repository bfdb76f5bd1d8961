import { formatMoment } from '../data/format.ts';

interface Attempt {
  readonly date_epoch: number | null;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string;
  readonly response?: string;
}

/** Every try to make a call, and what came back. */
export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return <p class="help">It was not tried yet.</p>;
  return (
    <ol class="attempts">
      {attempts.map((attempt, index) => (
        <li key={index}>
          <span>{formatMoment(attempt.date_epoch)}</span>
          <span class={attempt.error === '' ? '' : 'error'}>
            {attempt.status === null
              ? attempt.error || 'no answer'
              : `HTTP ${attempt.status} ${attempt.error}`}
          </span>
          <span class="quiet">{attempt.duration_ms} ms</span>
          {attempt.response !== undefined && attempt.response !== '' && (
            <pre tabIndex={0} aria-label="The beginning of the answer">
              <code>{attempt.response}</code>
            </pre>
          )}
        </li>
      ))}
    </ol>
  );
}
