import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, type Request, startApi } from '../../test/support/api-scope.ts';
import { parseStrictXml } from '../../test/support/strict-xml.ts';

let api: ApiUnderTest;
let writer: string;

beforeAll(async () => {
  api = await startApi();
  writer = await api.keyAt('write');
});
afterAll(() => api.close());

const siteMember =
  '"site":{"domain":"videos.example.com","product_key":"tube","site_id":"1","site_name":"Example Video Site"}';
const siteV1 =
  '{"status":"ok","permission_level":"anonymous","cached":"0","site":{"site_id":"1","site_name":"Example Video Site",' +
  '"product_key":"tube","allow_signup_p":0,"site_key":"slipway","license_id":"0","domain":"videos.example.com"},' +
  '"p":"1","size":"1","endpoint":"/api/site/get"}';
const siteV2Data =
  '{"site_id":1,"site_name":"Example Video Site","product_key":"tube","allow_signup_p":false,"site_key":"slipway",' +
  '"license_id":0,"domain":"videos.example.com","locale":"en_US","company_name":"",' +
  '"site_url":"https://videos.example.com","http_url":"http://videos.example.com",' +
  '"https_url":"https://videos.example.com","environment":"production","date_format":"","time_format":"",' +
  '"files_folder":"","enable_webinar_polls_p":false,"enable_webinar_engagement_tab_p":false,' +
  '"enable_webinar_overlays_p":false,"enable_webinar_promo_overlays_p":false,"mischung_recording_split_seconds":""}';
const siteV2 = `{"status":"ok","permission_level":"anonymous","cached":false,"message":"","data":${siteV2Data}}`;
const siteXml =
  '<?xml version="1.0" encoding="UTF-8"?>\n<response status="ok" permission_level="anonymous" cached="0">' +
  '<site_id>1</site_id><site_name>Example Video Site</site_name><product_key>tube</product_key>' +
  '<allow_signup_p>f</allow_signup_p><site_key>slipway</site_key><license_id>0</license_id>' +
  '<domain>videos.example.com</domain></response>';

describe('the form of an answer', () => {
  it.each([
    ['XML by default', '/api/site/get', 'text/xml; charset=utf-8', siteXml],
    ['XML when asked', '/api/site/get?format=XML', 'text/xml; charset=utf-8', siteXml],
    [
      'a script that sets visual',
      '/api/site/get?format=json',
      'text/javascript; charset=utf-8',
      `var visual = ${siteV1}`,
    ],
    [
      'a script that sets a chosen variable',
      '/api/site/get?format=json&varname=my_$ite.x1',
      'text/javascript; charset=utf-8',
      `var my_$ite.x1 = ${siteV1}`,
    ],
    [
      'a script that calls',
      '/api/site/get?format=json&callback=jQuery_1.done',
      'text/javascript; charset=utf-8',
      `jQuery_1.done(${siteV1});`,
    ],
    [
      'a script that calls, which wins over a variable',
      '/api/site/get?format=json&varname=v&callback=f',
      'text/javascript; charset=utf-8',
      `f(${siteV1});`,
    ],
    ['bare JSON', '/api/site/get?format=json&raw=1', 'text/javascript; charset=utf-8', siteV1],
    ['bare JSON for a bare raw', '/api/site/get?format=json&raw', 'text/javascript; charset=utf-8', siteV1],
    ['version 2 JSON', '/api/2/site/get', 'application/json; charset=utf-8', siteV2],
    [
      'a version 2 script',
      '/api/2/site/get?callback=f',
      'text/javascript; charset=utf-8',
      `/* */\nf(${siteV2})`,
    ],
    [
      'chosen fields of version 2',
      '/api/2/site/get?fields=domain,+site_id,nonsense',
      'application/json; charset=utf-8',
      '{"status":"ok","permission_level":"anonymous","cached":false,"message":"","data":{"site_id":1,"domain":"videos.example.com"}}',
    ],
  ])('is %s', async (_, path, contentType, body) => {
    const reply = await api.call(path);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe(contentType);
    expect(reply.text).toBe(body);
  });

  it('carries the site in version 1 JSON, except in site/get', async () => {
    const reply = await api.call('/api/album/list?format=json&raw');
    expect(reply.text).toBe(
      `{"status":"ok","permission_level":"anonymous","cached":"0","albums":[],"p":"1","size":"20","total_count":"0",${siteMember},"endpoint":"/api/album/list"}`,
    );
  });

  it('is never stored and never guessed at', async () => {
    for (const path of ['/api/site/get', '/api/2/site/get', '/api/2/nonsense', '/api/photo/delete']) {
      const { headers } = await api.call(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('a wish for a form that cannot be met', () => {
  const badName = (name: string) =>
    `The parameter \\"${name}\\" may hold letters, digits, \\"_\\", \\"$\\" and \\".\\" only, 128 characters at most.`;

  it.each([['alert(1)//'], ['a b'], ['</script>'], ['f;'], ['é'], ['x'.repeat(129)]])(
    'refuses the callback %j in both versions, without running it',
    async (callback) => {
      const first = await api.call('/api/site/get', { parameters: { format: 'json', callback } });
      expect([first.status, first.text]).toEqual([
        200,
        `{"status":"error","message":"${badName('callback')}","code":"invalid_input","permission_level":"none","endpoint":"/api/site/get"}`,
      ]);
      const second = await api.call('/api/2/site/get', { parameters: { callback } });
      expect([second.status, second.headers.get('content-type'), second.text]).toEqual([
        400,
        'application/json; charset=utf-8',
        `{"status":"error","message":"${badName('callback')}","code":"invalid_input","permission_level":"none"}`,
      ]);
    },
  );

  it('refuses a variable name that is none', async () => {
    const { text } = await api.call('/api/site/get', { parameters: { format: 'json', varname: 'a=1;b' } });
    expect(text).toContain(badName('varname'));
  });

  it('refuses an unknown format, in XML', async () => {
    const { text } = await api.call('/api/site/get?format=php');
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<response status="error" permission_level="none" code="invalid_input" message="The parameter &quot;format&quot; must be one of: xml, json."/>',
    );
  });

  it('refuses two different callbacks', async () => {
    const { status, text } = await api.call('/api/2/site/get?callback=a&callback=b');
    expect(status).toBe(400);
    expect(text).toContain('The parameter \\"callback\\" was sent more than once with different values.');
  });
});

describe('an error', () => {
  const denied = "You don't have the necessary permissions to perform this action (required level: 'write')";

  it('is 200 in version 1 XML', async () => {
    const reply = await api.call('/api/photo/delete?photo_id=1');
    expect(reply.status).toBe(200);
    expect(reply.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<response status="error" permission_level="anonymous" code="permission_denied" message="${denied}"/>`,
    );
  });

  it.each([
    ['&raw', '', ''],
    ['', 'var visual = ', ''],
    ['&varname=x', 'var x = ', ''],
    ['&callback=f', 'f(', ');'],
  ])('is 200 in version 1 JSON with "%s"', async (query, before, after) => {
    const reply = await api.call(`/api/photo/delete?photo_id=1&format=json${query}`);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect(reply.text).toBe(
      `${before}{"status":"error","message":"${denied}","code":"permission_denied","permission_level":"anonymous","endpoint":"/api/photo/delete"}${after}`,
    );
  });

  it('has its own status in version 2', async () => {
    const reply = await api.call('/api/2/photo/delete', { method: 'POST', parameters: { photo_id: '1' } });
    expect([reply.status, reply.headers.get('content-type'), reply.text]).toEqual([
      403,
      'application/json; charset=utf-8',
      `{"status":"error","message":"${denied}","code":"permission_denied","permission_level":"anonymous"}`,
    ]);
  });

  it('has its own status and the script of version 2', async () => {
    const reply = await api.call('/api/2/photo/delete?photo_id=1&callback=f');
    expect([reply.status, reply.text]).toEqual([
      403,
      `/* */\nf({"status":"error","message":"${denied}","code":"permission_denied","permission_level":"anonymous"})`,
    ]);
  });

  it.each(['/api/photo/nonsense', '/api/nonsense', '/api/upload/list', '/api/1/photo/list', '/api/'])(
    'tells that there is no method %s, in the form that was asked for',
    async (path) => {
      const xml = await api.call(path);
      expect(xml.status).toBe(200);
      const { attributes } = parseStrictXml(xml.text);
      expect(attributes).toEqual({
        status: 'error',
        permission_level: 'none',
        code: 'invalid_input',
        message: `There is no API method "${path}".`,
      });
      const json = await api.call(`${path}?format=json&callback=f`);
      expect(json.text).toMatch(/^f\(\{"status":"error",.*\}\);$/);
    },
  );

  it.each(['/api/2/photo/nonsense', '/api/2/echo', '/api/2/'])(
    'is 404 for %s, which does not exist',
    async (path) => {
      const { status, text } = await api.call(path);
      expect([status, JSON.parse(text)]).toEqual([
        404,
        {
          status: 'error',
          message: `There is no API method "${path}".`,
          code: 'no_such_object',
          permission_level: 'none',
        },
      ]);
    },
  );

  it('for trouble that nobody foresaw is 503, says only an id, and is logged once under that id', async () => {
    const trouble = new Error('the password is hunter2');
    const broken = await startApi({ trouble });
    const reply = await broken.callV2('upload/list', { key: await broken.keyAt('read') });
    expect(reply.status).toBe(503);
    expect(reply.body).toEqual({
      status: 'error',
      message: `Internal error (${broken.failures[0]?.requestId})`,
      code: 'internal_error',
      permission_level: 'read',
    });
    expect(broken.failures).toEqual([
      { err: trouble, requestId: expect.any(String) as string, method: 'upload/list' },
    ]);
    await broken.close();
  });

  it('for trouble of the records is 503 with a time to try again, in both versions', async () => {
    const broken = await startApi();
    await broken.store.close();
    for (const path of ['/api/album/list?format=json&raw', '/api/2/album/list']) {
      const reply = await broken.call(path);
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('2');
      expect(JSON.parse(reply.text)).toMatchObject({ status: 'error', code: 'temporarily_unavailable' });
    }
    await broken.close();
  });
});

describe('HTTP methods', () => {
  it.each<[string, Request]>([
    ['a query', { method: 'GET', parameters: { photo_id: '77' } }],
    ['a urlencoded form', { method: 'POST', parameters: { photo_id: '77' } }],
    ['a multipart form', { method: 'POST', body: formOf({ photo_id: '77' }) }],
  ])('accept parameters in %s, on a method that the documents give another one', async (_, request) => {
    for (const path of ['/api/photo/delete', '/api/2/photo/delete', '/api/photo/list', '/api/2/photo/list']) {
      const { text } = await api.call(path, { ...request, key: writer });
      expect(text).toMatch(path.endsWith('list') ? /"ok"/ : /There is no photo\/video with the number 77/);
    }
  });

  it('ignore the query of a POST', async () => {
    const reply = await api.call('/api/2/photo/delete?photo_id=77', { method: 'POST', key: writer });
    expect([reply.status, (JSON.parse(reply.text) as { message: string }).message]).toEqual([
      400,
      'The parameter "photo_id" is required.',
    ]);
  });

  it('accept a POST without a body', async () => {
    const reply = await api.call('/api/site/get', { method: 'POST', body: '' });
    expect(reply.text).toBe(siteXml);
  });

  it('refuse a body of another type, and one that is too large', async () => {
    const json = await api.call('/api/2/photo/list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"photo_id":1}',
    });
    expect([json.status, JSON.parse(json.text)]).toMatchObject([400, { code: 'invalid_input' }]);
    const large = await api.call('/api/photo/list', {
      method: 'POST',
      parameters: { search: 'x'.repeat(70_000) },
    });
    expect(parseStrictXml(large.text).attributes).toMatchObject({ status: 'error', code: 'invalid_input' });
    const many = await api.call(`/api/2/photo/list?${'a=1&'.repeat(51)}`);
    expect([many.status, JSON.parse(many.text)]).toMatchObject([400, { code: 'invalid_input' }]);
  });

  it('answer HEAD like GET, without the body, where nothing changes', async () => {
    const head = await api.call('/api/2/site/get', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([
      200,
      '',
      String(siteV2.length),
    ]);
  });

  it('refuse HEAD where something would change', async () => {
    const photo = await api.addPhoto({});
    const head = await api.call('/api/2/photo/delete', {
      method: 'HEAD',
      key: writer,
      parameters: { photo_id: String(photo.photoId) },
    });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect(await api.store.read.photos.find(photo.photoId)).toBeDefined();
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('refuse %s in the words of each version', async (method) => {
    const first = await api.call('/api/photo/list', { method });
    expect([first.status, first.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect(parseStrictXml(first.text).attributes['code']).toBe('method_not_allowed');
    const second = await api.call('/api/2/photo/list', { method });
    expect([second.status, JSON.parse(second.text)]).toMatchObject([405, { code: 'method_not_allowed' }]);
  });

  it('answer a preflight before anything else, and tell browsers who may read', async () => {
    const preflight = await api.call('/api/photo/update-upload-token', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    const { headers } = await api.call('/api/2/site/get', { headers: { origin: 'https://app.example' } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('let only configured pages read', async () => {
    const strict = await startApi({ origins: ['https://app.example'] });
    const allowed = async (origin: string) =>
      (await strict.call('/api/2/site/get', { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect([await allowed('https://app.example'), await allowed('https://evil.example')]).toEqual([
      'https://app.example',
      null,
    ]);
    await strict.close();
  });
});

describe('credentials', () => {
  const nobody =
    'OAuth oauth_consumer_key="undefined", oauth_nonce="n", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1", oauth_version="1.0", oauth_signature="s%3D"';

  it('are a bearer key, whose level every answer repeats', async () => {
    for (const level of ['read', 'write', 'admin', 'super'] as const) {
      const reply = await api.callV2('site/get', { key: await api.keyAt(level) });
      expect(reply.body['permission_level']).toBe(level);
    }
  });

  it('that are wrong are an error, even where none are needed', async () => {
    const message =
      'The request could not be authenticated: the key is not valid, or it was revoked, or it has expired.';
    for (const authorization of ['Bearer sk_write_guess', 'Bearer', 'Basic dXNlcjpwYXNz']) {
      const second = await api.call('/api/2/site/get', { headers: { authorization } });
      expect([second.status, second.headers.get('www-authenticate'), JSON.parse(second.text)]).toEqual([
        401,
        'Bearer',
        { status: 'error', message, code: 'missing_authentication', permission_level: 'none' },
      ]);
      const first = await api.call('/api/site/get?format=json&raw', { headers: { authorization } });
      expect([first.status, JSON.parse(first.text)]).toEqual([
        200,
        {
          status: 'error',
          message,
          code: 'token_required',
          permission_level: 'none',
          endpoint: '/api/site/get',
        },
      ]);
    }
  });

  it('with an empty or undefined consumer key are nobody (trap 12)', async () => {
    for (const authorization of [nobody, nobody.replace('undefined', '')]) {
      const reply = await api.callV2('site/get', { headers: { authorization } });
      expect([reply.status, reply.body['permission_level']]).toEqual([200, 'anonymous']);
    }
  });
});

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
