/** The look of the element. Everything that a page may want to change is a custom property. */
export const style = `
:host {
  --_ink: var(--slipway-ink, light-dark(#15202a, #e8eef2));
  --_quiet: var(--slipway-quiet, light-dark(#546370, #9dabb6));
  --_paper: var(--slipway-paper, light-dark(#ffffff, #161d23));
  --_sunken: var(--slipway-sunken, light-dark(#f3f6f8, #0f1519));
  --_line: var(--slipway-line, light-dark(#dde3e7, #2b3741));
  --_edge: var(--slipway-edge, light-dark(#8593a0, #64747f));
  --_accent: var(--slipway-accent, light-dark(#0b6a8f, #5cc0e6));
  --_on-accent: var(--slipway-on-accent, light-dark(#ffffff, #06202c));
  --_error: var(--slipway-error, light-dark(#b3261e, #ff9d92));
  --_success: var(--slipway-success, light-dark(#1b6b3a, #7fd6a0));
  --_radius: var(--slipway-radius, 12px);
  display: block;
  container-type: inline-size;
  color: var(--_ink);
  font: 16px / 1.5 var(--slipway-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
  text-align: start;
}
:host([hidden]) { display: none; }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ul { margin: 0; padding: 0; list-style: none; }
.drop {
  display: grid;
  justify-items: center;
  gap: 6px;
  padding: 32px 20px;
  border: 2px dashed var(--_edge);
  border-radius: var(--_radius);
  background: var(--_sunken);
  text-align: center;
  transition: border-color .15s, background-color .15s;
}
.drop.over { border-color: var(--_accent); border-style: solid; background: color-mix(in srgb, var(--_accent) 12%, var(--_sunken)); }
.drop.compact { grid-template-columns: auto 1fr auto; justify-items: start; align-items: center; column-gap: 14px; padding: 12px 16px; text-align: start; }
.drop.compact .big { width: 26px; height: 26px; grid-row: span 2; }
.drop.compact .buttons { grid-area: 1 / 3 / span 2; margin: 0; }
.drop.compact .secondary { display: none; }
.title { font-weight: 600; font-size: 17px; }
.limits { color: var(--_quiet); font-size: 14px; text-wrap: balance; }
.notice { color: var(--_error); font-weight: 600; max-width: 44ch; }
.buttons { display: flex; flex-wrap: wrap; justify-content: center; gap: 8px; margin-top: 12px; }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.big { width: 40px; height: 40px; color: var(--_accent); stroke-width: 1.5; }
button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 8px;
  min-height: 40px;
  padding: 7px 16px;
  border: 1px solid var(--_edge);
  border-radius: calc(var(--_radius) * .7);
  background: var(--_paper);
  color: inherit;
  font: inherit;
  font-size: 15px;
  font-weight: 600;
  cursor: pointer;
}
button:hover { border-color: var(--_accent); color: var(--_accent); }
button.primary { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); }
button.primary:hover { filter: brightness(1.08); color: var(--_on-accent); }
button:disabled { opacity: .55; cursor: default; }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
button.small { min-height: 34px; padding: 4px 12px; font-size: 14px; font-weight: 500; }
button.icon { min-height: 36px; width: 36px; padding: 0; border-color: transparent; background: transparent; color: var(--_quiet); }
button.icon:hover { border-color: var(--_line); background: var(--_sunken); color: var(--_ink); }
.start { width: 100%; margin-top: 14px; min-height: 48px; font-size: 16px; }
.overall { display: grid; gap: 8px; margin-top: 18px; }
.overall .line, .more { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; }
.figures { flex: 1 1 220px; font-size: 14px; color: var(--_quiet); font-variant-numeric: tabular-nums; }
.figures strong { color: var(--_ink); font-size: 15px; }
.bar { height: 6px; border-radius: 3px; background: var(--_line); overflow: hidden; }
.bar i { display: block; height: 100%; width: 0; border-radius: inherit; background: var(--_accent); transition: width .25s linear; }
.list { display: grid; margin-top: 12px; border: 1px solid var(--_line); border-radius: var(--_radius); overflow: clip; background: var(--_paper); }
.row { display: grid; grid-template-columns: 48px minmax(0, 1fr) auto; align-items: center; gap: 2px 12px; padding: 10px 12px; content-visibility: auto; contain-intrinsic-size: auto 71px; }
.row + .row { border-top: 1px solid var(--_line); }
.row:focus { outline-offset: -2px; }
.thumb { position: relative; display: grid; place-items: center; width: 48px; height: 48px; border-radius: 8px; background: var(--_sunken); color: var(--_quiet); overflow: hidden; }
.thumb canvas { width: 100%; height: 100%; }
.name { font-weight: 500; font-size: 15px; line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.detail { font-size: 13.5px; line-height: 1.4; color: var(--_quiet); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.row .bar { height: 4px; margin-top: 5px; }
.name, .detail, .figures { text-align: -webkit-match-parent; text-align: match-parent; }
.verbs { display: flex; gap: 2px; }
.row[data-state="done"] .detail { color: var(--_success); }
.row[data-state="failed"] .detail { color: var(--_error); }
.row[data-state="paused"] .bar i, .row[data-state="offline"] .bar i, .row[data-state="file-needed"] .bar i { background: var(--_edge); }
.badge { display: none; color: var(--_success); }
.row[data-state="done"] .badge, .row[data-state="failed"] .badge { display: grid; place-items: center; width: 36px; height: 36px; }
.row[data-state="failed"] .badge { color: var(--_error); }
.row[data-state="cancelled"] { color: var(--_quiet); }
.row[data-state="cancelled"] .name { text-decoration: line-through; }
.more { margin-top: 12px; }
.more:not(:has(:not([hidden]))) { display: none; }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) { button { min-height: 44px; } button.icon { min-height: 44px; width: 44px; } button.small { min-height: 40px; } }
.buttons button { flex: 0 1 auto; }
@container (max-width: 460px) {
  .drop { padding: 24px 14px; }
  .row { grid-template-columns: 40px minmax(0, 1fr) auto; column-gap: 10px; padding-block: 10px; padding-inline: 10px 6px; }
  .thumb { width: 40px; height: 40px; }
  .verbs { gap: 0; }
  .verbs button.icon { width: 38px; }
  .buttons { flex-direction: column; align-self: stretch; justify-self: stretch; }
  .drop.compact { display: block; padding: 8px; }
  .drop.compact > :not(.buttons) { display: none; }
}
@media (hover: none) and (pointer: coarse) { .title { display: none; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) { .bar { outline: 1px solid; } .bar i { background: Highlight; } }
`;
