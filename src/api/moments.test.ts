import { describe, expect, it } from 'vitest';
import { isTimeZone, parseMoment } from './moments.ts';

const at = (text: string) => Date.parse(text);

describe('a moment', () => {
  it.each([
    ['2026-11-01', '2026-11-01T00:00:00Z'],
    ['2026-11-01 09:30', '2026-11-01T09:30:00Z'],
    ['2026-11-01 09:30:15', '2026-11-01T09:30:15Z'],
    ['2026-11-01T09:30:15.250Z', '2026-11-01T09:30:15.250Z'],
    ['2026-11-01t09:30z', '2026-11-01T09:30:00Z'],
    ['2026-11-01 09:30+02', '2026-11-01T07:30:00Z'],
    ['2026-11-01 09:30 -0530', '2026-11-01T15:00:00Z'],
    ['2026-11-01T09:30+05:45', '2026-11-01T03:45:00Z'],
    [' 2024-02-29 ', '2024-02-29T00:00:00Z'],
  ])('%j is %s', (text, moment) => {
    expect(parseMoment(text)).toBe(at(moment));
  });

  it.each([
    '',
    'soon',
    '2026-13-01',
    '2026-02-29',
    '2026-11-01 24:30',
    '2026-11-01 09',
    '1.11.2026',
    '1266713254',
  ])('%j is none', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it.each([
    ['2026-07-01 12:00', 'Europe/Copenhagen', '2026-07-01T10:00:00Z'],
    ['2026-12-01 12:00', 'Europe/Copenhagen', '2026-12-01T11:00:00Z'],
    ['2026-12-01 12:00+00', 'Europe/Copenhagen', '2026-12-01T12:00:00Z'],
    ['2026-12-01', 'America/New_York', '2026-12-01T05:00:00Z'],
    ['2026-06-01 08:15', 'Asia/Kathmandu', '2026-06-01T02:30:00Z'],
    ['2026-01-01 00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00Z'],
    // The clocks jump from 2:00 to 3:00, and later go back from 3:00 to 2:00.
    ['2026-03-29 02:30', 'Europe/Copenhagen', '2026-03-29T01:30:00Z'],
    ['2026-10-25 02:30', 'Europe/Copenhagen', '2026-10-25T00:30:00Z'],
  ])('%s in %s is %s', (text, zone, moment) => {
    expect(parseMoment(text, zone)).toBe(at(moment));
  });

  it('is in a time zone that exists', () => {
    expect(['UTC', 'europe/copenhagen', 'Etc/GMT+5'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Mars/Base', '', '../etc', 'x'.repeat(9999)].map(isTimeZone)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
