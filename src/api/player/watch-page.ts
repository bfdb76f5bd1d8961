import type { PhotoRecord } from '../../archive/records.ts';
import { toPlainText } from '../../archive/plain-text.ts';
import { Html, html } from '../../http/html-text.ts';
import { stage, type StageParts } from './stage.ts';

/** What every page of the player says around its own part. */
interface Frame {
  readonly siteName: string;
  /** For a frame of another site: nothing but the player. */
  readonly isEmbed: boolean;
}

/** A page about one item. */
export interface WatchPage extends Frame, StageParts {
  /** Address of the page, with its origin. */
  readonly pageAddress: string;
  /** Address of the player alone, with its origin. */
  readonly embedAddress: string;
  readonly embedCode: string;
  /** Where other programs learn how to embed it. */
  readonly oembedAddress: string;
  /** Where the page asks how the item stands, and how it stands now. */
  readonly stateAddress: string;
  readonly stateVersion: string;
  /** Seconds; null when it is not known. */
  readonly duration: number | null;
  /** Origin of the site, for addresses that others follow. */
  readonly origin: string;
}

/** The page where an item is watched. */
export function watchPage(page: WatchPage): string {
  const { photo, isEmbed, state } = page;
  const isBusy = state.kind === 'processing' || (state.kind === 'shown' && state.percent !== undefined);
  const busy = isBusy
    ? html`data-state="${page.stateAddress}" data-version="${page.stateVersion}"`
    : undefined;
  return frame(
    page,
    photo.title,
    [describeForOthers(page), isBusy && state.kind === 'processing' ? REFRESH : undefined],
    isEmbed
      ? html`<main class="embedded" ${busy}><h1 class="only-heard">${photo.title}</h1>${stage(page)}</main>`
      : html`<main class="watch" ${busy}>
      ${stage(page)}
      ${about(page)}
    </main>`,
  );
}

/** Browsers without scripts look again by themselves. */
const REFRESH = new Html('<noscript><meta http-equiv="refresh" content="10" /></noscript>');

function about(page: WatchPage): Html {
  const { photo, state, duration } = page;
  const facts = [
    ...(duration === null ? [] : [lengthText(duration)]),
    ...(page.photo.tags.length > 0 ? [photo.tags.slice(0, 12).join(' · ')] : []),
  ];
  return html`<div class="about">
        <h1>${photo.title}</h1>
        ${facts.length > 0 ? html`<p class="quiet">${facts.join(' · ')}</p>` : undefined}
        ${state.kind === 'shown' && state.percent !== undefined && photo.kind !== 'image' ? html`<p class="quiet" data-more>More qualities are being made: <span data-percent>${state.percent}</span> % done.</p>` : undefined}
        ${photo.description === '' ? undefined : html`<div class="description">${new Html(photo.description)}</div>`}
        ${share(page)}
      </div>`;
}

function share({ pageAddress, embedCode, playback, photo }: WatchPage): Html {
  const isDownload = playback.source !== undefined && photo.kind === 'image';
  return html`<details class="share">
          <summary>Share</summary>
          <div class="field">
            <label for="link">Link</label>
            <div class="copied"><input id="link" readonly value="${pageAddress}" /><button type="button" class="secondary" data-copy="link" hidden>Copy<span class="only-heard"> the link</span></button></div>
          </div>
          <div class="field">
            <label for="code">Code for your own page</label>
            <div class="copied"><textarea id="code" rows="4" readonly spellcheck="false">${embedCode}</textarea><button type="button" class="secondary" data-copy="code" hidden>Copy<span class="only-heard"> the code</span></button></div>
          </div>
          <p class="only-heard" role="status" data-copied></p>
          ${isDownload ? html`<p><a href="${playback.source ?? ''}" download>Download the picture</a></p>` : undefined}
        </details>`;
}

/** Open Graph and Twitter, for those who show links. A protected item is not described to them. */
function describeForOthers(page: WatchPage): Html {
  const { photo, playback, origin } = page;
  const text = toPlainText(photo.description).slice(0, 300);
  const poster = playback.images.at(-1);
  const absolute = (address: string) => new URL(address, origin).href;
  const tag = (name: string, content: string | number) =>
    html`<meta property="${name}" content="${content}" />
    `;
  const player = photo.kind === 'video' || photo.kind === 'audio';
  return html`<link rel="canonical" href="${photo.absoluteUrl ?? page.pageAddress}" />
    <link rel="alternate" type="application/json+oembed" href="${page.oembedAddress}&format=json" title="${photo.title}" />
    <link rel="alternate" type="text/xml+oembed" href="${page.oembedAddress}&format=xml" title="${photo.title}" />
    ${photo.isPublished && !photo.isProtected && photo.seoPolicy !== 'noindex' ? undefined : NO_INDEX}
    ${
      photo.isProtected
        ? undefined
        : [
            tag('og:site_name', page.siteName),
            tag('og:title', photo.title),
            tag('og:url', page.pageAddress),
            tag('og:type', photo.kind === 'video' ? 'video.other' : 'website'),
            ...(text === '' ? [] : [tag('og:description', text)]),
            ...(poster
              ? [
                  tag('og:image', absolute(poster.url)),
                  ...(poster.width > 0 ? [tag('og:image:width', poster.width)] : []),
                  ...(poster.height > 0 ? [tag('og:image:height', poster.height)] : []),
                ]
              : []),
            ...(player ? [tag('og:video', page.embedAddress), tag('og:video:type', 'text/html')] : []),
            html`<meta name="twitter:card" content="${player ? 'player' : 'summary_large_image'}" />
    <meta name="twitter:title" content="${photo.title}" />
    `,
            ...(player
              ? [
                  html`<meta name="twitter:player" content="${page.embedAddress}" />
    <meta name="twitter:player:width" content="640" />
    <meta name="twitter:player:height" content="360" />`,
                ]
              : []),
          ]
    }`;
}

const NO_INDEX = new Html('<meta name="robots" content="noindex" />');

/** A page that asks for the password of an item. */
export interface PasswordPage extends Frame {
  /** Where the form goes. */
  readonly action: string;
  /** What went wrong with the last try. */
  readonly error: string | undefined;
  /** Where access is given, when that is not here. */
  readonly endpoint: string | undefined;
}

/** Asks for the password of a protected item; its title is not told. Works without any script. */
export function passwordPage(page: PasswordPage): string {
  const { action, error, endpoint } = page;
  const words =
    endpoint === undefined
      ? html`<h1>This item is protected</h1>
      <form method="post" action="${action}" class="password">
        <div class="field">
          <label for="password">Password</label>
          <input id="password" name="password" type="password" required autocomplete="current-password" ${error === undefined ? undefined : html`aria-invalid="true" aria-describedby="password-error" autofocus`} />
          ${error === undefined ? undefined : html`<p class="error" id="password-error" role="alert">${error}</p>`}
        </div>
        <button type="submit" class="primary">Watch</button>
      </form>`
      : html`<h1>This item is protected</h1><p class="quiet">Access to it is given by <strong>${new URL(endpoint).host}</strong>. Open it from there.</p>`;
  return frame(page, 'Protected', [NO_INDEX], html`<main class="card asking">${words}</main>`);
}

const MARK = new Html(
  '<svg viewBox="0 0 32 32" aria-hidden="true"><rect class="tile" width="32" height="32" rx="8" /><path class="hull" d="M16 4.5c4.3 3.8 6 8.4 6 14.5H10c0-6.1 1.7-10.7 6-14.5z" /><path class="rails" d="M9 22.8h14M11 26.8h10" /></svg>',
);

const STYLES = ['home/base', 'home/layout', 'home/form', 'player/player'].map(
  (name) => html`<link rel="stylesheet" href="/assets/${name}.css" />
    `,
);

function frame(
  { siteName, isEmbed }: Frame,
  title: string,
  head: readonly (Html | undefined)[],
  main: Html,
): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title} · ${siteName}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
    ${STYLES}
    <script type="module" src="/assets/player/main.js"></script>
    ${head.map((part) => part ?? html``)}
  </head>
  <body class="${isEmbed ? 'player-page embed' : 'player-page'}">
    ${isEmbed ? undefined : html`<header class="top"><span class="brand">${MARK}${siteName}</span></header>`}
    ${main}
  </body>
</html>
`.text;
}

function lengthText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [hours = 0, ...rest] = parts;
  const shown = hours > 0 ? parts : rest;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** Whether a page shows a player, whose elements bring their own styles. */
export function hasPlayer({ state, photo }: { state: StageParts['state']; photo: PhotoRecord }): boolean {
  return state.kind === 'shown' && photo.kind !== 'image';
}
