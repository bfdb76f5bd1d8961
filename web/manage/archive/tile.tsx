import { useSignal } from '@preact/signals';
import { Badge } from '../parts/badge.tsx';
import { Icon } from '../parts/icons.tsx';
import { kindOf, pathOf, stateOf } from './photo-kind.ts';
import type { PhotoSummary } from './photo-pages.ts';

/** An item in the grid: its picture or what it is, its title, and what there is to say. Empty until it is loaded. */
export function Tile({
  photo,
  isSelected,
  onSelect,
}: {
  readonly photo: PhotoSummary | undefined;
  readonly isSelected: boolean;
  /** Undefined when items cannot be selected. */
  readonly onSelect: (() => void) | undefined;
}) {
  if (!photo) return <div class="tile blank" aria-hidden="true" />;
  const { icon, word } = kindOf(photo);
  const state = stateOf(photo);
  return (
    <article class={isSelected ? 'tile selected' : 'tile'}>
      <a href={pathOf(photo)}>
        <Thumbnail key={photo.standard_download} photo={photo} />
        <span class="tile-title">
          <bdi>{photo.title}</bdi>
        </span>
        <span class="tile-facts">
          <Icon name={icon} />
          <span>{photo.video_length_fmt || word}</span>
          {photo.protected_p && <Icon name="lock" />}
          {photo.protected_p && <span class="only-heard">protected</span>}
          {state && <Badge {...state} />}
        </span>
      </a>
      {onSelect && (
        <label class="tile-select">
          <input type="checkbox" checked={isSelected} onChange={onSelect} />
          <span class="only-heard">
            Select <bdi>{photo.title}</bdi>
          </span>
        </label>
      )}
    </article>
  );
}

function Thumbnail({ photo }: { readonly photo: PhotoSummary }) {
  const hasFailed = useSignal(false);
  const source = photo.standard_download || photo.medium_download || photo.small_download;
  return (
    <span class="thumbnail">
      {source === '' || hasFailed.value ? (
        <Icon name={kindOf(photo).icon} />
      ) : (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => {
            hasFailed.value = true;
          }}
        />
      )}
    </span>
  );
}
