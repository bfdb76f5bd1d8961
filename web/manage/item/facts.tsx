import type { ComponentChildren } from 'preact';
import { formatMoment, formatSize } from '../data/format.ts';
import { type Item, renditionsOf } from './item.ts';

/** What is known of an item and its file. */
export function Facts({ item }: { readonly item: Item }) {
  return (
    <section class="card" aria-labelledby="facts-heading">
      <h2 id="facts-heading">Facts</h2>
      <dl class="facts">
        <Fact name="Added">{formatMoment(item.creation_date_epoch)}</Fact>
        {item.publish_date_epoch !== null && (
          <Fact name={item.published_p ? 'Published' : 'To be published'}>
            {formatMoment(item.publish_date_epoch)}
          </Fact>
        )}
        <Fact name="Taken">{item.original_date_ansi}</Fact>
        <Fact name="Owner">
          <bdi>{item.display_name || item.username}</bdi>
        </Fact>
        {item.token_upload_name && (
          <Fact name="Sent by">
            <bdi>{item.token_upload_name}</bdi>{' '}
            {item.token_upload_email && <bdi>({item.token_upload_email})</bdi>}
          </Fact>
        )}
        <Fact name="File name">
          <bdi>{item.original_filename || '–'}</bdi>
        </Fact>
        <Fact name="Type">{item.source_content_type || '–'}</Fact>
        <Fact name="Size">{item.source_size > 0 ? formatSize(item.source_size) : '–'}</Fact>
        {item.video_length_fmt !== '' && <Fact name="Length">{item.video_length_fmt}</Fact>}
        {item.original_width !== null && (
          <Fact name="Picture">
            {item.original_width} × {item.original_height}
          </Fact>
        )}
        <Fact name="Processing">{mediaText(item)}</Fact>
        {item.source_sha256 !== '' && (
          <Fact name="SHA-256">
            <code>{item.source_sha256}</code>
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function mediaText({ media_state, media_reason, pending_transcode_tasks: tasks = [] }: Item): string {
  const words = {
    '': 'no file yet',
    pending: 'waiting for its turn',
    processing: 'in progress',
    ready: tasks.length > 0 ? `ready; still to come: ${tasks.join(', ')}` : 'ready',
    failed: 'failed',
    none: 'nothing is made of this file',
  };
  return media_reason === '' ? words[media_state] : `${words[media_state]}: ${media_reason}`;
}

/** The files that were made of the item's own. */
export function Renditions({ item }: { readonly item: Item }) {
  const renditions = renditionsOf(item);
  return (
    <section class="card" aria-labelledby="renditions-heading">
      <h2 id="renditions-heading">Renditions</h2>
      {renditions.length === 0 && <p class="help">None yet.</p>}
      <ul class="renditions">
        {renditions.map(({ name, address, width, height, size }) => (
          <li key={name}>
            <a href={address} target="_blank" rel="noopener">
              {name}
            </a>
            <span class="quiet">
              {width !== null && `${width} × ${height}`} {size !== null && formatSize(size)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
