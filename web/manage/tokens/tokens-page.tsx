import type { UploadTokenListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { formatAgo, formatMoment } from '../data/format.ts';
import { useOlderList } from '../data/older.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, More, Table } from '../parts/table.tsx';

const SIZE = 50;

/** The upload tokens, newest first. */
export function TokensPage() {
  const { items, error, reload, loadMore } = useOlderList('tokens', {
    idOf: ({ upload_token_id }: UploadTokenListItem) => upload_token_id,
    size: SIZE,
    load: async (before) => (await api.uploadToken.list({ size: SIZE, before })).items,
  });
  const columns: readonly Column<UploadTokenListItem>[] = [
    ...plainColumns,
    {
      title: 'Actions',
      isActions: true,
      cell: (token) => (isGood(token) ? <RevokeButton token={token} onRevoked={reload} /> : null),
    },
  ];
  return (
    <Page
      title="Upload tokens"
      actions={
        <a class="button primary" href="/manage/tokens/new">
          New token
        </a>
      }
    >
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!items && error === undefined && <Waiting what="the tokens" />}
      {items?.length === 0 && (
        <Empty icon="tokens" title="There are no upload tokens yet">
          <p>A token is the right to send files straight from a browser, without a key.</p>
          <a class="button primary" href="/manage/tokens/new">
            Make an upload token
          </a>
        </Empty>
      )}
      {items && items.length > 0 && (
        <Table
          label="Upload tokens"
          rows={items}
          idOf={({ upload_token_id }) => upload_token_id}
          columns={columns}
        />
      )}
      <More onMore={loadMore} />
    </Page>
  );
}

const isOver = ({ valid_until }: UploadTokenListItem) => valid_until * 1000 < Date.now();
const isUsedUp = (token: UploadTokenListItem) => token.completed_uploads >= token.max_uploads;
const isGood = (token: UploadTokenListItem) => !token.revoked_p && !isOver(token);

const plainColumns: readonly Column<UploadTokenListItem>[] = [
  {
    title: 'Token',
    cell: ({ title, upload_token_hint }) => (
      <>
        <bdi>{title || 'No title'}</bdi> <span class="quiet">…{upload_token_hint}</span>
      </>
    ),
  },
  { title: 'State', cell: (token) => <TokenState token={token} /> },
  {
    title: 'Files',
    isNumber: true,
    cell: ({ completed_uploads, max_uploads }) => `${completed_uploads} of ${max_uploads}`,
  },
  {
    title: 'Good until',
    cell: ({ valid_until }) => <time title={formatMoment(valid_until)}>{formatAgo(valid_until)}</time>,
  },
  {
    title: 'Made',
    cell: ({ creation_date_epoch: made }) => (
      <time title={formatMoment(made)}>{made === null ? '–' : formatAgo(made)}</time>
    ),
  },
];

function TokenState({ token }: { readonly token: UploadTokenListItem }) {
  if (token.revoked_p) return <Badge tone="quiet" text="Revoked" />;
  if (isUsedUp(token)) return <Badge tone="quiet" text="Used up" />;
  return isOver(token) ? <Badge tone="quiet" text="Over" /> : <Badge tone="good" text="Good" />;
}

function RevokeButton({
  token,
  onRevoked,
}: {
  readonly token: UploadTokenListItem;
  readonly onRevoked: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const name = token.title || `…${token.upload_token_hint}`;
  const revoke = async () => {
    const work = () => api.uploadToken.revoke({ upload_token_id: token.upload_token_id });
    if (await run(work, 'The token was revoked.')) await onRevoked();
  };
  return (
    <AskButton
      label="Revoke"
      about={name}
      question="Revoke this token?"
      text={`Nobody can begin another upload with “${name}”, and uploads that go on with it are refused. Items that came through it stay.`}
      isBusy={isBusy}
      onConfirm={revoke}
    />
  );
}
