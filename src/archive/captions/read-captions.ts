import { cleanCueText } from './cue-text.ts';

/** Longest file, bytes of UTF-8. */
export const MAX_CAPTION_BYTES = 2 * 2 ** 20;

const MAX_CUES = 20_000;
const MAX_CUE_LENGTH = 4_000;

/** A text and when it is shown. Times are milliseconds from the start. */
interface Cue {
  readonly start: number;
  readonly end: number;
  /** Where it is shown, in the words of WebVTT; empty leaves it to the player. */
  readonly settings: string;
  readonly text: string;
}

/** The file is no SRT and no WebVTT; the message says where, and ends a sentence about the file. */
export class CaptionsUnreadable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CaptionsUnreadable';
  }
}

/**
 * Reads SubRip (SRT) or WebVTT and writes WebVTT that holds nothing but times, positions and clean text: no style sheets,
 * no regions, no notes, no classes. Fails with `CaptionsUnreadable`.
 */
export function toWebVtt(file: string): string {
  const text = file.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  const isWebVtt = /^WEBVTT(?=[ \t\n]|$)/.test(text);
  const cues: Cue[] = [];
  for (const block of blocksOf(text, isWebVtt)) {
    const cue = readCue(block, isWebVtt);
    if (cue) cues.push(cue);
    if (cues.length > MAX_CUES) throw new CaptionsUnreadable(`has more than ${MAX_CUES} captions`);
  }
  if (cues.length === 0) throw new CaptionsUnreadable('holds no captions');
  // WebVTT wants them in order.
  cues.sort((one, other) => one.start - other.start);
  return `WEBVTT\n\n${cues.map(writeCue).join('\n')}`;
}

/** Lines that belong together; `line` counts from 1. */
interface Block {
  readonly line: number;
  readonly lines: readonly string[];
}

function* blocksOf(text: string, hasHeader: boolean): Generator<Block> {
  let lines: string[] = [];
  let number = 0;
  let isHeader = hasHeader;
  for (const line of [...text.split('\n'), '']) {
    number += 1;
    if (line.trim() !== '') {
      lines.push(line);
      continue;
    }
    if (lines.length > 0 && !isHeader) yield { line: number - lines.length, lines };
    if (lines.length > 0) isHeader = false;
    lines = [];
  }
}

/** Undefined for what is no caption, and for one that is shown at no time. */
function readCue({ line, lines }: Block, isWebVtt: boolean): Cue | undefined {
  const [first = ''] = lines;
  if (isWebVtt && /^(?:NOTE|STYLE|REGION)(?=\s|$)/.test(first)) return undefined;
  const index = lines.findIndex((candidate) => candidate.includes('-->'));
  if (index !== 0 && index !== 1) throw new CaptionsUnreadable(`has no times in line ${line}`);
  const { settings, ...times } = readTimes(lines[index] ?? '', line + index);
  const text = lines.slice(index + 1).join('\n');
  if (text.length > MAX_CUE_LENGTH)
    throw new CaptionsUnreadable(`has a caption that is too long in line ${line}`);
  // A line of which nothing is left would end the caption.
  const cleaned = cleanCueText(text.replaceAll(/[^\P{Cc}\n\t]/gu, ''))
    .split('\n')
    .filter((one) => one.trim() !== '')
    .join('\n')
    .trim();
  if (cleaned === '' || times.start === times.end) return undefined;
  return { ...times, settings: isWebVtt ? keepSettings(settings) : '', text: cleaned };
}

/** `00:00:02,414 --> 00:00:09,294`, and what stands behind. */
function readTimes(text: string, line: number): { start: number; end: number; settings: string[] } {
  const [from = '', rest = ''] = text.split('-->');
  const [to = '', ...settings] = rest.trim().split(/\s+/);
  const [start, end] = [readTime(from.trim()), readTime(to)];
  if (start === undefined || end === undefined || end < start) {
    throw new CaptionsUnreadable(`has wrong times in line ${line}`);
  }
  return { start, end, settings };
}

/** `01:02:03,500`, `02:03.500`; undefined when it is no time. */
function readTime(text: string): number | undefined {
  const match = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, '0'));
}

/** WebVTT, 3.4: what may stand behind the times, but for regions. */
const SETTINGS = [
  /^vertical:(?:rl|lr)$/,
  /^line:-?\d{1,3}(?:\.\d{1,3})?%?(?:,(?:start|center|end))?$/,
  /^position:\d{1,3}(?:\.\d{1,3})?%(?:,(?:line-left|center|line-right))?$/,
  /^size:\d{1,3}(?:\.\d{1,3})?%$/,
  /^align:(?:start|center|end|left|right)$/,
];

function keepSettings(settings: readonly string[]): string {
  return settings.filter((setting) => SETTINGS.some((form) => form.test(setting))).join(' ');
}

function writeCue({ start, end, settings, text }: Cue): string {
  const times = `${writeTime(start)} --> ${writeTime(end)}`;
  return `${settings === '' ? times : `${times} ${settings}`}\n${text}\n`;
}

function writeTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${clock}.${String(milliseconds % 1000).padStart(3, '0')}`;
}
