/** The drawings of the dashboard, as lines in a box of 24. */
const drawings = {
  archive: 'M4 5h6v6H4zM14 5h6v6h-6zM4 15h6v4H4zM14 15h6v4h-6z',
  uploads: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M4 15v4h16v-4',
  tokens: 'M14 10a4 4 0 1 0-2.5 3.7L14 16h2v2h2v2h3v-3l-6.6-6.6zM9.5 9.5h.01',
  pages: 'M5 3h9l5 5v13H5zM14 3v5h5M12 17v-6M9.5 13.5 12 11l2.5 2.5',
  audit: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
  webhooks: 'M12 8a3 3 0 1 0-3-3M10.5 7.5 7 14M6 13a3 3 0 1 0 3 4h7M18 13a3 3 0 1 1-2.5 4.6M13.5 6.5 17 13',
  deliveries: 'M4 12h13M12 6.5l6 5.5-6 5.5M20.5 5v14',
  keys: 'M8 15a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11h9v4M17 11v3',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.2 2.6 3.5 5.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20',
  video: 'M4 6h11v12H4zM15 10.5l5-3v9l-5-3z',
  audio:
    'M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 16a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  waiting: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  out: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
  add: 'M12 5v14M5 12h14',
  back: 'M14 6l-6 6 6 6',
  warning: 'M12 4 2.5 20h19zM12 10v4M12 17h.01',
  open: 'M13 5h6v6M19 5l-9 9M17 14v5H5V7h5',
  bin: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

/** Name of a drawing. */
export type IconName = keyof typeof drawings;

/** A drawing beside a text that says the same: nothing is read out. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  );
}

/** The sign of Slipway. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect class="tile" width="32" height="32" rx="8" />
      <path class="hull" d="M16 4.5c4.3 3.8 6 8.4 6 14.5H10c0-6.1 1.7-10.7 6-14.5z" />
      <path class="rails" d="M9 22.8h14M11 26.8h10" />
    </svg>
  );
}
