import type { Page } from 'playwright-core';
import { waitFor } from './deadline.ts';
import type { Library, PageServer } from './page-server.ts';

/** What a client library told its page. */
export interface UploadState {
  readonly successes: { readonly name: string; readonly message: string }[];
  readonly errors: { readonly name: string; readonly message: string }[];
  readonly retries: number;
}

/** One exchange, as the page saw it. Status 0: no answer came. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
}

/** Ways of using a library that need code; see `pages/driver.js`. */
export type Habit = 'bareTarget' | 'ownUrl' | 'oneTest';

/** What to upload, and how. */
export interface UploadRequest {
  readonly library: Library;
  readonly target: string;
  readonly token: string;
  /** Paths on disk, or one folder. */
  readonly files: string[] | { readonly folder: string };
  readonly options?: Readonly<Record<string, unknown>>;
  readonly habits?: readonly Habit[];
}

/** An upload that a page has begun. */
export interface RunningUpload {
  readonly exchanges: readonly Exchange[];
  state(): Promise<UploadState>;
  /** Resolves when every file has succeeded or failed. */
  finish(options?: { timeoutMs?: number }): Promise<UploadState>;
  /** As a button of the page would. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Small chunks and patient retries; the libraries' own defaults give up within half a second. */
const patience = { chunkSize: 262_144, chunkRetryInterval: 50, maxChunkRetries: 1000 };

/** Opens the library's page, chooses the files and starts. */
export async function startUpload(
  page: Page,
  pages: PageServer,
  request: UploadRequest,
): Promise<RunningUpload> {
  const exchanges: Exchange[] = [];
  const note = (method: string, url: string, status: number) => {
    if (url.startsWith(new URL(request.target).origin)) exchanges.push({ method, url: new URL(url), status });
  };
  page.on('response', (response) => note(response.request().method(), response.url(), response.status()));
  page.on('requestfailed', (failed) => note(failed.method(), failed.url(), 0));

  await page.goto(pages.libraryPage(request.library));
  const { files } = request;
  const isFolder = !Array.isArray(files);
  await page.setInputFiles(isFolder ? '#folder' : '#files', isFolder ? files.folder : files);
  const count = await page.evaluate(
    `document.getElementById('${isFolder ? 'folder' : 'files'}').files.length`,
  );
  const options = {
    ...patience,
    target: request.target,
    query: { upload_token: request.token },
    ...request.options,
  };
  const call = [request.library, options, request.habits ?? [], isFolder ? 'folder' : 'files'];
  await page.evaluate(`window.startUpload(...${JSON.stringify(call)})`);

  const state = () => page.evaluate<UploadState>('window.uploadState');
  return {
    exchanges,
    state,
    finish: ({ timeoutMs = 60_000 } = {}) =>
      waitFor(
        `${String(count)} files to end`,
        async () => {
          const now = await state();
          return now.successes.length + now.errors.length >= Number(count) ? now : undefined;
        },
        { timeoutMs, everyMs: 50 },
      ),
    pause: async () => {
      await page.evaluate('window.client.pause()');
    },
    resume: async () => {
      // Flow.js and its kin have a word of their own for going on after a pause.
      await page.evaluate('window.client.resume ? window.client.resume() : window.client.upload()');
    },
  };
}
