import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../data/client.ts';
import { formatMoment } from '../data/format.ts';
import { useLoaded } from '../data/loaded.ts';
import { CodeBlock } from '../parts/code-block.tsx';
import { useDoing } from '../parts/doing.ts';
import { AreaField, CheckField, ChoiceField, readForm, TextField } from '../parts/fields.tsx';
import { Icon } from '../parts/icons.tsx';
import { Page } from '../parts/page.tsx';
import { curlOf, embedOf, readWish } from './token-wish.ts';

interface Made {
  readonly secret: string;
  readonly validUntil: number;
}

/** Makes an upload token, and shows how a program would make the same. */
export function NewTokenPage() {
  const form = useRef<HTMLFormElement>(null);
  const curl = useSignal('');
  const made = useSignal<Made | undefined>(undefined);
  const { isBusy, run } = useDoing();
  const show = () => {
    if (form.current) curl.value = curlOf(readWish(readForm(form.current)));
  };
  useEffect(show, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const element = form.current;
    if (!element) return;
    await run(async () => {
      const token = await api.photo.getUploadToken(readWish(readForm(element)));
      made.value = { secret: token.upload_token, validUntil: token.valid_until };
    }, 'The token was made.');
  };

  return (
    <>
      <p class="back">
        <a href="/manage/tokens">
          <Icon name="back" />
          Upload tokens
        </a>
      </p>
      <Page title="New upload token">
        {made.value && (
          <MadeToken
            made={made.value}
            onAnother={() => {
              made.value = undefined;
            }}
          />
        )}
        <div class="halves" hidden={made.value !== undefined}>
          <form ref={form} class="card stack" onSubmit={(event) => void submit(event)} onInput={show}>
            <TokenFields />
            <button type="submit" class="primary wide" aria-disabled={isBusy}>
              Make the token
            </button>
          </form>
          <section class="card stack" aria-labelledby="same-heading">
            <h2 id="same-heading">The same by the API</h2>
            <p class="help">Your server makes tokens like this one, and gives each to one visitor.</p>
            <CodeBlock label="Make it with curl" text={curl.value} />
          </section>
        </div>
      </Page>
    </>
  );
}

const types = [
  ['', 'What the site accepts'],
  ['video', 'Video'],
  ['image', 'Images'],
  ['audio', 'Audio'],
  ['*', 'Any file'],
] as const;

function TokenFields() {
  return (
    <>
      <TextField
        label="Title"
        isOptional
        name="title"
        maxLength={200}
        autocomplete="off"
        help="For the items; otherwise each is named after its file."
      />
      <div class="pair">
        <TextField
          label="Files"
          name="max_uploads"
          type="number"
          inputMode="numeric"
          min={1}
          max={1000}
          defaultValue="10"
          required
        />
        <TextField
          label="Valid for, minutes"
          name="valid_minutes"
          type="number"
          inputMode="numeric"
          min={15}
          max={1440}
          defaultValue="180"
          required
        />
      </div>
      <div class="pair">
        <ChoiceField label="Types" name="types" value="" choices={types} />
        <TextField
          label="Largest file, MB"
          isOptional
          name="max_size"
          type="number"
          inputMode="decimal"
          min={0.001}
          step="any"
        />
      </div>
      <CheckField label="Publish the items at once" name="publish" defaultChecked />
      <MoreFields />
    </>
  );
}

function MoreFields() {
  const albums = useLoaded('albums', async () => (await api.album.list({ size: 100 })).items);
  const choices = albums.data?.map(({ album_id, title }) => [String(album_id), title] as const) ?? [];
  return (
    <details class="more-fields">
      <summary>More</summary>
      <div class="stack">
        <AreaField label="Description" isOptional name="description" rows={3} />
        <TextField label="Tags" isOptional name="tags" autocomplete="off" help="Separated by commas." />
        <ChoiceField label="Album" name="album" value="" choices={[['', 'None'], ...choices]} />
        <TextField
          label="Return URL"
          isOptional
          name="return_url"
          type="url"
          autocomplete="off"
          help="Where the browser goes after the upload."
        />
        <CheckField label="Call the return URL from the server instead" name="background" />
      </div>
    </details>
  );
}

function MadeToken({ made, onAnother }: { readonly made: Made; readonly onAnother: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const page = `${location.origin}/u/${made.secret}`;
  return (
    <section class="card stack made" aria-labelledby="made-heading">
      <h2 id="made-heading" ref={heading} tabIndex={-1}>
        The token is ready
      </h2>
      <p class="help">It is shown only now. Files may begin until {formatMoment(made.validUntil)}.</p>
      <CodeBlock label="Upload token" text={made.secret} wraps />
      <CodeBlock label="Upload page" text={page} wraps />
      <CodeBlock label="In a page of yours" text={embedOf(made.secret)} />
      <div class="button-row">
        <a class="button primary" href={page} target="_blank" rel="noopener">
          Open the upload page
        </a>
        <button type="button" class="secondary" onClick={onAnother}>
          Make another token
        </button>
      </div>
    </section>
  );
}
