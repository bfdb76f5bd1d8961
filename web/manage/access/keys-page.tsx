import { useSignal } from '@preact/signals';
import type {
  ConsumerListItem,
  KeyCreateParameters,
  KeyListItem,
} from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { formatMoment } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { useOlderList } from '../data/older.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge } from '../parts/badge.tsx';
import { CodeBlock } from '../parts/code-block.tsx';
import { useDoing } from '../parts/doing.ts';
import { CheckField, ChoiceField, readForm, TextField } from '../parts/fields.tsx';
import { Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, More, Table } from '../parts/table.tsx';

/** Who may use the API without being a person: keys, and applications that sign their requests. */
export function KeysPage() {
  return (
    <Page title="Keys">
      <Keys />
      <Applications />
    </Page>
  );
}

const levels = [
  ['read', 'read: see everything'],
  ['write', 'write: upload, change, delete'],
  ['admin', 'admin: make users as well'],
  ['super', 'super: everything'],
] as const;

const made = <Row extends { readonly creation_date_epoch: number | null }>(): Column<Row> => ({
  title: 'Made',
  cell: ({ creation_date_epoch }) => formatMoment(creation_date_epoch),
});

function state({ revoked_p }: { readonly revoked_p: boolean }) {
  return revoked_p ? <Badge tone="quiet" text="Revoked" /> : <Badge tone="good" text="Good" />;
}

function Keys() {
  const { data, error, reload } = useLoaded('keys', async () => (await api.key.list()).items);
  const columns: readonly Column<KeyListItem>[] = [
    {
      title: 'Key',
      cell: ({ name, key_hint }) => (
        <>
          <bdi>{name}</bdi> <span class="quiet">…{key_hint}</span>
        </>
      ),
    },
    { title: 'Level', cell: ({ level }) => level },
    { title: 'State', cell: state },
    made(),
    {
      title: 'Actions',
      isActions: true,
      cell: (key) =>
        key.revoked_p ? null : (
          <EndButton
            name={key.name}
            question="Revoke this key?"
            text={`Whatever uses “${key.name}” is refused from now on, and sessions that began with it end.`}
            work={() => api.key.revoke({ key_id: key.key_id })}
            onEnded={reload}
          />
        ),
    },
  ];
  return (
    <section class="block" aria-labelledby="keys-heading">
      <h2 id="keys-heading">API keys</h2>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!data && error === undefined && <Waiting what="the keys" />}
      {data && <Table label="API keys" rows={data} idOf={({ key_id }) => key_id} columns={columns} />}
      <NewKey onMade={reload} />
    </section>
  );
}

function NewKey({ onMade }: { readonly onMade: () => Promise<void> }) {
  const secret = useSignal<string | undefined>(undefined);
  const { isBusy, run } = useDoing();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { name = '', level = 'read' } = readForm(form);
    const hasWorked = await run(async () => {
      const key = await api.key.create({ name, level: level as KeyCreateParameters['level'] });
      secret.value = key.key;
    }, 'The key was made.');
    if (!hasWorked) return;
    form.reset();
    await onMade();
  };
  return (
    <details class="card narrow">
      <summary>New key</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <TextField label="What it is for" name="name" required autocomplete="off" />
        <ChoiceField label="What it may do" name="level" value="write" choices={levels} />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          Make the key
        </button>
        {secret.value !== undefined && (
          <p class="help">It is shown only now. Keep it where only your server reads it.</p>
        )}
        {secret.value !== undefined && <CodeBlock label="Key" text={secret.value} wraps />}
      </form>
    </details>
  );
}

function Applications() {
  const { items, error, reload, loadMore } = useOlderList('consumers', {
    idOf: ({ consumer_id }: ConsumerListItem) => consumer_id,
    size: 50,
    load: async (before) => (await api.consumer.list({ size: 50, before })).items,
  });
  const columns: readonly Column<ConsumerListItem>[] = [
    {
      title: 'Application',
      cell: ({ name, consumer_key }) => (
        <>
          <bdi>{name}</bdi> <span class="quiet address">{consumer_key}</span>
        </>
      ),
    },
    { title: 'At most', cell: ({ level }) => level },
    { title: 'State', cell: state },
    made(),
    {
      title: 'Actions',
      isActions: true,
      cell: (consumer) =>
        consumer.revoked_p ? null : (
          <EndButton
            name={consumer.name}
            question="End this application?"
            text={`Everybody who has let in “${consumer.name}” loses it, and its requests are refused.`}
            work={() => api.consumer.revoke({ consumer_id: consumer.consumer_id })}
            onEnded={reload}
          />
        ),
    },
  ];
  return (
    <section class="block" aria-labelledby="applications-heading">
      <h2 id="applications-heading">Applications</h2>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {items?.length === 0 && <p class="help">No application signs its requests with OAuth 1.0a yet.</p>}
      {items && items.length > 0 && (
        <Table label="Applications" rows={items} idOf={({ consumer_id }) => consumer_id} columns={columns} />
      )}
      <More onMore={loadMore} />
      <NewApplication onMade={reload} />
    </section>
  );
}

function NewApplication({ onMade }: { readonly onMade: () => Promise<void> }) {
  const lines = useSignal<string | undefined>(undefined);
  const { isBusy, run } = useDoing();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const { name = '', level = 'write', ...rest } = readForm(form);
    const hasWorked = await run(async () => {
      const wish = { name, level: level as KeyCreateParameters['level'], privileged_p: 'privileged' in rest };
      const { consumer_key, consumer_secret, oauth_token, oauth_token_secret } =
        await api.consumer.create(wish);
      const shown = { consumer_key, consumer_secret, oauth_token, oauth_token_secret };
      lines.value = Object.entries(shown)
        .filter(([, value]) => value !== '')
        .map(([field, value]) => `${field}=${value}`)
        .join('\n');
    }, 'The application was made.');
    if (!hasWorked) return;
    form.reset();
    await onMade();
  };
  return (
    <details class="card narrow">
      <summary>New application</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <TextField
          label="Name"
          name="name"
          required
          autocomplete="off"
          help="What people see who are asked to let it in."
        />
        <ChoiceField label="What it may do at most" name="level" value="write" choices={levels} />
        <CheckField label="Also make an access token: it needs nobody’s consent" name="privileged" />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          Make the application
        </button>
        {lines.value !== undefined && <p class="help">The secrets are shown only now.</p>}
        {lines.value !== undefined && <CodeBlock label="Credentials" text={lines.value} wraps />}
      </form>
    </details>
  );
}

function EndButton({
  work,
  onEnded,
  name,
  ...question
}: {
  readonly name: string;
  readonly question: string;
  readonly text: string;
  readonly work: () => Promise<void>;
  readonly onEnded: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const end = async () => {
    if (await run(work, `“${name}” was revoked.`)) await onEnded();
  };
  return <AskButton label="Revoke" about={name} {...question} isBusy={isBusy} onConfirm={end} />;
}
