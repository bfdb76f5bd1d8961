import { kindOf, stateOf } from '../archive/photo-kind.ts';
import { api } from '../data/client.ts';
import { useLoaded } from '../data/loaded.ts';
import { may } from '../data/session.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { Icon } from '../parts/icons.tsx';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { navigate } from '../routing/router.ts';
import type { PageProps } from '../shell/pages.ts';
import { DetailsForm } from './details-form.tsx';
import { Facts, Renditions } from './facts.tsx';
import { findItem, type Item } from './item.ts';
import { ItemDeliveries } from './item-deliveries.tsx';
import { Replace } from './replace.tsx';
import { Viewer } from './viewer.tsx';

/** One item: what it shows, what is said about it, its files, and what was told about it. */
export function ItemPage({ parts }: PageProps) {
  const photoId = Number(parts[0]);
  const { data, error, reload } = useLoaded(`item ${photoId}`, async () => ({
    item: await findItem(photoId),
  }));
  const item = data?.item;
  return (
    <>
      <p class="back">
        <a href="/manage/archive">
          <Icon name="back" />
          Archive
        </a>
      </p>
      <Page
        title={item?.title ?? `Item ${photoId}`}
        actions={item && may('write') ? <ItemActions item={item} onChanged={reload} /> : undefined}
      >
        {error !== undefined && <Trouble text={error} onRetry={reload} />}
        {!data && error === undefined && <Waiting what="the item" />}
        {data && !item && <NoItem />}
        {item && <KnownItem item={item} onChanged={reload} />}
      </Page>
    </>
  );
}

function NoItem() {
  return (
    <Empty icon="search" title="There is no such item">
      <p>It may have been deleted.</p>
      <a class="button secondary" href="/manage/archive">
        Go to the archive
      </a>
    </Empty>
  );
}

interface KnownProps {
  readonly item: Item;
  readonly onChanged: () => Promise<void>;
}

function KnownItem({ item, onChanged }: KnownProps) {
  const canWrite = may('write');
  const state = stateOf(item);
  return (
    <>
      <p class="item-line">
        <Icon name={kindOf(item).icon} />
        {kindOf(item).word} {item.photo_id}
        {state ? <Badge {...state} /> : <Badge tone="good" text="Published" />}
        {item.protected_p && <Badge tone="quiet" text="Protected" />}
      </p>
      <MediaTrouble item={item} />
      <div class="item">
        <div class="item-main">
          <Viewer item={item} />
          <DetailsForm key={item.photo_id} item={item} canWrite={canWrite} onChanged={onChanged} />
        </div>
        <div class="item-side">
          <Facts item={item} />
          {canWrite && <Replace item={item} onChanged={onChanged} />}
          <Renditions item={item} />
          {canWrite && <ItemDeliveries photoId={item.photo_id} />}
        </div>
      </div>
    </>
  );
}

/** Why there is no file, or nothing was made of it. */
function MediaTrouble({ item }: { readonly item: Item }) {
  const text = item.source_error || (item.media_state === 'failed' ? item.media_reason : '');
  return text === '' ? null : <Trouble text={text} />;
}

function ItemActions({ item, onChanged }: KnownProps) {
  const { isBusy, run } = useDoing();
  const change = async () => {
    const published = !item.published_p;
    const work = () => api.photo.update({ photo_id: item.photo_id, published_p: published });
    if (await run(work, published ? 'Published: everybody may see it.' : 'Unpublished.')) await onChanged();
  };
  const remove = async () => {
    if (await run(() => api.photo.delete({ photo_id: item.photo_id }), `“${item.title}” was deleted.`)) {
      navigate('/manage/archive');
    }
  };
  return (
    <>
      <button
        type="button"
        class={item.published_p ? 'secondary' : 'primary'}
        disabled={isBusy}
        onClick={() => void change()}
      >
        {item.published_p ? 'Unpublish' : 'Publish'}
      </button>
      <AskButton
        label="Delete"
        looks="danger"
        question="Delete this item?"
        text={`“${item.title}”, its file and everything made of it are deleted, and its addresses stop to work. This cannot be undone.`}
        isBusy={isBusy}
        onConfirm={remove}
      />
    </>
  );
}
