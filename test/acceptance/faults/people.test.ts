import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../../support/api.ts';
import { expectInArchive } from '../../support/archive-checks.ts';
import { openTabNetwork, type TabNetwork, useBrowser } from '../../support/browser.ts';
import { type RunningUpload, startUpload } from '../../support/browser-upload.ts';
import { chunkSize, uploadInBrowser } from '../../support/client-scenario.ts';
import { pause, waitFor } from '../../support/deadline.ts';
import { makeVideo } from '../../support/media.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

/** Slow enough that what happens in the middle really happens in the middle. */
const slowly = 1_500_000;

const clients = [
  ['Resumable.js', { library: 'resumable', options: {} }],
  [
    'Resumable.js with bare chunks',
    { library: 'resumable', options: { method: 'octet', forceChunkSize: true } },
  ],
  ['Flow.js', { library: 'flow', options: {} }],
  ['simple-uploader.js', { library: 'uploader', options: {} }],
] as const;

describe('what people do while their files are on the way', () => {
  const site = useServer({ SLIPWAY_UPLOADS_TAKEOVER_SECONDS: '0.5' });
  const browser = useBrowser();
  const pages = usePageServer();
  const stage = { site, browser, pages };

  const storedChunks = (upload: RunningUpload) =>
    upload.exchanges.filter(({ method, status }) => method === 'POST' && status === 200).length;

  /** Waits until some chunks are stored and others are on the way. */
  const untilHalfway = (upload: RunningUpload) =>
    waitFor('the first chunks to be stored', () => (storedChunks(upload) >= 3 ? true : undefined));

  it.each(clients)('they pause in the middle of a chunk and go on (%s)', async (label, client) => {
    const file = await makeVideo(`paused ${label}.mp4`, 12 * chunkSize + 99);
    const meanwhile = async (upload: RunningUpload, network: TabNetwork) => {
      for (let times = 0; times < 3; times += 1) {
        await pause(150);
        await upload.pause();
        await pause(times * 100);
        await upload.resume();
      }
      await network.goOnline();
    };
    const { items } = await uploadInBrowser(stage, {
      ...client,
      files: [file],
      bytesPerSecond: slowly,
      meanwhile,
    });
    expect(items).toHaveLength(1);
  });

  async function newSlowPage(): Promise<Page> {
    const page = await browser.newPage();
    await (await openTabNetwork(page)).limitUpload(slowly);
    return page;
  }

  it.each(clients)(
    'they reload the page, and only what is missing is sent again (%s)',
    async (label, client) => {
      const file = await makeVideo(`reloaded ${label}.mp4`, 16 * chunkSize + 12_345);
      const token = await createToken(site);
      const request = { ...client, target: site.url + redeemPaths.v2, token, files: [file.path] };
      const before = await newSlowPage();
      const broken = await startUpload(before, pages, request);
      await untilHalfway(broken);
      const acknowledged = storedChunks(broken);
      await before.context().close();

      const page = await browser.newPage();
      const upload = await startUpload(page, pages, request);
      const state = await upload.finish();
      await page.context().close();
      expect(state.errors).toEqual([]);
      const [item] = await expectInArchive(site, token, [file]);
      expect(JSON.parse(state.successes[0]?.message ?? '')).toMatchObject({ photo_id: item?.photo_id });
      const tests = upload.exchanges.filter(({ method }) => method === 'GET');
      const found = tests.filter(({ status }) => status === 200).length;
      const missing = tests.filter(({ status }) => status === 204).length;
      expect(found + missing).toBe(tests.length);
      expect(found).toBeGreaterThanOrEqual(acknowledged);
      expect(missing).toBeGreaterThan(0);
      expect(storedChunks(upload)).toBe(missing);
      expect(upload.exchanges.filter(({ method }) => method === 'POST')).toHaveLength(missing);
    },
  );

  it.each(clients)(
    'they choose a file again that is there already, and nothing is sent (%s)',
    async (label, client) => {
      const file = await makeVideo(`again ${label}.mp4`, 5 * chunkSize + 1);
      const first = await uploadInBrowser(stage, { ...client, files: [file] });
      const second = await uploadInBrowser(stage, { ...client, files: [file], token: first.token });
      expect(second.count('POST')).toBe(0);
      const numbers = (items: typeof first.items) => items.map(({ photo_id }) => photo_id);
      expect(numbers(second.items)).toEqual(numbers(first.items));
    },
  );

  it.each(clients)('they send one file from two tabs at once (%s)', async (label, client) => {
    const file = await makeVideo(`twice ${label}.mp4`, 10 * chunkSize + 5);
    const token = await createToken(site);
    const tabs = await Promise.all([browser.newPage(), browser.newPage()]);
    const states = await Promise.all(
      tabs.map(async (page) => {
        const request = { ...client, target: site.url + redeemPaths.v2, token, files: [file.path] };
        return (await startUpload(page, pages, request)).finish();
      }),
    );
    await Promise.all(tabs.map((page) => page.context().close()));
    const [item] = await expectInArchive(site, token, [file]);
    for (const state of states) {
      expect(state.errors).toEqual([]);
      expect(JSON.parse(state.successes[0]?.message ?? '')).toMatchObject({ photo_id: item?.photo_id });
    }
  });

  it.each(clients)('their computer loses the network for two seconds (%s)', async (label, client) => {
    const file = await makeVideo(`offline ${label}.mp4`, 12 * chunkSize + 7);
    const meanwhile = async (upload: RunningUpload, network: TabNetwork) => {
      await untilHalfway(upload);
      await network.goOffline();
      await pause(2000);
      await network.goOnline();
    };
    const { state } = await uploadInBrowser(stage, {
      ...client,
      files: [file],
      bytesPerSecond: slowly,
      meanwhile,
    });
    expect(state.retries).toBeGreaterThan(0);
  });

  it.each(clients)('the server is killed under them and comes back (%s)', async (label, client) => {
    const file = await makeVideo(`killed ${label}.mp4`, 12 * chunkSize + 7);
    const meanwhile = async (upload: RunningUpload, network: TabNetwork) => {
      for (let times = 0; times < 2; times += 1) {
        await untilHalfway(upload);
        await site.kill();
        await pause(200);
        await site.start();
      }
      await network.goOnline();
    };
    const { state } = await uploadInBrowser(stage, {
      ...client,
      files: [file],
      bytesPerSecond: slowly,
      meanwhile,
    });
    expect(state.retries).toBeGreaterThan(0);
  });
});
