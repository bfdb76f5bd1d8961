import { useSignal } from '@preact/signals';
import type { WebhookListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { countOf, formatMoment } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge, type Tone } from '../parts/badge.tsx';
import { CodeBlock } from '../parts/code-block.tsx';
import { useDoing } from '../parts/doing.ts';
import { ChoiceField, readForm, TextField } from '../parts/fields.tsx';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';

const tones: Readonly<Record<WebhookListItem['state'], Tone>> = {
  active: 'good',
  paused: 'quiet',
  disabled: 'bad',
};

/** Which addresses are told of which events. */
export function WebhooksPage() {
  const { data, error, reload } = useLoaded('webhooks', async () => (await api.webhook.list()).items);
  const columns: readonly Column<WebhookListItem>[] = [
    ...plainColumns,
    {
      title: 'Actions',
      isActions: true,
      cell: (webhook) => <WebhookActions webhook={webhook} onChanged={reload} />,
    },
  ];
  return (
    <Page title="Webhooks" count={data && countOf(data.length, 'webhook')}>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!data && error === undefined && <Waiting what="the webhooks" />}
      {data?.length === 0 && (
        <Empty icon="webhooks" title="Nobody is told of anything yet">
          <p>Subscribe an address of yours below: it is called when something happens.</p>
        </Empty>
      )}
      {data && data.length > 0 && (
        <Table label="Webhooks" rows={data} idOf={({ webhook_id }) => webhook_id} columns={columns} />
      )}
      <Subscribe onSubscribed={reload} />
    </Page>
  );
}

const plainColumns: readonly Column<WebhookListItem>[] = [
  {
    title: 'Address',
    cell: ({ target_url }) => (
      <span class="address">
        <bdi>{target_url}</bdi>
      </span>
    ),
  },
  { title: 'Event', cell: ({ event }) => (event === '*' ? 'every event' : event) },
  {
    title: 'State',
    cell: ({ state, state_reason, failing_since_epoch: since }) => (
      <>
        <Badge tone={tones[state]} text={state} />
        {state !== 'active' && state_reason !== '' && <span class="reason">{state_reason}</span>}
        {since !== null && <span class="reason">failing since {formatMoment(since)}</span>}
      </>
    ),
  },
];

function WebhookActions({
  webhook,
  onChanged,
}: {
  readonly webhook: WebhookListItem;
  readonly onChanged: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const isActive = webhook.state === 'active';
  const change = async () => {
    const state = isActive ? 'paused' : 'active';
    const work = () => api.webhook.update({ webhook_id: webhook.webhook_id, state });
    if (await run(work, isActive ? 'Paused: messages wait.' : 'Active again.')) await onChanged();
  };
  const remove = async () => {
    const work = () => api.webhook.unsubscribe({ webhook_id: webhook.webhook_id });
    if (await run(work, 'The webhook was removed.')) await onChanged();
  };
  const which = `${webhook.event} to ${webhook.target_url}`;
  return (
    <div class="button-row">
      <button type="button" class="secondary small" disabled={isBusy} onClick={() => void change()}>
        {isActive ? 'Pause' : 'Resume'}
        <span class="only-heard"> {which}</span>
      </button>
      <AskButton
        label="Remove"
        about={which}
        question="Remove this webhook?"
        text={`${webhook.target_url} is no longer told of ${webhook.event === '*' ? 'anything' : webhook.event}.`}
        isBusy={isBusy}
        onConfirm={remove}
      />
    </div>
  );
}

function Subscribe({ onSubscribed }: { readonly onSubscribed: () => Promise<void> }) {
  const secret = useSignal<string | undefined>(undefined);
  const { isBusy, run } = useDoing();
  const events = useLoaded('events', async () => (await api.webhook.events()).items);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = readForm(form);
    const hasWorked = await run(async () => {
      const made = await api.webhook.subscribe({
        target_url: fields['url'] ?? '',
        event: fields['event'] ?? '',
      });
      secret.value = made.secret;
    }, 'The webhook was subscribed.');
    if (!hasWorked) return;
    form.reset();
    await onSubscribed();
  };
  return (
    <section class="card stack narrow" aria-labelledby="subscribe-heading">
      <h2 id="subscribe-heading">Subscribe an address</h2>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <TextField
          label="Address"
          name="url"
          type="url"
          required
          placeholder="https://www.example.com/hooks"
          autocomplete="off"
        />
        <ChoiceField
          label="Event"
          name="event"
          value="*"
          choices={[
            ['*', 'Every event'],
            ...(events.data ?? [])
              .filter(({ event }) => event !== '*')
              .map(({ event }) => [event, event] as const),
          ]}
        />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          Subscribe
        </button>
      </form>
      {secret.value !== undefined && secret.value !== '' && (
        <>
          <p class="help">Messages are signed with this secret. It is shown only now.</p>
          <CodeBlock label="Secret" text={secret.value} wraps />
        </>
      )}
    </section>
  );
}
