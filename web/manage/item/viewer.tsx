import { useSignal } from '@preact/signals';
import { kindOf } from '../archive/photo-kind.ts';
import { Icon } from '../parts/icons.tsx';
import type { Item } from './item.ts';

/** The picture, film or sound of an item, as the browser shows it; otherwise what kind of file it is. */
export function Viewer({ item }: { readonly item: Item }) {
  return (
    <section class="viewer" aria-label="Preview">
      <Show key={item.source_download} item={item} />
      <p class="viewer-links">
        {item.source_download !== '' && (
          <a href={item.source_download} target="_blank" rel="noopener">
            <Icon name="open" />
            Stored file
          </a>
        )}
        {item.one !== '' && (
          <a href={item.one} target="_blank" rel="noopener">
            <Icon name="video" />
            Public page
          </a>
        )}
      </p>
    </section>
  );
}

function Show({ item }: { readonly item: Item }) {
  const hasFailed = useSignal(false);
  const fail = () => {
    hasFailed.value = true;
  };
  const source = item.source_download;
  if (source === '' || hasFailed.value) return <NoPreview item={item} isBroken={hasFailed.value} />;
  if (item.video_p) {
    return (
      <video
        controls
        preload="metadata"
        playsInline
        src={item.video_hd_download || item.video_medium_download || source}
        poster={item.original_download || item.large_download}
        onError={fail}
      />
    );
  }
  if (item.audio_p) return <audio controls preload="metadata" src={source} onError={fail} />;
  const picture = item.large_download || (item.source_content_type.startsWith('image/') ? source : '');
  if (picture === '') return <NoPreview item={item} isBroken={false} />;
  return <img src={picture} alt={item.title} onError={fail} />;
}

function NoPreview({ item, isBroken }: { readonly item: Item; readonly isBroken: boolean }) {
  const text = isBroken
    ? 'The browser cannot show this file.'
    : item.source_download === ''
      ? 'The file is not here yet.'
      : item.media_reason || 'There is no preview of this kind of file.';
  return (
    <div class="no-preview">
      <Icon name={kindOf(item).icon} />
      <p>{text}</p>
    </div>
  );
}
