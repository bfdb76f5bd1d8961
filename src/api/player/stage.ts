import type { PhotoRecord } from '../../archive/records.ts';
import { Html, html } from '../../http/html-text.ts';
import type { Playback, PlaybackImage, PlaybackSource, PlaybackTrack } from './playback.ts';
import type { PlayerOptions } from './player-options.ts';
import type { WatchState } from './watch-state.ts';

/** What stands in the middle of a page about an item. */
export interface StageParts {
  readonly photo: PhotoRecord;
  readonly playback: Playback;
  readonly state: WatchState;
  readonly options: PlayerOptions;
  /** Whether files come from another origin, which players have to be told. */
  readonly isForeign: boolean;
}

/** The player, the picture, or a sentence about why there is none. */
export function stage(parts: StageParts): Html {
  const { photo, state, playback } = parts;
  if (state.kind === 'shown') return photo.kind === 'image' ? pictureStage(parts) : playerStage(parts);
  if (state.kind === 'processing') {
    return html`<div class="stage message" data-waiting>
      ${posterOf(playback)}
      <div class="words">
        <p class="headline">This ${wordFor(photo)} is being prepared</p>
        <p>It starts by itself as soon as it can be shown. <span data-percent>${state.percent}</span> % done.</p>
        <progress max="100" value="${state.percent}" aria-label="Progress"></progress>
      </div>
    </div>`;
  }
  if (state.kind === 'awaited') return sentence('The file is not here yet', 'Come back a little later.');
  if (state.kind === 'failed') return sentence('This file cannot be shown', state.reason);
  return html`<div class="stage message"><div class="words">
    <p class="headline">${photo.originalFilename}</p>
    <p>${state.reason || 'Browsers cannot show this file.'}</p>
    ${playback.source === undefined ? undefined : html`<p><a class="primary" href="${playback.source}" download>Download <span class="size">${sizeText(photo.size)}</span></a></p>`}
  </div></div>`;
}

function sentence(headline: string, text: string): Html {
  return html`<div class="stage message"><div class="words"><p class="headline">${headline}</p><p>${text}</p></div></div>`;
}

function wordFor({ kind }: PhotoRecord): string {
  if (kind === 'image') return 'picture';
  return kind === 'audio' ? 'recording' : 'video';
}

function posterOf({ images }: Playback): Html | undefined {
  const poster = images.at(-1);
  return poster && html`<img class="backdrop" src="${poster.url}" alt="" />`;
}

/**
 * The player. Without scripts it is the browser's own, in which everything works but the choice of quality; the controls
 * around it are shown once their elements are defined.
 */
function playerStage(parts: StageParts): Html {
  const { photo, playback } = parts;
  const isAudio = photo.kind === 'audio';
  const shape = shapeOf(playback);
  // There is nothing that the controls could be in the way of.
  const controller = isAudio ? new Html('autohide="-1"') : undefined;
  return html`<div class="stage ${isAudio ? 'sound' : 'film'}" data-player>
    ${isAudio ? html`<p class="headline sound-title" aria-hidden="true">${photo.title}</p>` : undefined}
    <media-controller ${controller}>
      ${mediaElement(parts, shape)}
      ${isAudio ? undefined : new Html(CENTRE)}
      ${menus(parts)}
      ${controlBar(parts)}
    </media-controller>
    <p class="trouble" role="alert" data-trouble hidden>This browser cannot play the file as it was sent. <span data-trouble-more></span></p>
  </div>`;
}

function mediaElement(
  { photo, playback, options, isForeign }: StageParts,
  shape: PlaybackImage | undefined,
): Html {
  const name = photo.kind === 'audio' ? 'audio' : 'video';
  const poster = playback.images.at(-1);
  const flags = [
    ...(options.isAutoplay ? ['autoplay'] : []),
    ...(options.isMuted ? ['muted'] : []),
    ...(options.isLoop ? ['loop'] : []),
    ...(isForeign ? ['crossorigin="anonymous"'] : []),
    ...(name === 'video' ? ['playsinline'] : []),
  ].join(' ');
  const picture =
    name === 'audio'
      ? undefined
      : html`${shape && html`width="${shape.width}" height="${shape.height}"`} ${poster && html`poster="${poster.url}"`}`;
  return html`<${new Html(name)} slot="media" controls preload="metadata" aria-label="${photo.title}" ${picture} ${new Html(flags)}>
        ${playback.sources.map((source) => sourceElement(source, options))}
        ${playback.tracks.map(trackElement)}
        ${playback.thumbnails === undefined ? undefined : html`<track kind="metadata" label="thumbnails" src="${playback.thumbnails}" default />`}
        ${playback.source === undefined ? undefined : html`<p>This browser plays no videos. <a href="${playback.source}" download>Download the file</a> instead.</p>`}
      </${new Html(name)}>`;
}

function sourceElement(
  { url, type, lines, width, height, bitRate }: PlaybackSource,
  { start }: PlayerOptions,
): Html {
  const address = start > 0 ? `${url}#t=${start}` : url;
  return html`<source src="${address}" type="${type}" data-lines="${lines}" data-width="${width}" data-height="${height}" data-bit-rate="${bitRate}" />
        `;
}

function trackElement({ url, kind, language, label, isDefault }: PlaybackTrack): Html {
  return html`<track kind="${kind}" src="${url}" srclang="${language}" label="${label}" ${isDefault ? new Html('default') : undefined} />
        `;
}

/** How wide and high the film is, if any of its forms tells. */
function shapeOf({ sources, images }: Playback): PlaybackImage | undefined {
  const source = sources.toReversed().find(({ width, height }) => width > 0 && height > 0);
  return source ?? images.at(-1);
}

/** A dial; the label of the button says how fast it is. */
const SPEED = new Html(
  '<svg slot="icon" class="dial" viewBox="0 0 24 24" aria-hidden="true"><path d="M5.6 18.4a9 9 0 1 1 12.8 0M12 13l4-4.5" /><circle cx="12" cy="13" r="1.4" /></svg>',
);

const CENTRE = '<media-loading-indicator slot="centered-chrome" noautohide></media-loading-indicator>';

function menus({ playback, photo }: StageParts): Html {
  return html`${playback.tracks.length > 0 ? new Html('<media-captions-menu hidden anchor="auto"></media-captions-menu>') : undefined}
      <media-playback-rate-menu hidden anchor="auto" rates="0.5 1 1.25 1.5 2"></media-playback-rate-menu>
      ${photo.kind === 'video' ? new Html('<media-rendition-menu hidden anchor="auto"></media-rendition-menu>') : undefined}`;
}

function controlBar({ playback, photo }: StageParts): Html {
  const isVideo = photo.kind === 'video';
  return html`<media-control-bar class="moment"><media-time-range></media-time-range></media-control-bar>
      <media-control-bar class="buttons">
        <media-play-button></media-play-button>
        <media-mute-button></media-mute-button>
        <media-volume-range></media-volume-range>
        <media-time-display showduration notoggle></media-time-display>
        <span class="gap"></span>
        ${playback.tracks.length > 0 ? new Html('<media-captions-menu-button></media-captions-menu-button>') : undefined}
        <media-playback-rate-menu-button>${SPEED}</media-playback-rate-menu-button>
        ${isVideo ? new Html('<media-rendition-menu-button></media-rendition-menu-button><media-pip-button></media-pip-button><media-fullscreen-button></media-fullscreen-button>') : undefined}
      </media-control-bar>`;
}

/** The picture in the size that fits; a click shows it closely, if the browser can show the file itself. */
function pictureStage({ photo, playback }: StageParts): Html {
  const { images, source } = playback;
  const largest = images.at(-1);
  if (!largest) return html``;
  const fallback = images.find(({ width }) => width >= 600) ?? largest;
  const picture = html`<img src="${fallback.url}" ${largest.width > 0 ? sizesOf(images, largest) : undefined} alt="${photo.title}" data-picture />`;
  const isZoomable = source !== undefined && /^image\/(?:jpeg|png|gif|webp|avif)$/.test(photo.contentType);
  return html`<div class="stage picture">${isZoomable ? html`<a href="${source}" data-zoom aria-label="Show the picture in its full size">${picture}</a>` : picture}</div>`;
}

/** From which the browser takes the one that fits its window. */
function sizesOf(images: readonly PlaybackImage[], { width, height }: PlaybackImage): Html {
  const candidates = images.map((image) => `${image.url} ${image.width}w`).join(', ');
  return html`srcset="${candidates}" sizes="(max-width: 1120px) 100vw, 1120px" width="${width}" height="${height}"`;
}

function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
