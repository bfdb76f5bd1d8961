import { expect } from 'vitest';
import { type ArchiveItem, createToken, type Parameters, redeemPaths, type Site } from './api.ts';
import { expectInArchive } from './archive-checks.ts';
import {
  type Exchange,
  type RunningUpload,
  startUpload,
  type UploadRequest,
  type UploadState,
} from './browser-upload.ts';
import { makePhoto, makeVideo, type MediaFile } from './media.ts';
import type { PageServer } from './page-server.ts';
import { openTabNetwork, type SharedBrowser, type TabNetwork } from './browser.ts';

/** Bytes of a chunk in the browser suites. */
export const chunkSize = 262_144;

/** One upload by a client library in a browser. */
export interface Scenario extends Partial<Omit<UploadRequest, 'files' | 'token' | 'target'>> {
  readonly library: UploadRequest['library'];
  readonly files: readonly MediaFile[];
  readonly version?: keyof typeof redeemPaths;
  readonly tokenParameters?: Parameters;
  /** Where the client sends to, when that is not the server itself. */
  readonly through?: Site;
  /** An existing token instead of a new one. */
  readonly token?: string;
  /** Most bytes per second that the tab may send, until `meanwhile` lifts the limit. */
  readonly bytesPerSecond?: number;
  /**
   * The network lets answers overtake each other. The library then hands an older answer to its page, whatever the
   * server does, because it keeps the one that arrived last.
   */
  readonly mayHearOlderAnswer?: boolean;
  /** Does something while the upload runs. */
  readonly meanwhile?: (upload: RunningUpload, network: TabNetwork) => Promise<void>;
}

/** What an upload left behind. */
export interface Outcome {
  readonly state: UploadState;
  readonly exchanges: readonly Exchange[];
  readonly items: readonly ArchiveItem[];
  readonly token: string;
  /** How many exchanges had this method. */
  readonly count: (method: string) => number;
}

/** The things that the scenarios of a file share. */
export interface Stage {
  readonly site: Site;
  readonly browser: SharedBrowser;
  readonly pages: PageServer;
}

/** Files of every relation to the chunk size: in between, an exact multiple, and less than one chunk. */
export async function makeFiles(label: string, chunks = 3): Promise<[MediaFile, MediaFile, MediaFile]> {
  return Promise.all([
    makeVideo(`${label} holiday.mp4`, chunks * chunkSize + 70_001, 11),
    makeVideo(`${label}-exact.mp4`, chunks * chunkSize, 12),
    makePhoto(`${label}.jpg`, undefined, 13),
  ]);
}

/**
 * Uploads files with a client library and checks what must always hold: no file fails, every file is in the archive
 * once with its bytes, and the client was given the final answer for each.
 */
export async function uploadInBrowser(stage: Stage, scenario: Scenario): Promise<Outcome> {
  const { site, browser, pages } = stage;
  const { files, version = 'v2' } = scenario;
  const token =
    scenario.token ?? (await createToken(site, { max_uploads: files.length, ...scenario.tokenParameters }));
  const page = await browser.newPage();
  try {
    const network = await openTabNetwork(page);
    await network.limitUpload(scenario.bytesPerSecond);
    const running = await startUpload(page, pages, {
      ...scenario,
      target: (scenario.through ?? site).url + redeemPaths[version],
      token,
      files: files.map((file) => file.path),
    });
    await scenario.meanwhile?.(running, network);
    const state = await running.finish();
    expect(state.errors).toEqual([]);
    const items = await expectInArchive(site, token, files);
    if (!scenario.mayHearOlderAnswer) expectFinalAnswers(state, version, items);
    const { exchanges } = running;
    return {
      state,
      exchanges,
      items,
      token,
      count: (method) => exchanges.filter((e) => e.method === method).length,
    };
  } finally {
    await page.context().close();
  }
}

/** Every file's `fileSuccess` message is the final answer for that file. */
function expectFinalAnswers(
  state: UploadState,
  version: keyof typeof redeemPaths,
  items: readonly ArchiveItem[],
): void {
  for (const { name, message } of state.successes) {
    const candidates = items.filter((item) => name.endsWith(item.original_filename));
    if (version === 'v1') {
      expect(message, `the final answer for ${name}`).not.toMatch(/^(|ok)$/);
      continue;
    }
    const body = JSON.parse(message) as { photo_id: number; data: { photo_id: number } };
    expect(
      candidates.map((item) => item.photo_id),
      `the final answer for ${name}`,
    ).toContain(body.photo_id);
    expect(body.data.photo_id).toBe(body.photo_id);
  }
}
