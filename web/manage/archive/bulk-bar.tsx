import { useSignal } from '@preact/signals';
import { api } from '../data/client.ts';
import { countOf } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { Confirm, Dialog } from '../parts/dialog.tsx';
import { readForm, TextField } from '../parts/fields.tsx';
import {
  addTags,
  addToAlbum,
  type BulkWork,
  doWithAll,
  publish,
  remove,
  tellOutcome,
  unpublish,
} from './bulk.ts';
import type { PhotoPages } from './photo-pages.ts';
import { select, selected } from './selection.ts';
import { readTags } from './tag-text.ts';

type Question = 'tags' | 'album' | 'delete';

/** What can be done with the selected items, at the lower edge of the window. */
export function BulkBar({ pages }: { readonly pages: PhotoPages }) {
  const question = useSignal<Question | undefined>(undefined);
  const finished = useSignal<number | undefined>(undefined);
  const photos = selected.value;
  if (photos.length === 0) return null;
  const isBusy = finished.value !== undefined;

  const start = async (work: BulkWork, done: string) => {
    question.value = undefined;
    finished.value = 0;
    const outcome = await doWithAll(photos, work, (count) => {
      finished.value = count;
    });
    await pages.reload();
    select(outcome.failed);
    finished.value = undefined;
    tellOutcome(outcome, done);
  };
  const ask = (what: Question) => () => {
    question.value = what;
  };
  const close = () => {
    question.value = undefined;
  };

  return (
    <section class="bulk" aria-label="Selected items">
      <p>
        <strong>{isBusy ? `${finished.value} of ${photos.length}` : countOf(photos.length, 'item')}</strong>{' '}
        {isBusy ? 'done' : 'selected'}
      </p>
      <div class="bulk-actions" inert={isBusy}>
        <SmallButton text="Publish" onClick={() => void start(publish, 'published')} />
        <SmallButton text="Unpublish" onClick={() => void start(unpublish, 'unpublished')} />
        <SmallButton text="Add tags" onClick={ask('tags')} />
        <SmallButton text="Add to album" onClick={ask('album')} />
        <SmallButton text="Delete" looks="danger" onClick={ask('delete')} />
        <SmallButton text="Select none" looks="plain" onClick={() => select([])} />
      </div>
      {question.value === 'tags' && (
        <TagsDialog onClose={close} onTags={(tags) => void start(addTags(tags), 'tagged')} />
      )}
      {question.value === 'album' && (
        <AlbumDialog
          onClose={close}
          onAlbum={(title) => void start(addToAlbum(title), `added to “${title}”`)}
        />
      )}
      {question.value === 'delete' && (
        <Confirm
          title={`Delete ${countOf(photos.length, 'item')}?`}
          text="Their files are deleted, and their addresses stop to work. This cannot be undone."
          action={`Delete ${countOf(photos.length, 'item')}`}
          onClose={close}
          onConfirm={() => void start(remove, 'deleted')}
        />
      )}
    </section>
  );
}

function SmallButton({
  text,
  looks = 'secondary',
  onClick,
}: {
  readonly text: string;
  readonly looks?: string;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class={`${looks} small`} onClick={onClick}>
      {text}
    </button>
  );
}

function TagsDialog({ onClose, onTags }: { onClose: () => void; onTags: (tags: readonly string[]) => void }) {
  return (
    <Dialog title="Add tags" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onTags(readTags(readForm(event.currentTarget)['tags'] ?? ''));
        }}
      >
        <TextField
          label="Tags"
          name="tags"
          required
          autocomplete="off"
          help="Separated by commas. The items keep the tags they have."
        />
        <DialogActions action="Add tags" onClose={onClose} />
      </form>
    </Dialog>
  );
}

function AlbumDialog({ onClose, onAlbum }: { onClose: () => void; onAlbum: (title: string) => void }) {
  const albums = useLoaded('albums', async () => (await api.album.list({ size: 100 })).items);
  return (
    <Dialog title="Add to an album" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAlbum(readForm(event.currentTarget)['title'] ?? '');
        }}
      >
        <TextField
          label="Title of the album"
          name="title"
          required
          autocomplete="off"
          list="known-albums"
          help="An album that does not exist yet is made."
        />
        <datalist id="known-albums">
          {albums.data?.map(({ album_id, title }) => (
            <option key={album_id} value={title} />
          ))}
        </datalist>
        <DialogActions action="Add to album" onClose={onClose} />
      </form>
    </Dialog>
  );
}

function DialogActions({ action, onClose }: { readonly action: string; readonly onClose: () => void }) {
  return (
    <div class="dialog-actions">
      <button type="button" class="secondary" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" class="primary">
        {action}
      </button>
    </div>
  );
}
