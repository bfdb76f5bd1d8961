import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { api, messageOf } from '../data/client.ts';
import { tell, tellTrouble } from '../data/messages.ts';
import type { Item } from './item.ts';

/** Gives the item another file, or a film another thumbnail. */
export function Replace({
  item,
  onChanged,
}: {
  readonly item: Item;
  readonly onChanged: () => Promise<void>;
}) {
  const progress = useSignal<number | undefined>(undefined);
  const file = useRef<HTMLInputElement>(null);
  const picture = useRef<HTMLInputElement>(null);

  const send = async (input: HTMLInputElement | null, done: string) => {
    const chosen = input?.files?.[0];
    if (!input || !chosen || progress.value !== undefined) return;
    progress.value = 0;
    try {
      await sendReplacement(item.photo_id, chosen, (share) => {
        progress.value = share;
      });
      tell(done);
      await onChanged();
    } catch (error) {
      tellTrouble(error instanceof SendError ? error.message : messageOf(error));
    } finally {
      progress.value = undefined;
      input.value = '';
    }
  };

  return (
    <section class="card" aria-labelledby="replace-heading">
      <h2 id="replace-heading">Replace</h2>
      <p class="help">The item keeps its number, its address and what is said about it.</p>
      <div class="button-row">
        <button type="button" class="secondary" onClick={() => file.current?.click()}>
          Another file
        </button>
        {item.video_p && (
          <button type="button" class="secondary" onClick={() => picture.current?.click()}>
            Another thumbnail
          </button>
        )}
      </div>
      <HiddenInput
        box={file}
        label="Another file"
        accept={item.video_p ? 'video/*,audio/*' : ''}
        onChosen={() => void send(file.current, 'The file was replaced.')}
      />
      <HiddenInput
        box={picture}
        label="Another thumbnail"
        accept="image/*"
        onChosen={() => void send(picture.current, 'The thumbnail was replaced.')}
      />
      {progress.value !== undefined && (
        <progress max={1} value={progress.value} aria-label="Sending the file" />
      )}
    </section>
  );
}

function HiddenInput({
  box,
  label,
  accept,
  onChosen,
}: {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly accept: string;
  readonly onChosen: () => void;
}) {
  return <input ref={box} type="file" hidden aria-label={label} accept={accept} onChange={onChosen} />;
}

class SendError extends Error {}

/** Sends a file with a token that is good for this item only, once. */
async function sendReplacement(
  photoId: number,
  file: File,
  onProgress: (share: number) => void,
): Promise<void> {
  const token = await api.photo.getReplaceToken({ photo_id: photoId });
  const form = new FormData();
  form.set('replace_token', token.replace_token);
  form.set('file', file);
  await new Promise<void>((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/2/photo/replace');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) =>
      onProgress(event.loaded / Math.max(1, event.total)),
    );
    request.addEventListener('error', () =>
      fail(new SendError('The file could not be sent. Check your connection and try again.')),
    );
    request.addEventListener('load', () => {
      const answer = request.response as { message?: string } | null;
      if (request.status === 200) done();
      else fail(new SendError(answer?.message ?? `The server answered with ${request.status}.`));
    });
    request.send(form);
  });
}
