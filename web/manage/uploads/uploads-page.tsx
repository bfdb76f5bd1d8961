import type { UploadListItem } from '../../../src/client/generated/methods.ts';
import { api } from '../data/client.ts';
import { countOf, formatAgo, formatMoment, formatSize } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { useOlderList } from '../data/older.ts';
import { may } from '../data/session.ts';
import { AskButton } from '../parts/ask-button.tsx';
import { Badge, type Tone } from '../parts/badge.tsx';
import { useDoing } from '../parts/doing.ts';
import { Empty, Trouble, Waiting } from '../parts/notices.tsx';
import { Page } from '../parts/page.tsx';
import { type Column, More, Table } from '../parts/table.tsx';
import { speedOf } from './speeds.ts';

const SIZE = 100;
/** More running uploads than that are not shown at once. */
const MOST = 1000;
/** An upload without bytes for so long is called stuck, seconds. */
const STUCK_AFTER = 60;

const tones: Readonly<Record<UploadListItem['state'], Tone>> = {
  receiving: 'busy',
  completed: 'good',
  cancelled: 'quiet',
  expired: 'quiet',
  failed: 'bad',
};

/** The uploads that go on, newest first. */
async function findRunning(): Promise<UploadListItem[]> {
  const found: UploadListItem[] = [];
  for (let isMore = true; isMore && found.length < MOST; ) {
    const before = found.at(-1)?.upload_id;
    const { items } = await api.upload.list({ state: 'receiving', size: SIZE, before });
    found.push(...items);
    isMore = items.length === SIZE;
  }
  return found;
}

/** The uploads that go on now, renewed by themselves, and those that have ended. */
export function UploadsPage() {
  const running = useLoaded('running', findRunning, { isLive: true });
  const all = useOlderList('all', {
    idOf: ({ upload_id }: UploadListItem) => upload_id,
    size: 50,
    load: async (before) => (await api.upload.list({ size: 50, before })).items,
    isLive: true,
  });
  const ended = all.items?.filter(({ state }) => state !== 'receiving');
  return (
    <Page title="Uploads" count={running.data && countOf(running.data.length, 'running upload')}>
      {running.error !== undefined && <Trouble text={running.error} onRetry={running.reload} />}
      {!running.data && running.error === undefined && <Waiting what="the uploads" />}
      {running.data?.length === 0 && (
        <Empty icon="uploads" title="Nothing is being uploaded">
          <p>Uploads appear here while they go on.</p>
          {may('write') && (
            <a class="button secondary" href="/manage/tokens/new">
              Make an upload token
            </a>
          )}
        </Empty>
      )}
      {running.data && running.data.length > 0 && (
        <ul class="uploads" aria-label="Running uploads">
          {running.data.map((upload) => (
            <RunningUpload key={upload.upload_id} upload={upload} onChanged={running.reload} />
          ))}
        </ul>
      )}
      {ended && ended.length > 0 && (
        <section aria-labelledby="ended-heading">
          <h2 id="ended-heading">Ended</h2>
          <Table
            label="Uploads that have ended"
            rows={ended}
            idOf={({ upload_id }) => upload_id}
            columns={endedColumns}
          />
          <More onMore={all.loadMore} />
        </section>
      )}
    </Page>
  );
}

function RunningUpload({
  upload,
  onChanged,
}: {
  readonly upload: UploadListItem;
  readonly onChanged: () => Promise<void>;
}) {
  const { isBusy, run } = useDoing();
  const { filename, size, received, last_activity_epoch: last, creation_date_epoch: begun } = upload;
  const silence = last === null ? 0 : Date.now() / 1000 - last;
  const speed = speedOf(upload);
  const cancel = async () => {
    if (await run(() => api.upload.cancel({ upload_id: upload.upload_id }), 'The upload was cancelled.'))
      await onChanged();
  };
  return (
    <li class="upload">
      <p class="upload-name">
        <bdi>{filename}</bdi>
      </p>
      <p class="upload-facts">
        <span>
          {formatSize(received)} of {formatSize(size)}
        </span>
        {speed !== undefined && speed > 0 && <span>{formatSize(speed)}/s</span>}
        {begun !== null && <span>begun {formatAgo(begun)}</span>}
        <span>token {upload.upload_token_id.slice(-6)}</span>
        {silence > STUCK_AFTER && last !== null && (
          <Badge tone="bad" text={`stuck, last bytes ${formatAgo(last)}`} />
        )}
      </p>
      <progress max={Math.max(1, size)} value={received} aria-label={`Received of ${filename}`} />
      {may('write') && (
        <AskButton
          label="Cancel"
          about={`the upload of ${filename}`}
          question="Cancel this upload?"
          text={`What has arrived of “${filename}” is thrown away. Whoever sends it is told.`}
          action="Cancel the upload"
          isBusy={isBusy}
          onConfirm={cancel}
        />
      )}
    </li>
  );
}

const endedColumns: readonly Column<UploadListItem>[] = [
  {
    title: 'File',
    cell: ({ filename, photo_id }) =>
      photo_id === null ? (
        <bdi>{filename}</bdi>
      ) : (
        <a href={`/manage/item/${photo_id}`}>
          <bdi>{filename}</bdi>
        </a>
      ),
  },
  {
    title: 'State',
    cell: ({ state, error_message }) => (
      <>
        <Badge tone={tones[state]} text={state} />
        {error_message !== '' && <span class="reason">{error_message}</span>}
      </>
    ),
  },
  { title: 'Size', isNumber: true, cell: ({ size }) => formatSize(size) },
  {
    title: 'Last bytes',
    cell: ({ last_activity_epoch: last }) => (
      <time title={formatMoment(last)}>{last === null ? '–' : formatAgo(last)}</time>
    ),
  },
];
