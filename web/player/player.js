import { beginAdaptively, createQualities, readQualities } from './qualities.js';

/**
 * The player of a page, for the other parts of the page.
 *
 * @typedef {object} Player
 * @property {() => boolean} isBroken whether the browser could play none of the forms
 * @property {(qualities: readonly import('./qualities.js').Quality[]) => void} offer other qualities than before
 */

/** What the page before this one leaves behind when the film shall begin by itself. */
export const PLAY_MARK = '#play';

/**
 * Puts our controls in place of the browser's own, offers qualities, and plays adaptive films where the browser does not.
 *
 * @param {HTMLElement} stage
 * @returns {Player}
 */
export function startPlayer(stage) {
  const media = stage.querySelector('video, audio');
  if (!(media instanceof HTMLMediaElement)) throw new Error('There is nothing to play on this page');
  const trouble = createTrouble(stage, media);
  const offered = readQualities(media);
  const qualities = createQualities(media, offered);
  void showControls(stage, media);
  beginAdaptively(media, offered);
  if (location.hash === PLAY_MARK) void playAtOnce(media);
  return { isBroken: trouble.isBroken, offer: qualities.offer };
}

/**
 * Until the controls are there, and without them, the browser's own are.
 *
 * @param {HTMLElement} stage
 * @param {HTMLMediaElement} media
 */
async function showControls(stage, media) {
  try {
    // @ts-ignore: a script of its own, without types
    await import('./media-chrome.js');
  } catch {
    return;
  }
  media.controls = false;
  stage.classList.add('ready');
}

/**
 * Plays with sound if the browser lets us, and without it otherwise.
 *
 * @param {HTMLMediaElement} media
 */
async function playAtOnce(media) {
  history.replaceState(null, '', location.pathname + location.search);
  try {
    await media.play();
  } catch {
    media.muted = true;
    await media.play().catch(() => {});
  }
}

/**
 * Tells when the last form has failed, too: then there is nothing that this browser can play.
 *
 * @param {HTMLElement} stage
 * @param {HTMLMediaElement} media
 */
function createTrouble(stage, media) {
  const line = stage.querySelector('[data-trouble]');
  const isBroken = () => media.networkState === HTMLMediaElement.NETWORK_NO_SOURCE || media.error !== null;
  const look = () => {
    if (line instanceof HTMLElement) line.hidden = !isBroken();
    stage.classList.toggle('broken', isBroken());
  };
  // The element is told of its own errors, each form of the errors with it; these do not bubble.
  media.addEventListener('error', () => setTimeout(look), true);
  media.addEventListener('loadeddata', look);
  setTimeout(look);
  return { isBroken };
}
