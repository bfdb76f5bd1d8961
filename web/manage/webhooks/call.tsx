import type { DeliveryListItem, WebhookDeliveriesItem } from '../../../src/client/generated/methods.ts';
import { formatAgo, formatMoment } from '../data/format.ts';
import { Badge } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { Attempts } from './attempts.tsx';
import { toneOf } from './delivery-state.ts';

type Shared = Pick<
  DeliveryListItem & WebhookDeliveriesItem,
  'delivery_id' | 'photo_id' | 'state' | 'number_of_attempts' | 'next_attempt_epoch' | 'creation_date_epoch'
>;

interface KnownCall extends Shared {
  readonly what: string;
  readonly address: string;
  /** The body that is sent. */
  readonly request?: string;
  readonly attempts: WebhookDeliveriesItem['attempts'] | DeliveryListItem['attempts'];
}

/** A call to an application; opened, it shows its body and every try. */
export function Call({
  call,
  replay,
  onChanged,
}: {
  readonly call: KnownCall;
  readonly replay: () => Promise<void>;
  readonly onChanged: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const again = async () => {
    if (await run(replay, 'It is sent again.')) await onChanged();
  };
  const { creation_date_epoch: made, next_attempt_epoch: next } = call;
  return (
    <li class="call">
      <details>
        <summary>
          <Badge tone={toneOf(call.state)} text={call.state} />
          <span class="call-what">{call.what}</span>
          <span class="call-address">
            <bdi>{call.address}</bdi>
          </span>
          <time class="quiet" title={formatMoment(made)}>
            {made === null ? '' : formatAgo(made)}
          </time>
        </summary>
        <div class="stack">
          {next !== null && <p class="help">The next try is {formatAgo(next)}.</p>}
          {call.photo_id !== null && (
            <p>
              About <a href={`/manage/item/${call.photo_id}`}>item {call.photo_id}</a>.
            </p>
          )}
          {call.request !== undefined && (
            <pre tabIndex={0} aria-label="What is sent">
              <code>{pretty(call.request)}</code>
            </pre>
          )}
          <Attempts attempts={call.attempts} />
          <p>
            <button type="button" class="secondary small" disabled={isBusy} onClick={() => void again()}>
              Send again
            </button>
          </p>
        </div>
      </details>
    </li>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
