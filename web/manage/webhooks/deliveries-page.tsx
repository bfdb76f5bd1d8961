import type { DeliveryListItem, WebhookDeliveriesItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { useOlderList } from '../data/older.ts';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { More } from '../parts/table.tsx';
import { changeQuery, place } from '../routing/router.ts';
import { Call } from './call.tsx';
import type { DeliveryState } from './delivery-state.ts';

const SIZE = 50;
const states = ['pending', 'delivered', 'failed'] as const;

/** What applications are told: the messages of webhooks, and the callbacks of uploads. */
export function DeliveriesPage() {
  const { query } = place();
  const isCallbacks = query.get('kind') === 'callbacks';
  const state = states.find((one) => one === query.get('state'));
  const tab = (kind: string, text: string, isCurrent: boolean) => (
    <a href={`/manage/deliveries${kind}`} aria-current={isCurrent ? 'true' : undefined}>
      {text}
    </a>
  );
  return (
    <Page title="Deliveries">
      <div class="bar">
        <nav class="tabs" aria-label="Kind of delivery">
          {tab('', 'Webhook messages', !isCallbacks)}
          {tab('?kind=callbacks', 'Callbacks of uploads', isCallbacks)}
        </nav>
        <select
          aria-label="State"
          value={state ?? ''}
          onChange={(event) => changeQuery({ state: event.currentTarget.value })}
        >
          <option value="">Every state</option>
          {states.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
      {isCallbacks ? <Callbacks key={state} state={state} /> : <Messages key={state} state={state} />}
    </Page>
  );
}

type Listed = Exclude<DeliveryState, 'held'> | undefined;

function Messages({ state }: { readonly state: Listed }) {
  const list = useOlderList(`messages ${state}`, {
    idOf: ({ delivery_id }: WebhookDeliveriesItem) => delivery_id,
    size: SIZE,
    load: async (before) => (await api.webhook.deliveries({ state, size: SIZE, before })).items,
    isLive: true,
  });
  return (
    <>
      <ListState
        {...list}
        title="No messages"
        text="A message is sent when something happens that a webhook is subscribed to."
      />
      <ul class="calls">
        {list.items?.map((message) => (
          <Call
            key={message.delivery_id}
            call={{ ...message, what: message.event, address: message.target_url }}
            replay={() => api.webhook.replay({ delivery_id: message.delivery_id })}
            onChanged={list.reload}
          />
        ))}
      </ul>
      <More onMore={list.loadMore} />
    </>
  );
}

function Callbacks({ state }: { readonly state: Listed }) {
  const list = useOlderList(`callbacks ${state}`, {
    idOf: ({ delivery_id }: DeliveryListItem) => delivery_id,
    size: SIZE,
    load: async (before) => (await api.delivery.list({ state, size: SIZE, before })).items,
    isLive: true,
  });
  return (
    <>
      <ListState
        {...list}
        title="No callbacks"
        text="A callback is made when a file is complete whose token has a return URL for the server."
      />
      <ul class="calls">
        {list.items?.map((call) => (
          <Call
            key={call.delivery_id}
            call={{ ...call, what: 'Upload', address: call.url }}
            replay={() => api.delivery.replay({ delivery_id: call.delivery_id })}
            onChanged={list.reload}
          />
        ))}
      </ul>
      <More onMore={list.loadMore} />
    </>
  );
}

function ListState({
  items,
  error,
  reload,
  title,
  text,
}: {
  readonly items: readonly unknown[] | undefined;
  readonly error: string | undefined;
  readonly reload: () => Promise<void>;
  readonly title: string;
  readonly text: string;
}) {
  if (error !== undefined) return <Trouble text={error} onRetry={reload} />;
  if (items === undefined) return <Waiting what="the deliveries" />;
  if (items.length > 0) return null;
  return (
    <Empty icon="deliveries" title={title}>
      <p>{text}</p>
      <a class="button secondary" href="/manage/webhooks">
        Look at the webhooks
      </a>
    </Empty>
  );
}
