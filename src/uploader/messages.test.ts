import { describe, expect, it } from 'vitest';
import { Voice } from './format.ts';
import { english, loadMessages } from './messages.ts';

const placesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('messages', () => {
  it.each(['da', 'de-AT', 'es', 'fr', 'zh-Hans'])(
    'say the same in %s, with the same values',
    async (language) => {
      const messages = await loadMessages(language);
      expect(messages).not.toBe(english);
      const lost = Object.entries(english)
        // A form for exactly one may leave the number out.
        .filter(([key]) => !key.endsWith('_one'))
        .filter(([key, text]) => {
          const translated = messages[key as keyof typeof english];
          return (
            placesIn(translated).join() !== placesIn(text).join() ||
            (translated === text && text.replaceAll(/\{\w+\}/g, '').length > 12)
          );
        });
      expect(lost).toEqual([]);
    },
  );

  it('are English in a language that is not there', async () => {
    expect(await loadMessages('tlh')).toBe(english);
  });

  it('name sizes, times and numbers as people do', () => {
    const voice = new Voice('en', english);
    expect([0, 999, 20_000, 1_500_000, 2e12].map((size) => voice.bytes(size))).toEqual([
      '0 bytes',
      '999 bytes',
      '20 kB',
      '1.5 MB',
      '2 TB',
    ]);
    expect([0.2, 59.1, 90, 5400].map((seconds) => voice.duration(seconds))).toEqual([
      '1 sec',
      '60 sec',
      '2 min',
      '1.5 hr',
    ]);
    expect([voice.count('start', 1), voice.count('start', 1200)]).toEqual([
      'Send 1 file',
      'Send 1,200 files',
    ]);
  });
});
