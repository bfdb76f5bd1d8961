import { describe, expect, it } from 'vitest';
import { useBrowser } from '../../support/browser.ts';
import { type Scenario, makeFiles, uploadInBrowser } from '../../support/client-scenario.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

describe('Flow.js 2.14.1', () => {
  const site = useServer();
  const stage = { site, browser: useBrowser(), pages: usePageServer() };

  const shapes: [string, Omit<Scenario, 'library' | 'files'>][] = [
    ['with its own way of sending', {}],
    ['to version 1 of the API', { version: 'v1' }],
    ['with bare chunks', { options: { method: 'octet' } }],
    ['with a small last chunk', { options: { forceChunkSize: true } }],
    ['with bare chunks and a small last one', { options: { method: 'octet', forceChunkSize: true } }],
    ['without chunk tests', { options: { testChunks: false } }],
    ['without any retry', { options: { maxChunkRetries: 0 } }],
    ['with tests by POST', { options: { testMethod: 'POST' } }],
    ['with PUT', { options: { uploadMethod: 'PUT' } }],
    ['with PUT and bare chunks', { options: { uploadMethod: 'PUT', method: 'octet' } }],
    ['with the last chunk early', { options: { prioritizeFirstAndLastChunk: true } }],
    ['with six requests at a time', { options: { simultaneousUploads: 6 } }],
  ];

  it.each(shapes)('uploads %s', async (label, shape) => {
    const outcome = await uploadInBrowser(stage, {
      library: 'flow',
      ...shape,
      files: await makeFiles(`flow-${label.replaceAll(' ', '-')}`),
    });
    expect(outcome.state.retries).toBe(0);
  });

  it('is never told 404 by a chunk test, which would make it give the file up', async () => {
    const { exchanges } = await uploadInBrowser(stage, {
      library: 'flow',
      files: await makeFiles('flow-tests'),
    });
    const statuses = exchanges.filter(({ method }) => method === 'GET').map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([204]));
  });
});
