import type { OpenuploadListItem } from '../../../src/client/generated/methods.ts';
import { readTags, writeTags } from '../archive/tag-text.ts';
import { api } from '../data/client.ts';
import { countOf } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { AreaField, CheckField, readForm, TextField } from '../parts/fields.tsx';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { changeQuery, place } from '../routing/router.ts';

const SIZE = 50;

/** The public upload pages: addresses through which people without an account send files. */
export function OpenUploadsPage() {
  const page = Math.max(1, Math.trunc(Number(place().query.get('p'))) || 1);
  const { data, error, reload } = useLoaded(`open uploads ${page}`, () =>
    api.openupload.list({ p: page, size: SIZE }),
  );
  const total = data?.totalCount ?? 0;
  const columns: readonly Column<OpenuploadListItem>[] = [
    ...plainColumns,
    { title: 'Actions', isActions: true, cell: (one) => <EndPage page={one} onEnded={reload} /> },
  ];
  return (
    <Page title="Upload pages" count={data && countOf(total, 'page')}>
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!data && error === undefined && <Waiting what="the upload pages" />}
      {data?.items.length === 0 && (
        <Empty icon="uploads" title="There are no public upload pages">
          <p>Make one below: whoever has its address can send files until you end it.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <Table
          label="Upload pages"
          rows={data.items}
          idOf={({ token_upload_id }) => token_upload_id}
          columns={columns}
        />
      )}
      {page * SIZE < total && (
        <p class="more">
          <button type="button" class="secondary" onClick={() => changeQuery({ p: String(page + 1) })}>
            Next
          </button>
        </p>
      )}
      <NewPage onMade={reload} />
    </Page>
  );
}

const plainColumns: readonly Column<OpenuploadListItem>[] = [
  {
    title: 'Page',
    cell: ({ name, token, token_upload_id: id }) => (
      <a href={`/o/${id}-${token}`} target="_blank" rel="noopener">
        <bdi>{name}</bdi>
      </a>
    ),
  },
  {
    title: 'Asks for',
    cell: ({ require_name_p, require_email_p, terms }) =>
      [require_name_p && 'name', require_email_p && 'e-mail', terms !== '' && 'consent']
        .filter(Boolean)
        .join(', ') || 'nothing',
  },
  {
    title: 'Items',
    cell: ({ default_publish_p }) =>
      default_publish_p ? (
        <Badge tone="good" text="Published at once" />
      ) : (
        <Badge tone="quiet" text="Unpublished" />
      ),
  },
];

function EndPage({
  page,
  onEnded,
}: {
  readonly page: OpenuploadListItem;
  readonly onEnded: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const end = async () => {
    const work = () => api.openupload.delete({ token_upload_id: page.token_upload_id });
    if (await run(work, `“${page.name}” was ended.`)) await onEnded();
  };
  return (
    <AskButton
      label="End"
      about={page.name}
      question="End this upload page?"
      text={`Nobody can send files through “${page.name}” any more. Items that came through it stay.`}
      action="End the page"
      isBusy={isBusy}
      onConfirm={end}
    />
  );
}

function NewPage({ onMade }: { readonly onMade: () => Promise<void> }) {
  const { isBusy, run } = useDoing();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = readForm(form);
    const tags = readTags(fields['tags'] ?? '');
    const wish = {
      name: fields['name'] ?? '',
      terms: fields['terms'] || undefined,
      tags: tags.length > 0 ? writeTags(tags) : undefined,
      default_publish_p: 'publish' in fields,
      require_name_p: 'ask_name' in fields,
      require_email_p: 'ask_email' in fields,
    };
    if (!(await run(() => api.openupload.create(wish), 'The upload page was made.'))) return;
    form.reset();
    await onMade();
  };
  return (
    <details class="card narrow">
      <summary>New upload page</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <TextField label="Name" name="name" required autocomplete="off" help="People see it on the page." />
        <TextField
          label="Tags of the items"
          isOptional
          name="tags"
          autocomplete="off"
          help="Separated by commas."
        />
        <AreaField
          label="Terms"
          isOptional
          name="terms"
          rows={3}
          help="What people agree to before they send."
        />
        <CheckField label="Ask for a name" name="ask_name" />
        <CheckField label="Ask for an e-mail address" name="ask_email" />
        <CheckField label="Publish the items at once" name="publish" />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          Make the page
        </button>
      </form>
    </details>
  );
}
