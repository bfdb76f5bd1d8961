import { useEffect, useMemo } from 'preact/hooks';
import { countOf } from '../data/format.ts';
import { may } from '../data/session.ts';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { place } from '../routing/router.ts';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filterNames, readFilters } from './filters.ts';
import { Grid } from './grid.tsx';
import { PhotoPages } from './photo-pages.ts';
import { select } from './selection.ts';

/** The list that was looked at last: Back from an item leads to where one was, without waiting. */
let remembered: { readonly key: string; readonly pages: PhotoPages } | undefined;

/** Every item of the site. */
export function ArchivePage() {
  const { query } = place();
  const key = query.toString();
  const pages = useMemo(() => {
    if (remembered?.key === key) return remembered.pages;
    remembered = { key, pages: new PhotoPages(readFilters(query)) };
    return remembered.pages;
  }, [key]);
  useEffect(() => {
    select([]);
    void pages.reload();
  }, [pages]);

  const { total, error } = pages.state.value;
  const canWrite = may('write');
  return (
    <Page
      title="Archive"
      count={total === undefined ? undefined : countOf(total, 'item')}
      actions={
        canWrite && (
          <a class="button primary" href="/manage/tokens/new">
            Upload
          </a>
        )
      }
    >
      <FilterBar />
      <p class="only-heard" role="status">
        {total === undefined ? '' : `${countOf(total, 'item')} found`}
      </p>
      {error !== undefined && <Trouble text={error} onRetry={() => pages.reload()} />}
      {total === undefined && error === undefined && <Waiting what="the archive" />}
      {total === 0 && (
        <NoItems isFiltered={filterNames.some((name) => query.has(name))} canWrite={canWrite} />
      )}
      {total !== undefined && total > 0 && <Grid pages={pages} canSelect={canWrite} />}
      {canWrite && <BulkBar pages={pages} />}
    </Page>
  );
}

function NoItems({ isFiltered, canWrite }: { readonly isFiltered: boolean; readonly canWrite: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title="Nothing fits">
        <p>Search for something else, or take a filter away.</p>
        <a class="button secondary" href="/manage/archive">
          Show everything
        </a>
      </Empty>
    );
  }
  return (
    <Empty icon="archive" title="The archive is empty">
      <p>Files that are uploaded appear here.</p>
      {canWrite && (
        <a class="button primary" href="/manage/tokens/new">
          Make an upload token
        </a>
      )}
    </Empty>
  );
}
