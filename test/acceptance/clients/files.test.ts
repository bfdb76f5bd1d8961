import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../../support/api.ts';
import { countStoredFiles, expectInArchive } from '../../support/archive-checks.ts';
import { useBrowser } from '../../support/browser.ts';
import { startUpload } from '../../support/browser-upload.ts';
import { chunkSize, uploadInBrowser } from '../../support/client-scenario.ts';
import { makeData, makePhoto, makeVideo, place } from '../../support/media.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

describe('files of every kind', () => {
  const site = useServer();
  const stage = { site, browser: useBrowser(), pages: usePageServer() };
  const libraries = ['resumable', 'flow', 'uploader'] as const;

  it.each(libraries)('keeps names in every script as they are (%s)', async (library) => {
    const names = [
      '日本語.jpg',
      '中文.jpg',
      'العربية.jpg',
      'emoji 🎬.jpg',
      `quote"s' &.jpg`,
      'semi;colon, comma.jpg',
    ];
    const more = ['50% off + more#1.jpg', 'ünï ćødé.jpg', '%2e%2e%2f.jpg', 'a\\b.jpg', '<b>bold.jpg'];
    const files = await Promise.all(
      [...names, ...more].map((name, index) => makePhoto(name, 7000 + index, index + 20)),
    );
    const { items } = await uploadInBrowser(stage, { library, files });
    expect(items.map((item) => item.original_filename)).toEqual([...names, ...more]);
  });

  it.each(libraries)(
    'takes two files whose names and sizes give the same identifier (%s)',
    async (library) => {
      const size = 2 * chunkSize + 5;
      const files = [await makeVideo('日本語.mp4', size, 31), await makeVideo('中文.mp4', size, 32)] as const;
      const token = await createToken(site, { max_uploads: 2 });
      for (const file of files) {
        const page = await stage.browser.newPage();
        const upload = await startUpload(page, stage.pages, {
          library,
          target: site.url + redeemPaths.v2,
          token,
          files: [file.path],
        });
        expect((await upload.finish()).errors).toEqual([]);
        await page.context().close();
      }
      await expectInArchive(site, token, files);
    },
  );

  it.each([
    ['one byte', 1],
    ['a little less than a chunk', chunkSize - 1],
    ['exactly one chunk', chunkSize],
    ['a little more than a chunk', chunkSize + 1],
    ['almost two chunks', 2 * chunkSize - 1],
    ['exactly two chunks', 2 * chunkSize],
    ['many chunks and a bit', 9 * chunkSize + 1],
  ])('takes a file of %s in both roundings', async (_, size) => {
    for (const forceChunkSize of [false, true]) {
      const file = await makeData(`size-${size}-${forceChunkSize}.bin`, size, size);
      const { count } = await uploadInBrowser(stage, {
        library: 'resumable',
        tokenParameters: { allowed_types: '*' },
        options: { forceChunkSize },
        files: [file],
      });
      const chunks = forceChunkSize ? Math.ceil(size / chunkSize) : Math.max(1, Math.floor(size / chunkSize));
      expect(count('POST')).toBe(chunks);
    }
  });

  it.each(libraries)('takes an empty file when every type is allowed (%s)', async (library) => {
    const { items } = await uploadInBrowser(stage, {
      library,
      tokenParameters: { allowed_types: '*' },
      options: { minFileSize: 0, allowEmptyFiles: true },
      files: [await makeData(`empty-${library}.bin`, 0)],
    });
    expect(items).toHaveLength(1);
  });

  it('refuses an empty file with a sentence, and at once', async () => {
    const token = await createToken(site);
    const page = await stage.browser.newPage();
    const upload = await startUpload(page, stage.pages, {
      library: 'resumable',
      target: site.url + redeemPaths.v2,
      token,
      files: [(await makeData('nothing.mp4', 0)).path],
      options: { minFileSize: 0 },
    });
    const state = await upload.finish();
    await page.context().close();
    expect(state.errors).toHaveLength(1);
    expect(state.errors[0]?.message).toContain('The file is empty');
    expect(upload.exchanges.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await expectInArchive(site, token, []);
  });

  it.each(libraries)('takes a folder whose sub-folders hold files of the same name (%s)', async (library) => {
    const photo = (seed: number) => makePhoto('x.jpg', 9000, seed).then((file) => file.bytes);
    const first = await place('album/summer/image.jpg', await photo(41));
    const root = dirname(dirname(first.path));
    await mkdir(`${root}/winter`, { recursive: true });
    await writeFile(`${root}/winter/image.jpg`, await photo(42));
    const second = { path: `${root}/winter/image.jpg`, name: 'image.jpg', bytes: await photo(42) };
    const token = await createToken(site, { max_uploads: 5 });
    const page = await stage.browser.newPage();
    const upload = await startUpload(page, stage.pages, {
      library,
      target: site.url + redeemPaths.v2,
      token,
      files: { folder: root },
    });
    const state = await upload.finish();
    await page.context().close();
    expect(state.errors).toEqual([]);
    await expectInArchive(site, token, [first, second]);
  });

  it('leaves nothing on the disk but the files themselves', async () => {
    const before = await countStoredFiles(site);
    const files = await Promise.all(
      [1, 2, 3].map((seed) => makeVideo(`left-${seed}.mp4`, 4 * chunkSize, seed)),
    );
    await uploadInBrowser(stage, { library: 'resumable', files });
    expect(await countStoredFiles(site)).toBe(before + files.length);
  });
});
