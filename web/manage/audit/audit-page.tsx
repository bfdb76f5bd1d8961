import type { AuditListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { formatMoment } from '../data/format.ts';
import { useOlderList } from '../data/older.ts';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, More, Table } from '../parts/table.tsx';

const SIZE = 50;

/** Who did what to the site, newest first. */
export function AuditPage() {
  const { items, error, reload, loadMore } = useOlderList('audit', {
    idOf: ({ audit_id }: AuditListItem) => audit_id,
    size: SIZE,
    load: async (before) => (await api.audit.list({ size: SIZE, before })).items,
  });
  return (
    <Page title="Audit trail">
      {error !== undefined && <Trouble text={error} onRetry={reload} />}
      {!items && error === undefined && <Waiting what="the audit trail" />}
      {items?.length === 0 && (
        <Empty icon="audit" title="Nobody has done anything yet">
          <p>Whatever changes the site is written down here.</p>
        </Empty>
      )}
      {items && items.length > 0 && (
        <Table label="Audit trail" rows={items} idOf={({ audit_id }) => audit_id} columns={columns} />
      )}
      <More onMore={loadMore} />
    </Page>
  );
}

const columns: readonly Column<AuditListItem>[] = [
  { title: 'When', cell: ({ date_epoch }) => formatMoment(date_epoch) },
  { title: 'What', cell: ({ action }) => <strong>{action}</strong> },
  {
    title: 'Details',
    cell: ({ details }) => (
      <ul class="details">
        {details.map(({ name, value }) => (
          <li key={name}>
            <span class="quiet">{name}</span> <bdi>{value}</bdi>
          </li>
        ))}
      </ul>
    ),
  },
  { title: 'Who', cell: whoOf },
  { title: 'From', cell: ({ address }) => address || '–' },
];

function whoOf({ user_id, level, consumer_id }: AuditListItem) {
  const person = user_id === null ? 'nobody known' : `user ${user_id}`;
  return (
    <>
      {person}{' '}
      <span class="quiet">{consumer_id === null ? level : `${level}, by application ${consumer_id}`}</span>
    </>
  );
}
