import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PhotoUpdateParameters } from '../../../src/client/generated/methods.ts';
import { readTags, writeTags } from '../archive/tag-text.ts';
import { api, messageOf } from '../data/client.ts';
import { useLoaded } from '../data/loaded.ts';
import { tellTrouble } from '../data/messages.ts';
import { AreaField, CheckField, readForm, TextField } from '../parts/fields.tsx';
import type { Item } from './item.ts';

type SaveState = 'saved' | 'changed' | 'saving' | 'failed';

const stateTexts: Readonly<Record<SaveState, string>> = {
  saved: 'All changes are saved.',
  changed: 'There are changes that are not saved.',
  saving: 'Saving …',
  failed: 'Not saved.',
};

/** What is said about an item, to be changed. Leaving the page with changes asks first. */
export function DetailsForm({
  item,
  canWrite,
  onChanged,
}: {
  readonly item: Item;
  readonly canWrite: boolean;
  readonly onChanged: () => Promise<void>;
}) {
  const state = useSignal<SaveState>('saved');
  const form = useRef<HTMLFormElement>(null);
  useWarning(state.value === 'changed' || state.value === 'failed');

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!form.current || state.value === 'saving') return;
    state.value = 'saving';
    try {
      await api.photo.update({ photo_id: item.photo_id, ...changesIn(form.current) });
      state.value = 'saved';
      await onChanged();
    } catch (error) {
      state.value = 'failed';
      tellTrouble(messageOf(error));
    }
  };

  return (
    <section class="card" aria-labelledby="details-heading">
      <h2 id="details-heading">Details</h2>
      <form
        ref={form}
        class="stack"
        onSubmit={(event) => void save(event)}
        onInput={() => {
          state.value = 'changed';
        }}
      >
        <DetailsFields item={item} canWrite={canWrite} />
        {canWrite && (
          <p class="save-line">
            <button type="submit" class="primary" aria-disabled={state.value === 'saving'}>
              Save
            </button>
            <span class={state.value === 'failed' ? 'error' : 'quiet'} role="status">
              {stateTexts[state.value]}
            </span>
          </p>
        )}
      </form>
    </section>
  );
}

function DetailsFields({ item, canWrite }: { readonly item: Item; readonly canWrite: boolean }) {
  return (
    <fieldset class="stack" disabled={!canWrite}>
      <TextField
        label="Title"
        name="title"
        defaultValue={item.title}
        maxLength={200}
        autocomplete="off"
        help="Empty: the name of the file."
      />
      <AreaField
        label="Description"
        name="description"
        defaultValue={item.content}
        help="Simple HTML is kept."
      />
      <TextField
        label="Tags"
        name="tags"
        defaultValue={item.tags.join(', ')}
        autocomplete="off"
        help="Separated by commas."
      />
      <AlbumChoice item={item} />
      <CheckField label="Show before other items" name="promoted" defaultChecked={item.promoted_p} />
    </fieldset>
  );
}

function changesIn(form: HTMLFormElement): PhotoUpdateParameters {
  const fields = readForm(form);
  const albums = new FormData(form).getAll('album').map(Number);
  return {
    title: fields['title'],
    description: fields['description'],
    tags: writeTags(readTags(fields['tags'] ?? '')),
    promoted_p: 'promoted' in fields,
    // Without any, the parameter has to be there and be empty.
    album_id: albums.length > 0 ? albums : [],
  };
}

function AlbumChoice({ item }: { readonly item: Item }) {
  const albums = useLoaded('albums', async () => (await api.album.list({ size: 100 })).items);
  const own = new Set(item.all_albums.split(' ').filter(Boolean).map(Number));
  if (albums.data === undefined) {
    // Until the titles are here, saving keeps what there is.
    return (
      <>
        {[...own].map((id) => (
          <input key={id} type="hidden" name="album" value={id} />
        ))}
      </>
    );
  }
  const listed = new Set(albums.data.map(({ album_id }) => album_id));
  const unlisted = [...own].filter((id) => !listed.has(id));
  return (
    <fieldset class="field">
      <legend>Albums</legend>
      <div class="choices">
        {albums.data.length === 0 && (
          <p class="help">There are no albums yet. Select items in the archive to make one.</p>
        )}
        {albums.data.map(({ album_id, title }) => (
          <label key={album_id}>
            <input type="checkbox" name="album" value={album_id} defaultChecked={own.has(album_id)} />
            <bdi>{title}</bdi>
          </label>
        ))}
        {unlisted.map((id) => (
          <label key={id}>
            <input type="checkbox" name="album" value={id} defaultChecked />
            Album {id}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Lets the browser ask before the page is left while `isNeeded`. */
function useWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isNeeded]);
}
