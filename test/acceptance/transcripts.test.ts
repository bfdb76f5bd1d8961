import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../support/api.ts';
import { makeApplication } from '../support/application.ts';
import { useBrowser } from '../support/browser.ts';
import { startUpload } from '../support/browser-upload.ts';
import {
  type CertificateFolder,
  createCertificateFolder,
  type TestCertificate,
} from '../support/certificates.ts';
import { getXml, postMultipart } from '../support/clients/dotnet-client.ts';
import { createNode23Video } from '../support/clients/node-23video.ts';
import { type PhpRequest, runPhp } from '../support/clients/php-client.ts';
import { runTwentyThreeCli } from '../support/clients/run-twentythree-cli.ts';
import { makeVideo, type MediaFile } from '../support/media.ts';
import type { OAuthCredentials } from '../support/oauth-client.ts';
import { oauthHeader, signOAuth } from '../support/oauth-client.ts';
import { type Library, usePageServer } from '../support/page-server.ts';
import {
  createRecordingProxy,
  type RecordedExchange,
  type RecordingProxy,
} from '../support/recording-proxy.ts';
import { ownerKey } from '../support/server.ts';
import { useServer } from '../support/suite.ts';
import { outlineOf, renderTranscript } from '../support/transcript-text.ts';

/*
 * Runs each client through its calls behind a proxy that writes them down, and compares methods, paths and statuses with
 * docs/reference/client-transcripts. `SLIPWAY_WRITE_TRANSCRIPTS=1 npm test -- test/acceptance/transcripts.test.ts` writes
 * those pages anew.
 */

const FOLDER = 'docs/reference/client-transcripts';
const run = promisify(execFile);

/** What a client does in one step; the steps run one after the other. */
type Step = readonly [what: string, act: () => Promise<unknown>];

describe('transcripts', () => {
  const site = useServer({ SLIPWAY_TRUST_PROXY: '127.0.0.1', SLIPWAY_SITE_NAME: 'Films' });
  const browser = useBrowser();
  const pages = usePageServer();
  let plain: RecordingProxy;
  let secure: RecordingProxy;
  let certificates: CertificateFolder;
  let certificate: TestCertificate;
  let video: MediaFile;
  let application: OAuthCredentials;

  beforeAll(async () => {
    certificates = await createCertificateFolder();
    certificate = await certificates.make('site');
    plain = await createRecordingProxy(site.port);
    secure = await createRecordingProxy(site.port, certificate);
    video = await makeVideo('film.mp4', 600_000);
    application = await makeApplication(site);
  });
  afterAll(async () => {
    await Promise.all([plain.close(), secure.close()]);
    await certificates.remove();
  });

  /** Runs the steps, and writes the page when that is wanted. Resolves with the outlines of this run and of the page. */
  async function transcribe(
    name: string,
    title: string,
    about: string,
    steps: readonly Step[],
  ): Promise<{ recorded: string[]; committed: string[] }> {
    const proxies = [plain, secure];
    const calls: Array<readonly [string, RecordedExchange[]]> = [];
    for (const proxy of proxies) proxy.take();
    for (const [what, act] of steps) {
      await act();
      const passed = proxies.flatMap((proxy) => proxy.take());
      calls.push([what, passed.filter(({ target }) => target !== '/favicon.ico')]);
    }
    const text = renderTranscript(title, about, calls);
    const secrets = [ownerKey, application.consumerSecret, application.tokenSecret ?? ''];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    const path = `${FOLDER}/${name}.md`;
    if (process.env.SLIPWAY_WRITE_TRANSCRIPTS === '1') await writeFile(path, text);
    return { recorded: outlineOf(text), committed: outlineOf(await readFile(path, 'utf8')) };
  }

  const libraries: ReadonlyArray<readonly [Library, string, string]> = [
    ['resumable', 'resumable-js', 'Resumable.js 1.1.0'],
    ['flow', 'flow-js', 'Flow.js 2.14.1'],
    ['uploader', 'simple-uploader-js', 'simple-uploader.js 0.6.0'],
  ];

  it.each(libraries)('%s', async (library, name, title) => {
    const token = await createToken(site, { title: 'From a page' });
    const upload = async (uploadToken: string) => {
      const page = await browser.newPage();
      const running = await startUpload(page, pages, {
        library,
        target: plain.url + redeemPaths.v1,
        token: uploadToken,
        files: [video.path],
        options: { simultaneousUploads: 1 },
      });
      await running.finish();
      await page.context().close();
    };
    const about =
      'The library from npm, in Chromium, on a page of another origin: 600,000 bytes in chunks of 256 KiB, one at a time.';
    const { recorded, committed } = await transcribe(name, title, about, [
      ['Upload a file', () => upload(token)],
      ['Choose the same file again, after a reload', () => upload(token)],
      ['Use a token that is not valid', () => upload('nothing')],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('plain form', async () => {
    const submit = async (fields: Record<string, string>) => {
      const page = await browser.newPage();
      await page.goto(pages.formPage(plain.url + redeemPaths.v1, fields));
      await page.setInputFiles('#files', video.path);
      await Promise.all([page.waitForNavigation(), page.click('button')]);
      await page.context().close();
    };
    const token = await createToken(site);
    const returning = await createToken(site, { return_url: `${site.url}/?order=17` });
    const { recorded, committed } = await transcribe(
      'plain-form',
      'A plain HTML form',
      'A page of another origin, in Chromium.',
      [
        ['Without a return URL', () => submit({ upload_token: token })],
        ['With a return URL', () => submit({ upload_token: returning, comment: 'so schön & neu' })],
        ['With the token again', () => submit({ upload_token: token })],
      ],
    );
    expect(recorded).toEqual(committed);
  });

  it('curl', async () => {
    const bearer = ['-H', `Authorization: Bearer ${ownerKey}`];
    const curl = (path: string, ...more: string[]) => run('curl', ['-sS', ...more, plain.url + path]);
    const token = await createToken(site);
    const { recorded, committed } = await transcribe('curl', 'curl', 'The program, with the owner’s key.', [
      ['Ask for an upload token', () => curl('/api/2/photo/get-upload-token?title=A+film', ...bearer)],
      [
        'Redeem it',
        () =>
          curl(redeemPaths.v2, '-F', `upload_token=${token}`, '-F', `file=@${video.path};filename=film.mp4`),
      ],
      [
        'Upload with the key',
        () =>
          curl(
            '/api/2/photo/upload',
            ...bearer,
            '-F',
            'title=A film',
            '-F',
            `file=@${video.path};filename=film.mp4`,
          ),
      ],
      [
        'Upload without a key',
        () => curl('/api/2/photo/upload', '-F', `file=@${video.path};filename=film.mp4`),
      ],
      [
        'Upload with a key that is not valid',
        () =>
          curl(
            '/api/2/photo/upload',
            '-H',
            'Authorization: Bearer nothing',
            '-F',
            `file=@${video.path};filename=film.mp4`,
          ),
      ],
      ['List three fields', () => curl('/api/2/photo/list?fields=photo_id,title,tags&size=2', ...bearer)],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('23video-for-php', async () => {
    const { consumerKey, consumerSecret, token = '', tokenSecret = '' } = application;
    const secrets = [consumerKey, consumerSecret, token, tokenSecret];
    const php = (request: PhpRequest) => runPhp({ host: plain.url, secrets }, request);
    const about =
      'Requests in the shape of the client, made by PHP and its curl; signed by an application of level `write`.';
    const { recorded, committed } = await transcribe('23video-for-php', '23video-for-php', about, [
      ['List items', () => php({ kind: 'get', endpoint: '/api/photo/list', parameters: { size: '1' } })],
      [
        'Create an album',
        () => php({ kind: 'post', endpoint: '/api/album/create', parameters: { title: 'A & B' } }),
      ],
      [
        'Upload a file (the sample of the documentation)',
        () =>
          php({
            kind: 'upload',
            endpoint: '/api/photo/upload',
            parameters: { title: 'From PHP' },
            file: video.path,
            type: 'video/mp4',
          }),
      ],
      ['Ask for what needs more', () => php({ kind: 'get', endpoint: '/api/user/create' })],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('node-23video', async () => {
    const common = { url: secure.url, domain: 'localhost', ca: certificate.ca };
    const signed = createNode23Video({ ...common, credentials: application });
    const nobody = createNode23Video(common);
    const about = 'HTTPS requests in the shape of node-23video 1.0.7.';
    const { recorded, committed } = await transcribe('node-23video', 'node-23video', about, [
      ['Read the site, without credentials', () => nobody.call('/api/site/get')],
      ['List items by a GET that may be cached', () => nobody.cachedGet('/api/photo/list', { size: 1 })],
      ['Ask for an upload token', () => signed.call('/api/photo/get-upload-token', { title: 'A film' })],
      ['Ask without credentials', () => nobody.call('/api/photo/get-upload-token')],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('23-api-dotnet', async () => {
    const sign = (method: string, path: string, parameters: Record<string, string> = {}) => ({
      Authorization: oauthHeader(signOAuth({ ...application, method, url: plain.url + path, parameters })),
    });
    const get = (path: string, parameters: Record<string, string>) =>
      getXml(plain.url, path, parameters, sign('GET', path, parameters));
    const post = (path: string, fields: Record<string, string>, hasFile = false) =>
      postMultipart(
        plain.url,
        path,
        [
          ...(hasFile ? [{ name: 'file', value: video.bytes, filename: video.name }] : []),
          ...Object.entries(fields).map(([name, value]) => ({ name, value })),
        ],
        sign('POST', path),
      );
    const token = await createToken(site, { return_url: `${site.url}/thanks` });
    let photoId = '';
    const about =
      'Requests in the shape of the client, on a socket; signed by an application of level `write`.';
    const { recorded, committed } = await transcribe('23-api-dotnet', '23-api-dotnet', about, [
      ['List items', () => get('/api/photo/list', { size: '1' })],
      [
        'Ask for an upload token',
        () => post('/api/photo/get-upload-token', { return_url: 'https://www.example.com/done' }),
      ],
      ['Redeem a token, with no format', () => post(redeemPaths.v1, { upload_token: token }, true)],
      [
        'Upload a file',
        async () => {
          const { children } = await post('/api/photo/upload', { title: 'From .NET' }, true);
          photoId = children.find(({ name }) => name === 'photo_id')?.text ?? '';
        },
      ],
      ['Delete it', () => get('/api/photo/delete', { photo_id: photoId })],
      [
        'Redeem a token that is not valid',
        () => post(redeemPaths.v1, { upload_token: 'nothing' }, true).catch(() => {}),
      ],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('twentythree-cli', async () => {
    const cli = (command: string, settings: Record<string, unknown> = {}) =>
      runTwentyThreeCli(
        command,
        { apiBaseUrl: `${secure.url}/`, bearerToken: ownerKey, ...settings },
        certificate.caFile,
      );
    let photoId: unknown;
    const about =
      'Node.js with its `fetch`, over TLS, in the shape of twentythree-cli 1.8; one chunk of 5 MiB at most.';
    const { recorded, committed } = await transcribe('twentythree-cli', 'twentythree-cli', about, [
      ['doctor', () => cli('doctor')],
      [
        'video upload',
        async () => {
          const answer = await cli('upload', {
            file: video.path,
            parameters: { title: 'From the CLI', tags: 'sea,sun' },
          });
          photoId = answer['photo_id'];
        },
      ],
      ['video get', () => cli('get', { parameters: { photo_id: photoId, include_unpublished_p: 1 } })],
      [
        'video update',
        () => cli('POST photo/update', { parameters: { photo_id: photoId, title: 'Later', published_p: 0 } }),
      ],
      ['transcoding-progress', () => cli('transcoding-progress', { parameters: { photo_id: photoId } })],
      ['video delete', () => cli('POST photo/delete', { parameters: { photo_id: photoId } })],
      ['video delete, once more', () => cli('POST photo/delete', { parameters: { photo_id: photoId } })],
    ]);
    expect(recorded).toEqual(committed);
  });

  it('visualplatform.js', async () => {
    const page = await browser.newPage();
    await page.goto(pages.emptyPage());
    await page.evaluate(await readFile('test/support/pages/visualplatform.js', 'utf8'));
    const call = (crossDomain: boolean, method: string, data: object) =>
      page.evaluate(
        `visualplatform.call(${JSON.stringify([new URL(plain.url).host, crossDomain, method, data]).slice(1, -1)})`,
      );
    const about = 'A page of another origin in Chromium, in the shape of visualplatform.js 1.0.2.';
    const { recorded, committed } = await transcribe('visualplatform-js', 'visualplatform.js', about, [
      ['List items, as a script', () => call(true, '/api/photo/list', { size: 1 })],
      ['Read the site, by POST', () => call(false, '/api/site/get', {})],
      ['Ask for what needs a key', () => call(true, '/api/photo/list', { include_unpublished_p: 1 })],
    ]);
    expect(recorded).toEqual(committed);
    await page.context().close();
  });
});
