import { PLAY_MARK } from './player.js';

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Follows how far an item is. Once it can be shown, or shown otherwise, the page is loaded anew and begins to play; what
 * plays already is never disturbed: it is only offered in more qualities.
 *
 * @param {HTMLElement} main
 * @param {import('./player.js').Player | undefined} player
 */
export function startProgress(main, player) {
  const { state: address = '', version = '' } = main.dataset;
  let waitMs = FIRST_WAIT_MS;
  let mostPercent = 0;

  const look = async () => {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    if (response.status === 404) return location.reload();
    if (!response.ok) return schedule();
    const news = await response.json();
    // What is done is no longer counted with the rest, which would look like a step back.
    mostPercent = Math.max(mostPercent, news.percent ?? 100);
    for (const place of document.querySelectorAll('[data-percent]')) place.textContent = String(mostPercent);
    const bar = document.querySelector('progress');
    if (bar) bar.value = mostPercent;
    const isPlaying = player !== undefined && !player.isBroken();
    if (isPlaying) {
      player.offer(news.sources);
      if (news.percent === null) document.querySelector('[data-more]')?.remove();
      else schedule();
      return;
    }
    if (news.version === version) return schedule();
    showAnew(news.state === 'shown');
  };

  const schedule = () => {
    setTimeout(() => void look().catch(schedule), waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 1.2);
  };

  schedule();
}

/** @param {boolean} shallPlay */
function showAnew(shallPlay) {
  if (shallPlay) history.replaceState(null, '', PLAY_MARK);
  location.reload();
}
