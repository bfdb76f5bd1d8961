/** @typedef {{ destroy: () => void, loadSource: (url: string) => void, attachMedia: (media: HTMLMediaElement) => void, on: (event: string, listener: (name: string, data: { fatal: boolean }) => void) => void }} Hls */

export const HLS = 'application/vnd.apple.mpegurl';

/** What plays a film adaptively at the moment, by its element. @type {WeakMap<HTMLMediaElement, Hls>} */
const playing = new WeakMap();

/**
 * Whether the browser needs our help to play HLS, and can be helped.
 *
 * @param {HTMLMediaElement} media
 */
export function needsHelp(media) {
  return media.canPlayType(HLS) === '' && ('MediaSource' in window || 'ManagedMediaSource' in window);
}

/**
 * Plays HLS in a browser that cannot do it itself; then, and only then, the library is loaded. Calls `onFailed` when that
 * does not work.
 *
 * @param {HTMLMediaElement} media
 * @param {string} address with `#t=` and seconds behind it, if it shall begin there
 * @param {() => void} onFailed
 */
export async function playAdaptively(media, address, onFailed) {
  // @ts-ignore: served without its types
  const { default: Hls } = await import('./hls.js');
  if (!Hls.isSupported()) return onFailed();
  stopAdaptive(media);
  const [url = '', moment = ''] = address.split('#t=');
  /** @type {Hls} */
  const hls = new Hls({ enableWorker: false, startPosition: moment === '' ? -1 : Number(moment) });
  playing.set(media, hls);
  hls.on(Hls.Events.ERROR, (_name, { fatal }) => {
    if (!fatal) return;
    stopAdaptive(media);
    onFailed();
  });
  hls.loadSource(url);
  hls.attachMedia(media);
}

/** @param {HTMLMediaElement} media */
export function stopAdaptive(media) {
  playing.get(media)?.destroy();
  playing.delete(media);
}
