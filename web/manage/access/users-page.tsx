import type { UserListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { countOf } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { may } from '../data/session.ts';
import { Badge } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { CheckField, readForm, TextField } from '../parts/fields.tsx';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { changeQuery, place } from '../routing/router.ts';

const SIZE = 50;

/** The users of the site. */
export function UsersPage() {
  const page = Math.max(1, Math.trunc(Number(place().query.get('p'))) || 1);
  const { data, error, reload } = useLoaded(`users ${page}`, () => api.user.list({ p: page, size: SIZE }));
  const total = data?.totalCount ?? 0;
  return (
    <Page title="Users" count={data && countOf(total, 'user')}>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!data && error === undefined && <Waiting what="the users" />}
      {data?.items.length === 0 && <Empty icon="users" title="There is nobody here" />}
      {data && data.items.length > 0 && (
        <Table label="Users" rows={data.items} idOf={({ username }) => username} columns={columns} />
      )}
      {total > SIZE && (
        <p class="more button-row">
          <button
            type="button"
            class="secondary"
            disabled={page === 1}
            onClick={() => changeQuery({ p: String(page - 1) })}
          >
            Before
          </button>
          <button
            type="button"
            class="secondary"
            disabled={page * SIZE >= total}
            onClick={() => changeQuery({ p: String(page + 1) })}
          >
            Next
          </button>
        </p>
      )}
      {may('admin') && <NewUser onMade={reload} />}
    </Page>
  );
}

const columns: readonly Column<UserListItem>[] = [
  {
    title: 'Name',
    cell: ({ display_name, full_name }) => <bdi>{full_name || display_name}</bdi>,
  },
  { title: 'User name', cell: ({ username }) => <bdi>{username}</bdi> },
  { title: 'E-mail', cell: ({ email }) => <span class="address">{email || '–'}</span> },
  {
    title: 'Role',
    cell: ({ site_admin }) =>
      site_admin === 't' || site_admin === '1' ? (
        <Badge tone="good" text="Administrator" />
      ) : (
        <Badge tone="quiet" text="User" />
      ),
  },
];

function NewUser({ onMade }: { readonly onMade: () => Promise<void> }) {
  const { isBusy, run } = useDoing();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = readForm(form);
    const text = (name: string) => fields[name] || undefined;
    const wish = {
      email: fields['email'] ?? '',
      full_name: text('full_name'),
      username: text('username'),
      password: text('password'),
      site_admin: 'admin' in fields,
    };
    if (!(await run(() => api.user.create(wish), 'The user was made.'))) return;
    form.reset();
    await onMade();
  };
  return (
    <details class="card narrow">
      <summary>New user</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <TextField label="E-mail address" name="email" type="email" required autocomplete="off" />
        <TextField label="Full name" isOptional name="full_name" autocomplete="off" />
        <TextField
          label="User name"
          isOptional
          name="username"
          autocomplete="off"
          help="Otherwise made of the e-mail address."
        />
        <TextField
          label="Password"
          isOptional
          name="password"
          type="password"
          minLength={8}
          autocomplete="new-password"
          help="At least 8 characters. Without one, the user cannot sign in here."
        />
        <CheckField label="Site administrator" name="admin" />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          Make the user
        </button>
      </form>
    </details>
  );
}
