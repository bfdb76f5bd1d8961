import { describe, expect, it } from 'vitest';
import { useBrowser } from '../../support/browser.ts';
import { type Scenario, makeFiles, uploadInBrowser } from '../../support/client-scenario.ts';
import { pause } from '../../support/deadline.ts';
import { usePageServer } from '../../support/page-server.ts';
import { randomFaults } from '../../support/random-faults.ts';
import { useFaultProxy, useServer } from '../../support/suite.ts';

const faultSeed = 20_261_124;

describe(`real clients on a rough network (seed ${faultSeed})`, () => {
  const site = useServer({ SLIPWAY_LIMITS_HOLD_SECONDS: '0.3', SLIPWAY_UPLOADS_TAKEOVER_SECONDS: '0.5' });
  const stage = { site, browser: useBrowser(), pages: usePageServer() };
  const proxy = useFaultProxy(site);

  const clients: [string, Omit<Scenario, 'files'>][] = [
    ['Resumable.js', { library: 'resumable' }],
    ['Resumable.js, version 1', { library: 'resumable', version: 'v1' }],
    [
      'Resumable.js with six bare chunks at a time, the last one early and small',
      {
        library: 'resumable',
        options: {
          method: 'octet',
          forceChunkSize: true,
          prioritizeFirstAndLastChunk: true,
          simultaneousUploads: 6,
        },
      },
    ],
    ['Flow.js', { library: 'flow' }],
    ['Flow.js with bare chunks', { library: 'flow', options: { method: 'octet' } }],
    ['simple-uploader.js', { library: 'uploader' }],
  ];

  const faultsLaid = () =>
    Object.entries(proxy.counts).reduce((sum, [kind, count]) => (kind === 'none' ? sum : sum + count), 0);

  it.each(clients)(
    '%s comes through cuts, lost answers, refusals and bursts of 503',
    async (label, client) => {
      proxy.plan(
        randomFaults(faultSeed + label.length, {
          cutRequest: 0.08,
          loseAnswer: 0.1,
          refuse: 0.05,
          stall: 0.05,
          burst: 0.03,
          burstLength: 4,
        }),
      );
      const before = faultsLaid();
      await uploadInBrowser(stage, {
        ...client,
        through: proxy,
        files: await makeFiles(`rough-${label.replaceAll(/\W/g, '')}`, 15),
      });
      expect(faultsLaid()).toBeGreaterThan(before);
      expect(site.isRunning).toBe(true);
    },
  );

  it.each(clients)('%s ends well although its answers overtake each other', async (label, client) => {
    proxy.plan(randomFaults(faultSeed, { delayAnswer: 0.5 }));
    const { state } = await uploadInBrowser(stage, {
      ...client,
      through: proxy,
      mayHearOlderAnswer: true,
      files: await makeFiles(`overtaken-${label.replaceAll(/\W/g, '')}`),
    });
    expect(state.successes).toHaveLength(3);
  });

  it.each(clients)('%s goes on although two of three answers are lost', async (label, client) => {
    let posts = 0;
    proxy.plan(({ method }) => {
      if (method !== 'POST') return { kind: 'none' };
      posts += 1;
      return posts % 3 === 0 ? { kind: 'none' } : { kind: 'lose-answer' };
    });
    const { items } = await uploadInBrowser(stage, {
      ...client,
      through: proxy,
      files: await makeFiles(`lost-${label.replaceAll(/\W/g, '')}`),
    });
    expect(items).toHaveLength(3);
  });

  it.each(['resumable', 'flow', 'uploader'] as const)(
    '%s comes through two seconds without a network',
    async (library) => {
      const { state } = await uploadInBrowser(stage, {
        library,
        through: proxy,
        files: await makeFiles(`dark-${library}`),
        meanwhile: async () => {
          proxy.limitRate(1_000_000);
          await pause(300);
          proxy.goDark(true);
          await pause(2000);
          proxy.limitRate(undefined);
          proxy.goDark(false);
        },
      });
      expect(state.retries).toBeGreaterThan(0);
    },
  );
});
