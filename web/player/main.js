import { startPlayer } from './player.js';
import { startProgress } from './progress.js';
import { startShare } from './share.js';
import { startZoom } from './zoom.js';

const stage = document.querySelector('[data-player]');
const player = stage instanceof HTMLElement ? startPlayer(stage) : undefined;

const main = document.querySelector('main[data-state]');
if (main instanceof HTMLElement) startProgress(main, player);

const zoom = document.querySelector('a[data-zoom]');
if (zoom instanceof HTMLAnchorElement) startZoom(zoom);

startShare();
