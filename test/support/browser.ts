import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Debian puts it; `CHROMIUM_PATH` names another. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** One browser for the tests of a file. */
export interface SharedBrowser {
  /** A page in a context of its own, as another person at another computer. */
  newPage(): Promise<Page>;
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** Starts a real browser before the tests of the file and ends it after them. */
export function useBrowser(): SharedBrowser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: launchArguments });
  });
  afterAll(async () => {
    await browser?.close();
  });
  const newContext = async (options: BrowserContextOptions = {}) => {
    if (!browser) throw new Error('The browser has not been started');
    return browser.newContext(options);
  };
  return { newContext, newPage: async () => (await newContext()).newPage() };
}

/** The network of one tab. */
export interface TabNetwork {
  /** Limits what the tab may send, bytes per second; `undefined` lifts the limit. */
  limitUpload(bytesPerSecond: number | undefined): Promise<void>;
  /** Takes the network away from the tab, and gives it back without any limit. */
  goOffline(): Promise<void>;
  goOnline(): Promise<void>;
}

/** Control over the network of a tab; works on the loopback interface too. */
export async function openTabNetwork(page: Page): Promise<TabNetwork> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const emulate = async (offline: boolean, uploadThroughput = -1) => {
    await session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  };
  return {
    limitUpload: (bytesPerSecond) => emulate(false, bytesPerSecond),
    goOffline: () => emulate(true),
    goOnline: () => emulate(false),
  };
}
