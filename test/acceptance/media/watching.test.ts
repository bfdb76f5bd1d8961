import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { callApi } from '../../support/api.ts';
import { lookAt, waitForAllMedia, waitForMedia } from '../../support/media-items.ts';
import { makeCameraJpeg } from '../../support/media-samples.ts';
import { addCaptions, addItem, makeFilm, protectItem, type WatchedItem } from '../../support/player-items.ts';
import { parseStrictXml } from '../../support/strict-xml.ts';
import { useServer } from '../../support/suite.ts';

const server = useServer({
  SLIPWAY_MEDIA_PROCESS: 'true',
  SLIPWAY_UPLOADS_ALLOWED_TYPES: '*',
  SLIPWAY_MEDIA_ORIGIN: 'http://files.example',
  SLIPWAY_PLAYER_FRAME_ANCESTORS: 'https://www.example.com',
});
const captions = '1\n00:00:00,000 --> 00:00:05,000\nHello <script>there</script>\n';
const title = '<script>alert("owned")</script> & "more"';

let film: Buffer;
let item: WatchedItem;
beforeAll(async () => {
  film = await makeFilm(2);
  item = await addItem(server, { name: 'film.mp4', bytes: film }, { title: 'Film & "more"' });
  await waitForMedia(server, item.photo_id);
});

const pageOf = ({ photo_id: id, token }: WatchedItem) => `${server.url}/watch/${id}/${token}`;
const embedOf = ({ photo_id: id, token }: WatchedItem) =>
  `${server.url}/v.ihtml/player.html?token=${token}&source=embed&photo%5fid=${id}`;
const askOembed = async (url: string, parameters = '') => {
  const response = await fetch(`${server.url}/oembed?url=${encodeURIComponent(url)}${parameters}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** A request that reaches the server under another host, as the origin of files does. */
function getAs(host: string, path: string): Promise<{ status: number | undefined; allows: unknown }> {
  return new Promise((resolve, reject) => {
    request(server.url + path, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, allows: response.headers['access-control-allow-origin'] });
    })
      .once('error', reject)
      .end();
  });
}

describe('the pages where items are watched', () => {
  it('open with a token or a time-limited one, and look like nothing without', async () => {
    const expiry = Math.floor(Date.now() / 1000) + 600;
    const limited = createHmac('sha1', item.token)
      .update(`expire${expiry}photo_id${item.photo_id}`)
      .digest('hex');
    const tokens = [
      [item.token, 200],
      [`${limited}-${expiry}`, 200],
      [`${limited}-${expiry + 1}`, 404],
      ['x'.repeat(32), 404],
    ] as const;
    for (const [token, status] of tokens) {
      for (const address of [pageOf({ ...item, token }), embedOf({ ...item, token })]) {
        expect([address, (await fetch(address)).status]).toEqual([address, status]);
      }
      expect((await fetch(`${pageOf({ ...item, token })}/state`)).status).toBe(status);
    }
    for (const address of [
      '/watch/999999/x',
      '/watch/x/y',
      '/v.ihtml/player.html',
      '/v.ihtml?photo_id=1&token=',
    ])
      expect([address, (await fetch(server.url + address)).status]).toEqual([address, 404]);
  });

  it('may be framed as the configuration says, and only the player', async () => {
    const page = await fetch(pageOf(item));
    const embed = await fetch(embedOf(item));
    const policyOf = ({ headers }: Response) => headers.get('content-security-policy') ?? '';
    expect(policyOf(page)).toContain("frame-ancestors 'none'");
    expect(policyOf(embed)).toContain("frame-ancestors 'self' https://www.example.com");
    for (const response of [page, embed]) {
      expect(policyOf(response)).toContain("script-src 'self';");
      expect(policyOf(response)).not.toContain('unsafe');
      expect(policyOf(response)).toContain("media-src 'self' http://files.example blob:");
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(embed.headers.get('x-frame-options')).toBeNull();
  });

  it('escape the title wherever it stands', async () => {
    const hostile = await addItem(
      server,
      { name: '"><script>x.txt', bytes: Buffer.from('just words') },
      { title: 'x' },
    );
    await callApi(
      server,
      'photo/update',
      { photo_id: hostile.photo_id, title: title.replaceAll('<', '&lt;') },
      'POST',
    );
    const text = await (await fetch(pageOf(hostile))).text();
    expect(text).not.toMatch(/<script>/);
    expect(text).toContain('&quot;&gt;&lt;script&gt;x.txt');
    expect(text).toContain('Download');
  });

  it('begin as the query says, and take no nonsense', async () => {
    const read = async (query: string) => (await fetch(`${embedOf(item)}${query}`)).text();
    const wished = await read('&start=1m30s&autoPlay=1&muted=true&loop=1');
    expect(wished).toContain('film.mp4#t=90"');
    expect(wished).toMatch(/<video[^>]* autoplay muted loop /);
    const nonsense = await read('&start=%22%3E%3Cb%3E&autoplay=maybe&loop=1&loop=0');
    expect(nonsense).not.toMatch(/#t=|autoplay muted|<b>| loop /);
  });

  it('say why a broken file is not shown', async () => {
    const broken = await addItem(server, { name: 'broken.mp4', bytes: film.subarray(0, 800) });
    const { media_reason: reason } = await waitForMedia(server, broken.photo_id);
    expect(reason).not.toBe('');
    expect(await (await fetch(pageOf(broken))).text()).toContain(reason);
  });
});

describe('oEmbed', () => {
  it('is found on the page, and gives the code of the player in JSON and XML', async () => {
    const page = await (await fetch(pageOf(item))).text();
    const link =
      /type="application\/json\+oembed" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const json = (await (await fetch(link)).json()) as Record<string, unknown>;
    expect(json).toMatchObject({
      version: '1.0',
      type: 'video',
      title: 'Film & "more"',
      width: 640,
      height: 360,
    });
    expect(json['html']).toContain(`<iframe src="${server.url}/v.ihtml/player.html?token=${item.token}&amp;`);
    expect(json['html']).toContain('title="Film &amp; &quot;more&quot;"');
    const xml = await askOembed(embedOf(item), '&format=xml&maxwidth=320');
    expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const members = Object.fromEntries(
      parseStrictXml(xml.text).children.map((child) => [child.name, child.text]),
    );
    expect(members).toMatchObject({ type: 'video', title: 'Film & "more"', width: '320', height: '180' });
  });

  it('gives a picture as a photo of a size that fits', async () => {
    const photo = await addItem(server, { name: 'crane.jpg', bytes: await makeCameraJpeg() });
    await waitForAllMedia(server, photo.photo_id);
    const answer = JSON.parse((await askOembed(pageOf(photo), '&maxwidth=400')).text) as Record<
      string,
      unknown
    >;
    expect(answer).toMatchObject({ type: 'photo', width: 300, height: 225, thumbnail_width: 300 });
    expect(answer['url']).toMatch(/^http:\/\/files\.example\/.*\/portrait\//);
  });

  it('refuses as the specification says', async () => {
    const secret = await addItem(server, { name: 'film.mp4', bytes: film });
    const token = await protectItem(server, secret, 'open sesame');
    const cases = [
      [pageOf(item), '&format=yaml', 501],
      [pageOf({ ...item, token: 'wrong' }), '', 404],
      ['https://elsewhere.example/watch/1/x', '', 404],
      ['nonsense', '', 404],
      [pageOf(item), '&maxwidth=-1', 400],
      ['', '', 400],
      [pageOf(secret), '', 401],
      [pageOf({ ...secret, token }), '', 401],
    ] as const;
    for (const [url, parameters, status] of cases) {
      expect([url, parameters, (await askOembed(url, parameters)).status]).toEqual([url, parameters, status]);
    }
    const page = await (await fetch(pageOf({ ...secret, token }))).text();
    expect(page).not.toContain('og:title');
  });
});

describe('captions', () => {
  it('are added as a file, listed with the token, served as clean WebVTT, and deleted', async () => {
    const added = await addCaptions(server, item, captions, { default_p: '1' });
    expect([added.status, added.body.data]).toMatchObject([
      200,
      {
        locale: 'en_US',
        language: 'English (United States)',
        type: 'general',
        default_p: true,
        draft_p: false,
      },
    ]);
    await addCaptions(server, item, captions, { locale: 'da', draft_p: '1' });
    const answer = await fetch(
      `${server.url}/api/2/photo/subtitle/list?photo_id=${item.photo_id}&token=${item.token}`,
    );
    const { data } = (await answer.json()) as { data: { locale: string; href: string }[] };
    expect(data.map(({ locale }) => locale)).toEqual(['en_US']);
    const address = data[0]?.href.replace('http://files.example', server.url) ?? '';
    const file = await fetch(address);
    expect(file.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect(await file.text()).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nHello there\n');
    expect((await fetch(address.replace(item.token, 'x'.repeat(32)))).status).toBe(404);
    expect((await fetch(address.replace('en_US_general', 'da_general'))).status).toBe(404);
    expect(await (await fetch(pageOf(item))).text()).toMatch(
      /<track kind="subtitles" src="[^"]+" srclang="en-US" label="English \(United States\)" default \/>/,
    );
    expect((await lookAt(server, item.photo_id))['subtitles_p']).toBe(true);
    const removal = { photo_id: item.photo_id, locale: 'en-us' };
    await callApi(server, 'photo/subtitle/remove', removal, 'POST');
    expect((await fetch(address)).status).toBe(404);
    await expect(callApi(server, 'photo/subtitle/remove', removal, 'POST')).rejects.toThrow('no_such_object');
  });

  it('come as a field as well, to whoever may write', async () => {
    const parameters = { photo_id: item.photo_id, locale: 'zh-hant', file: captions, type: 'closedcaptions' };
    const { data } = await callApi(server, 'photo/subtitle/upload', parameters, 'POST');
    expect(data).toMatchObject({
      locale: 'zh_Hant',
      language: 'Chinese (Traditional)',
      type: 'closedcaptions',
    });
    const refused = await fetch(`${server.url}/api/2/photo/subtitle/upload`, {
      method: 'POST',
      body: new URLSearchParams({ ...parameters, photo_id: String(item.photo_id) }),
    });
    expect(refused.status).toBe(403);
  });

  it('are refused with the place of the fault, and when they are too large', async () => {
    const nonsense = await addCaptions(server, item, 'just words\n');
    expect([nonsense.status, nonsense.body]).toMatchObject([
      400,
      { code: 'invalid_input', message: 'The file must be SRT or WebVTT, but it has no times in line 1.' },
    ]);
    const large = await addCaptions(server, item, captions.padEnd(2 * 2 ** 20 + 1, '\n'));
    expect([large.status, large.body.code]).toEqual([406, 'limit_exceeded']);
    expect((await addCaptions(server, item, captions, { locale: '../../x' })).status).toBe(400);
    expect((await addCaptions(server, { ...item, photo_id: 999_999 }, captions)).status).toBe(404);
  });
});

describe('an origin of files', () => {
  it('is in the addresses of files, gives out files to players of any site, and nothing else', async () => {
    const { source_download: address, one } = await lookAt(server, item.photo_id);
    expect(address).toMatch(/^http:\/\/files\.example\/\d+\//);
    expect(one).toBe(`/watch/${item.photo_id}/${item.token}`);
    const path = new URL(String(address)).pathname;
    expect(await getAs('files.example', path)).toEqual({ status: 200, allows: '*' });
    for (const other of ['/', String(one), '/api/2/site/get', '/docs/api', '/oembed']) {
      expect([other, (await getAs('files.example', other)).status]).toEqual([other, 404]);
    }
    expect((await getAs(new URL(server.url).host, path)).status).toBe(200);
  });
});
