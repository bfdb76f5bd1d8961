import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, type Reply, startApi } from '../../../test/support/api-scope.ts';
import { oauthHeader, type SigningOptions, signOAuth } from '../../../test/support/oauth-client.ts';
import type { KeyLevel } from '../../access/records.ts';

const ORIGIN = 'https://videos.example.com';
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

let api: ApiUnderTest;
let now = NOW;
let consumer: { consumerKey: string; consumerSecret: string };

beforeAll(async () => {
  api = await startApi({ clock: { now: () => now } });
});
afterAll(() => api.close());
beforeEach(async () => {
  now = NOW;
  consumer = await makeConsumer('write');
});

async function makeConsumer(level: KeyLevel, name = 'Shop') {
  const issued = await api.access.consumers.create({
    name,
    level,
    userId: api.ownerId,
    pingbackUrl: '',
    isPrivileged: false,
  });
  return { consumerKey: issued.consumer.key, consumerSecret: issued.secret };
}

function call(path: string, changes: Partial<SigningOptions> & { readonly method?: string } = {}) {
  const method = changes.method ?? 'GET';
  const timestamp = Math.floor(now / 1000);
  const pairs = signOAuth({ ...consumer, url: `${ORIGIN}${path}`, timestamp, ...changes, method });
  return api.call(path, {
    method,
    headers: { authorization: oauthHeader(pairs) },
    parameters: changes.parameters ?? {},
  });
}

const read = ({ text }: Reply) => Object.fromEntries(new URLSearchParams(text));

async function requestToken(callback = 'https://my.example.com/callback?a=b') {
  const reply = await call('/oauth/request_token', { oauth: { oauth_callback: callback } });
  const { oauth_token: token = '', oauth_token_secret: tokenSecret = '' } = read(reply);
  return { token, tokenSecret };
}

const submit = (fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
  api.call('/oauth/authorize', { method: 'POST', parameters: fields, headers });

const allow = async (token: string, key?: string, headers = {}) =>
  submit({ oauth_token: token, key: key ?? (await api.keyAt('super')), decision: 'allow' }, headers);

const show = (token: string, headers = {}) =>
  api.call('/oauth/authorize', { parameters: { oauth_token: token }, headers });

describe('the dance', () => {
  it.each(['GET', 'POST'])('gives an access token to who follows it, by %s', async (method) => {
    const first = await call('/oauth/request_token', {
      method,
      oauth: { oauth_callback: 'https://my.example.com/callback?a=b' },
    });
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      200,
      FORM,
      'no-store',
    ]);
    expect(first.text).toMatch(
      /^oauth_token=\d+-[0-9A-Za-z]{20}&oauth_token_secret=[0-9A-Za-z]{50}&oauth_callback_confirmed=true$/,
    );
    const { oauth_token: token = '', oauth_token_secret: tokenSecret = '' } = read(first);

    const redirect = await allow(token);
    expect(redirect.status).toBe(303);
    const location = new URL(redirect.headers.get('location') ?? '');
    expect(`${location.origin}${location.pathname}`).toBe('https://my.example.com/callback');
    expect([...location.searchParams.keys()]).toEqual(['a', 'oauth_verifier', 'oauth_token']);
    expect(location.searchParams.get('oauth_token')).toBe(token);
    const verifier = location.searchParams.get('oauth_verifier') ?? '';
    expect(verifier).toMatch(/^[0-9A-Za-z]{20}$/);

    const last = await call('/oauth/access_token', {
      method,
      token,
      tokenSecret,
      oauth: { oauth_verifier: verifier },
    });
    expect(last.headers.get('content-type')).toBe(FORM);
    expect(last.text).toMatch(
      new RegExp(
        `^oauth_token=${api.ownerId}-[0-9A-Za-z]{20}&oauth_token_secret=[0-9A-Za-z]{50}&domain=videos.example.com&user_id=${api.ownerId}&site_id=1$`,
      ),
    );
    const access = read(last);
    const reply = await call('/api/2/user/get', {
      token: access['oauth_token'] ?? '',
      tokenSecret: access['oauth_token_secret'] ?? '',
    });
    expect(JSON.parse(reply.text)).toMatchObject({ permission_level: 'write' });
  });

  it('takes the callback and the verifier in the body, as node-23video sends them', async () => {
    const first = await call('/oauth/request_token', {
      method: 'POST',
      parameters: { oauth_callback: 'oob', scope: '' },
    });
    const { oauth_token: token = '', oauth_token_secret: tokenSecret = '' } = read(first);
    const page = await allow(token);
    const verifier = /<output[^>]*>([0-9A-Za-z]{20})<\/output>/.exec(page.text)?.[1] ?? '';
    const last = await call('/oauth/access_token', {
      method: 'POST',
      token,
      tokenSecret,
      parameters: { oauth_verifier: verifier, scope: '' },
    });
    expect(last.status).toBe(200);
  });

  it('takes the password of a user instead of a key, as far as the user may go', async () => {
    const person = (name: string, changes: object) =>
      api.access.accounts.create({
        email: `${name}@example.com`,
        username: name,
        password: 'correct horse',
        fullName: 'Ann Lee',
        timezone: '',
        isAdmin: false,
        type: 'full',
        ...changes,
      });
    const ann = await person('ann', {});
    await person('looker', { type: 'visitor' });
    const { token, tokenSecret } = await requestToken('oob');
    const sign = (username: string, password: string, headers = {}) =>
      submit({ oauth_token: token, username, password, decision: 'allow' }, headers);
    const wrong = await sign('ann', 'wrong horse');
    expect([wrong.status, wrong.text.includes('The name or the password is not correct.')]).toEqual([
      403,
      true,
    ]);
    expect(wrong.text).not.toContain('wrong horse');
    expect((await sign('looker', 'correct horse')).text).toContain('more than you may do yourself');
    const foreign = await sign('ann', 'correct horse', { 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, foreign.text.includes('Nothing was decided')]).toEqual([403, true]);
    const page = await sign('ann@example.com', 'correct horse');
    expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null]);
    const verifier = /<output[^>]*>([0-9A-Za-z]{20})<\/output>/.exec(page.text)?.[1] ?? '';
    const last = await call('/oauth/access_token', {
      token,
      tokenSecret,
      oauth: { oauth_verifier: verifier },
    });
    expect(read(last)['user_id']).toBe(String(ann.userId));
  });

  it('shows the code to the person when the callback is oob, or missing', async () => {
    const missing = read(await call('/oauth/request_token'))['oauth_token'] ?? '';
    for (const token of [missing, (await requestToken('oob')).token]) {
      expect((await show(token)).text).toContain('you get a code to type into Shop');
      const page = await allow(token);
      expect(page.status).toBe(200);
      expect(page.text).toMatch(/<output class="verifier"[^>]*>[0-9A-Za-z]{20}<\/output>/);
    }
  });

  it.each(['javascript:alert(1)', '/callback', 'http://user:pass@h/'])(
    'refuses the callback %s, which only a verified request is told',
    async (callback) => {
      const oauth = { oauth_callback: callback };
      const reply = await call('/oauth/request_token', { oauth });
      expect([reply.status, read(reply)['oauth_problem']]).toEqual([400, 'parameter_rejected']);
      const unverified = await call('/oauth/request_token', { oauth, consumerSecret: 'wrong' });
      expect([unverified.status, read(unverified)['oauth_problem']]).toEqual([401, 'signature_invalid']);
    },
  );

  it('gives one access token for one consent, to the application that asked, with the right code', async () => {
    const { token, tokenSecret } = await requestToken();
    const early = await call('/oauth/access_token', { token, tokenSecret, oauth: { oauth_verifier: '' } });
    expect(early.status).toBe(401);
    const redirect = await allow(token);
    const verifier = new URL(redirect.headers.get('location') ?? '').searchParams.get('oauth_verifier') ?? '';
    const exchange = (changes: Partial<SigningOptions> = {}) =>
      call('/oauth/access_token', { token, tokenSecret, oauth: { oauth_verifier: verifier }, ...changes });
    const other = await makeConsumer('write', 'Other');
    const refused = [
      await exchange({ oauth: { oauth_verifier: 'x'.repeat(20) } }),
      await exchange({ oauth: {} }),
      await exchange(other),
      await exchange({ tokenSecret: 'wrong' }),
      await exchange({ token: '', tokenSecret: '' }),
    ];
    for (const reply of refused) {
      expect([reply.status, reply.headers.get('www-authenticate'), reply.text]).toEqual([
        401,
        `OAuth realm="${ORIGIN}/"`,
        'oauth_problem=signature_invalid&code=invalid_signature&message=The+API+signature+is+invalid.',
      ]);
    }
    const replies = await Promise.all([exchange(), exchange(), exchange()]);
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401]);
  });

  it('goes stale after an hour, at every step', async () => {
    const { token, tokenSecret } = await requestToken();
    const { token: approved, tokenSecret: approvedSecret } = await requestToken();
    const location = (await allow(approved)).headers.get('location') ?? '';
    now = NOW + 3_600_000;
    expect((await show(token)).status).toBe(404);
    expect((await allow(token)).status).toBe(404);
    const verifier = new URL(location).searchParams.get('oauth_verifier') ?? '';
    const oauth = { oauth_verifier: verifier };
    expect(
      (await call('/oauth/access_token', { token: approved, tokenSecret: approvedSecret, oauth })).status,
    ).toBe(401);
    expect(api.refusals.at(-1)?.reason).toBe('the token is revoked or expired');
    expect(await api.access.authorizations.sweep()).toBeGreaterThanOrEqual(2);
    expect((await call('/oauth/access_token', { token, tokenSecret, oauth })).status).toBe(401);
  });

  it('does not end in a request token that opens the API', async () => {
    const { token, tokenSecret } = await requestToken();
    await allow(token);
    expect((await call('/api/2/user/get', { token, tokenSecret })).status).toBe(401);
  });
});

describe('the consent page', () => {
  it('says who asks for what, and runs nothing', async () => {
    const { token } = await requestToken('https://my.example.com:8443/callback');
    const page = await show(token);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<h1>Let <strong>Shop</strong> use Example Video Site?</h1>');
    expect(page.text).toContain('Upload, change and delete items and albums');
    expect(page.text).not.toContain('Make users and look after the site');
    expect(page.text).toContain('you go on to <strong>my.example.com:8443</strong>');
    expect(page.text).not.toMatch(/<script|onclick|style=/);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https://my.example.com:8443; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['com.example.app:/oauth', 'com.example.app:'],
    ['http://[::1]:8080/c', 'http:'],
  ])('lets the form lead on to %s', async (callback, source) => {
    const page = await show((await requestToken(callback)).token);
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${source};`);
  });

  it('writes the name of an application as text', async () => {
    consumer = await makeConsumer('read', '<img src=x onerror="alert(1)"> & \'Co\'');
    const { text } = await show((await requestToken()).token);
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;Co&#39;');
    expect(text).not.toContain('<img');
  });

  it.each([
    ['no token', ''],
    ['an unknown token', '1-unknown'],
    ['something else', '"><script>'],
  ])('has nothing to ask about %s', async (_, token) => {
    for (const page of [await show(token), await allow(token)]) {
      expect(page.status).toBe(404);
      expect(page.text).toContain('Start again');
      expect(page.text).not.toContain('<script');
    }
  });

  it('wants a key that allows at least as much as the application will', async () => {
    consumer = await makeConsumer('admin');
    const { token } = await requestToken();
    for (const [key, sentence] of [
      ['sk_super_guess', 'This key is not valid'],
      ['', 'Type your user name and password, or an API key.'],
      [await api.keyAt('write'), 'This key allows too little'],
    ] as const) {
      const page = await allow(token, key);
      expect(page.status).toBe(403);
      expect(page.text).toContain(sentence);
      expect(page.text).toContain('aria-invalid="true"');
      expect(key !== '' && page.text.includes(key)).toBe(false);
    }
    expect((await allow(token, await api.keyAt('admin'))).status).toBe(303);
  });

  it('does not take a token that ends by itself for a consent that does not', async () => {
    const { token } = await requestToken();
    const short = await api.callV2('user/tokens', { key: await api.keyAt('super') });
    const [entry] = short.body.data as Array<{ bearer_token: string }>;
    expect((await allow(token, entry?.bearer_token)).status).toBe(403);
  });

  it('sends a person who refuses back with the news, and is over then', async () => {
    const { token } = await requestToken();
    const reply = await submit({ oauth_token: token, decision: 'deny' });
    expect([reply.status, reply.headers.get('location')]).toEqual([
      303,
      `https://my.example.com/callback?a=b&oauth_problem=user_refused&oauth_token=${token}`,
    ]);
    expect((await allow(token)).status).toBe(404);
    const oob = await requestToken('oob');
    expect((await submit({ oauth_token: oob.token, decision: 'deny' })).text).toContain('Access was denied');
  });

  it('may be clicked twice: the last code counts', async () => {
    const { token, tokenSecret } = await requestToken();
    const codes: string[] = [];
    for (const _ of [1, 2]) {
      const location = (await allow(token)).headers.get('location') ?? '';
      codes.push(new URL(location).searchParams.get('oauth_verifier') ?? '');
    }
    const exchange = (code: string) =>
      call('/oauth/access_token', { token, tokenSecret, oauth: { oauth_verifier: code } });
    expect((await exchange(codes[0] ?? '')).status).toBe(401);
    expect((await exchange(codes[1] ?? '')).status).toBe(200);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
  ])('decides nothing for a form of another site (%o)', async (headers) => {
    const { token } = await requestToken();
    for (const decision of ['allow', 'deny']) {
      const fields = { oauth_token: token, key: await api.keyAt('super'), decision };
      const page = await submit(fields, headers);
      expect([page.status, page.headers.get('location')]).toEqual([403, null]);
      expect(page.text).toContain('Nothing was decided');
    }
    expect((await allow(token, undefined, { origin: ORIGIN, 'sec-fetch-site': 'same-origin' })).status).toBe(
      303,
    );
  });

  it('refuses a form that cannot be read in plain words', async () => {
    const reply = await api.call('/oauth/authorize', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
    expect(reply.text).toContain('The form could not be read');
  });
});

describe('a person who is signed in', () => {
  async function signIn(isAdmin: boolean) {
    const number = String(Math.random()).slice(2, 8);
    const account = await api.access.accounts.create({
      email: `ann${number}@example.com`,
      username: '',
      password: '',
      fullName: 'Ann <b>Lee</b>',
      timezone: '',
      isAdmin,
      type: 'full',
    });
    const person = { userId: account.userId, email: '', fullName: '' };
    const token = await api.access.sessions.createToken({ ...person, kind: 'login', returnUrl: '/' });
    const session = await api.access.sessions.redeem('login', token);
    return { account, cookie: { cookie: `a=b; __Host-slipway-session=${session?.secret ?? ''}` } };
  }

  const proofOf = (text: string) => /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? '';

  it('needs no key, and consents as themselves', async () => {
    const { account, cookie } = await signIn(false);
    const { token, tokenSecret } = await requestToken();
    const page = await show(token, cookie);
    expect(page.text).toContain('signed in as <strong>Ann &lt;b&gt;Lee&lt;/b&gt;</strong>');
    expect(page.text).not.toContain('Your API key');
    const fields = { oauth_token: token, proof: proofOf(page.text), decision: 'allow' };
    const redirect = await submit(fields, cookie);
    const code = new URL(redirect.headers.get('location') ?? '').searchParams.get('oauth_verifier') ?? '';
    const last = read(
      await call('/oauth/access_token', { token, tokenSecret, oauth: { oauth_verifier: code } }),
    );
    expect(last['user_id']).toBe(String(account.userId));
  });

  it('does not consent by the cookie alone, nor with a proof of another request or session', async () => {
    const { cookie } = await signIn(false);
    const [one, other] = [await requestToken(), await requestToken()];
    const proofs = [
      undefined,
      '',
      proofOf((await show(other.token, cookie)).text),
      proofOf((await show(one.token, (await signIn(false)).cookie)).text),
    ];
    for (const proof of proofs) {
      const fields = { oauth_token: one.token, decision: 'allow', ...(proof === undefined ? {} : { proof }) };
      expect((await submit(fields, cookie)).status).toBe(403);
    }
  });

  it('is asked for a key when the application wants more than they may do', async () => {
    consumer = await makeConsumer('admin');
    const { token } = await requestToken();
    expect((await show(token, (await signIn(false)).cookie)).text).toContain('Your API key');
    expect((await show(token, (await signIn(true)).cookie)).text).toContain('signed in as');
    consumer = await makeConsumer('super');
    const most = await requestToken();
    expect((await show(most.token, (await signIn(true)).cookie)).text).toContain('Your API key');
  });
});
