import { describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../../support/api.ts';
import { useBrowser } from '../../support/browser.ts';
import { chunkSize, type Scenario, makeFiles, uploadInBrowser } from '../../support/client-scenario.ts';
import { makeVideo } from '../../support/media.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

describe('simple-uploader.js 0.6.0', () => {
  const site = useServer();
  const stage = { site, browser: useBrowser(), pages: usePageServer() };

  const shapes: [string, Omit<Scenario, 'library' | 'files'>][] = [
    ['with its own way of sending', {}],
    ['to version 1 of the API', { version: 'v1' }],
    ['with bare chunks', { options: { method: 'octet' } }],
    ['with a small last chunk', { options: { forceChunkSize: true } }],
    ['without chunk tests', { options: { testChunks: false } }],
    ['with PUT', { options: { uploadMethod: 'PUT' } }],
    ['with six requests at a time', { options: { simultaneousUploads: 6 } }],
  ];

  it.each(shapes)('uploads %s', async (label, shape) => {
    const outcome = await uploadInBrowser(stage, {
      library: 'uploader',
      ...shape,
      files: await makeFiles(`uploader-${label.replaceAll(' ', '-')}`),
    });
    expect(outcome.state.retries).toBe(0);
  });

  it('asks once per file and sends only what is missing when it gets the list of chunks', async () => {
    const file = await makeVideo('one-test.mp4', 5 * chunkSize + 7);
    const token = await createToken(site);
    for (const number of [1, 3, 5]) {
      const end = number === 5 ? file.bytes.length : number * chunkSize;
      const query = new URLSearchParams({
        chunkNumber: String(number),
        chunkSize: String(chunkSize),
        currentChunkSize: String(end - (number - 1) * chunkSize),
        totalSize: String(file.bytes.length),
        identifier: `${file.bytes.length}-one-testmp4`,
        filename: file.name,
        relativePath: file.name,
        totalChunks: '5',
        upload_token: token,
      });
      const answer = await fetch(`${site.url}${redeemPaths.v2}?${query.toString()}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(file.bytes.subarray((number - 1) * chunkSize, end)),
      });
      expect(answer.status).toBe(200);
    }
    const outcome = await uploadInBrowser(stage, {
      library: 'uploader',
      token,
      habits: ['oneTest'],
      options: { query: { upload_token: token, chunk_list: 1 } },
      files: [file],
    });
    expect(outcome.count('GET')).toBe(1);
    expect(outcome.count('POST')).toBe(2);
  });
});
