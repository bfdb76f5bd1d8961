/** How a page wants its player to begin. */
export interface PlayerOptions {
  /** Seconds from the start. */
  readonly start: number;
  readonly isAutoplay: boolean;
  readonly isMuted: boolean;
  readonly isLoop: boolean;
}

/** Longest film that one may want to begin within: a week, in seconds. */
const MAX_START = 604_800;

/** `90`, `90.5`, `90s`, `1m30s`, `1h2m3s` */
const MOMENT = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s?)?$/;

/**
 * Reads `start`, `autoplay`, `muted` and `loop` from the query of a page, in these names or in those of TwentyThree
 * (`autoPlay`, `autoMute`). What makes no sense counts as not given: a player that plays is better than an error.
 */
export function readPlayerOptions(query: Readonly<Record<string, unknown>>): PlayerOptions {
  const isOn = (...names: string[]) => names.some((name) => /^(?:1|t|true)$/i.test(textOf(query[name])));
  return {
    start: readMoment(textOf(query['start'])),
    isAutoplay: isOn('autoplay', 'autoPlay'),
    isMuted: isOn('muted', 'autoMute'),
    isLoop: isOn('loop'),
  };
}

/** The options as a query, without what is as usual. */
export function writePlayerOptions({ start, isAutoplay, isMuted, isLoop }: PlayerOptions): string {
  const parts = [
    ...(start > 0 ? [`start=${start}`] : []),
    ...(isAutoplay ? ['autoplay=1'] : []),
    ...(isMuted ? ['muted=1'] : []),
    ...(isLoop ? ['loop=1'] : []),
  ];
  return parts.map((part) => `&${part}`).join('');
}

function readMoment(text: string): number {
  const match = text === '' ? null : MOMENT.exec(text);
  if (!match) return 0;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  const moment = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return moment <= MAX_START ? moment : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
