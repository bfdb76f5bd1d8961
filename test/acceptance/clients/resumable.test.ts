import { describe, expect, it } from 'vitest';
import { useBrowser } from '../../support/browser.ts';
import { type Scenario, makeFiles, uploadInBrowser } from '../../support/client-scenario.ts';
import { usePageServer } from '../../support/page-server.ts';
import { useServer } from '../../support/suite.ts';

describe('Resumable.js 1.1.0', () => {
  const site = useServer();
  const stage = { site, browser: useBrowser(), pages: usePageServer() };

  const shapes: [string, Omit<Scenario, 'library' | 'files'>][] = [
    ['with its own way of sending', {}],
    ['to version 1 of the API', { version: 'v1' }],
    ['with bare chunks', { options: { method: 'octet' } }],
    ['with bare chunks to version 1', { version: 'v1', options: { method: 'octet' } }],
    ['with a small last chunk', { options: { forceChunkSize: true } }],
    ['with bare chunks and a small last one', { options: { forceChunkSize: true, method: 'octet' } }],
    ['without chunk tests', { options: { testChunks: false } }],
    ['with the last chunk early', { options: { prioritizeFirstAndLastChunk: true } }],
    ['with one request at a time', { options: { simultaneousUploads: 1 } }],
    ['with six requests at a time', { options: { simultaneousUploads: 6 } }],
    ['with parameters in the form only', { habits: ['bareTarget'] }],
    [
      'with parameters in the form only and no tests',
      { habits: ['bareTarget'], options: { testChunks: false } },
    ],
    ['with a URL of its own making', { habits: ['ownUrl'] }],
    ['with bare chunks and a URL of its own making', { habits: ['ownUrl'], options: { method: 'octet' } }],
    ['with a namespace', { options: { parameterNamespace: 'video_' } }],
    ['with a namespace and bare chunks', { options: { parameterNamespace: 'video_', method: 'octet' } }],
    ['with PUT', { options: { uploadMethod: 'PUT' } }],
    ['with PATCH and bare chunks', { options: { uploadMethod: 'PATCH', method: 'octet' } }],
    ['with tests by HEAD', { options: { testMethod: 'HEAD' } }],
    ['with tests by POST', { options: { testMethod: 'POST' } }],
    ['with headers of its own', { options: { headers: { 'X-Application': 'shop' } } }],
    ['with the type of the file on every chunk', { options: { setChunkTypeFromFile: true } }],
    // What the unpublished 1.1.2 does differently on the wire, as far as options of 1.1.0 can say it.
    [
      'with the stop codes of the newer version',
      { options: { permanentErrors: [400, 401, 403, 404, 409, 415, 500, 501] } },
    ],
  ];

  it.each(shapes)('uploads %s', async (label, shape) => {
    const { exchanges } = await uploadInBrowser(stage, {
      library: 'resumable',
      ...shape,
      files: await makeFiles(label.replaceAll(' ', '-')),
    });
    const uploads = exchanges.filter(({ method }) => method === (shape.options?.uploadMethod ?? 'POST'));
    const isTestedByPost = shape.options?.testMethod === 'POST';
    expect(uploads.filter(({ status }) => status !== 200 && !isTestedByPost)).toEqual([]);
  });
});
