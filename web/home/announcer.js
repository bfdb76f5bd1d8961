import { part } from './element.js';

const gatherMs = 800;

/**
 * Speaks to people who cannot see the page. Events that come close together are said together, and a crowd of them
 * only by its last one, so that many small files do not chatter.
 *
 * @typedef {ReturnType<typeof createAnnouncer>} Announcer
 *
 * @param {ParentNode} root
 */
export function createAnnouncer(root) {
  const say = createVoice(part(root, 'announcements'));
  const alarm = createVoice(part(root, 'alarms'));
  return {
    /** News: started, done, paused. @param {string} text */
    say,
    /** Trouble that interrupts. @param {string} text */
    alarm,
  };
}

/** @param {HTMLElement} region @returns {(text: string) => void} */
function createVoice(region) {
  /** @type {string[]} */
  let waiting = [];
  return (text) => {
    if (waiting.length === 0) {
      setTimeout(() => {
        // Set even when it is the same text again: that is news too.
        region.textContent = waiting.length > 3 ? (waiting.at(-1) ?? '') : waiting.join(' ');
        waiting = [];
      }, gatherMs);
    }
    waiting.push(text);
  };
}
