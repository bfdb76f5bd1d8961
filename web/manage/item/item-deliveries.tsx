import { api } from '../data/client.ts';
import { formatAgo, formatMoment } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { Badge } from '../parts/badge.tsx';
import { Trouble } from '../parts/notices.tsx';
import { toneOf } from '../webhooks/delivery-state.ts';

/** The newest calls of either kind are looked through. */
const LOOKED_AT = 100;

interface Call {
  readonly key: string;
  readonly what: string;
  readonly state: 'pending' | 'held' | 'delivered' | 'failed';
  readonly epoch: number | null;
}

/** What applications were told about an item, newest first. */
export function ItemDeliveries({ photoId }: { readonly photoId: number }) {
  const { data, error, reload } = useLoaded(`calls ${photoId}`, () => findCalls(photoId));
  return (
    <section class="card" aria-labelledby="calls-heading">
      <h2 id="calls-heading">Callbacks</h2>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {data?.length === 0 && <p class="help">None among the latest {LOOKED_AT}.</p>}
      <ul class="renditions">
        {data?.map(({ key, what, state, epoch }) => (
          <li key={key}>
            <span class="call-name">
              <bdi>{what}</bdi>
            </span>
            <Badge tone={toneOf(state)} text={state} />
            {epoch !== null && (
              <time class="quiet" title={formatMoment(epoch)}>
                {formatAgo(epoch)}
              </time>
            )}
          </li>
        ))}
      </ul>
      {data !== undefined && data.length > 0 && (
        <p>
          <a href="/manage/deliveries">All deliveries</a>
        </p>
      )}
    </section>
  );
}

async function findCalls(photoId: number): Promise<Call[]> {
  const [callbacks, messages] = await Promise.all([
    api.delivery.list({ size: LOOKED_AT }),
    api.webhook.deliveries({ size: LOOKED_AT }),
  ]);
  const calls: Call[] = [
    ...callbacks.items
      .filter((call) => call.photo_id === photoId)
      .map((call) => ({
        key: `callback ${call.delivery_id}`,
        what: call.url,
        state: call.state,
        epoch: call.creation_date_epoch,
      })),
    ...messages.items
      .filter((call) => call.photo_id === photoId)
      .map((call) => ({
        key: `message ${call.delivery_id}`,
        what: `${call.event} → ${call.target_url}`,
        state: call.state,
        epoch: call.creation_date_epoch,
      })),
  ];
  return calls.sort((a, b) => (b.epoch ?? 0) - (a.epoch ?? 0));
}
