import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { callApi, createToken, redeemPaths, type Parameters } from '../support/api.ts';
import type { ReceivedCall } from '../support/callback-receiver.ts';
import { waitFor } from '../support/deadline.ts';
import { bodyOf, filePart, sendForm } from '../support/doors.ts';
import { makePhoto } from '../support/media.ts';
import { encodeForm } from '../support/multipart.ts';
import { runCli } from '../support/run-cli.ts';
import { ownerKey, type ServerProcess } from '../support/server.ts';
import { useCallbackReceiver, useServer } from '../support/suite.ts';

interface Subscription {
  readonly webhook_id: number;
  readonly secret: string;
  readonly state: string;
  readonly state_reason: string;
}

interface Delivery {
  readonly delivery_id: number;
  readonly event: string;
  readonly event_id: string;
  readonly state: string;
  readonly request: string;
  readonly attempts: readonly {
    readonly status: number | null;
    readonly error: string;
    readonly response: string;
  }[];
}

interface Message {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let made = 0;

const newPath = () => `/hook-${(made += 1)}`;

/** The message of a call, once an independent implementation has vouched for it. */
function verify(secret: string, { body, headers }: ReceivedCall): Message {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as Message;
}

function tools(site: ServerProcess) {
  const subscribe = async (event: string, targetUrl: string, parameters: Parameters = {}) => {
    const wish = { event, target_url: targetUrl, ...parameters };
    return (await callApi(site, 'webhook/subscribe', wish, 'POST')).data as Subscription;
  };
  const webhookOf = async (id: number) => {
    const list = (await callApi(site, 'webhook/list')).data as Subscription[];
    return list.find((webhook) => webhook.webhook_id === id);
  };
  const deliveriesOf = async (id: number) =>
    (await callApi(site, 'webhook/deliveries', { webhook_id: id })).data as Delivery[];
  const upload = async (tokenParameters: Parameters = {}) => {
    const token = await createToken(site, tokenParameters);
    const file = await makePhoto(`webhook-${(made += 1)}.jpg`);
    const { contentType, body } = encodeForm([
      { name: 'upload_token', value: token },
      { name: 'file', value: file.bytes, filename: file.name },
    ]);
    const answer = await fetch(site.url + redeemPaths.v2, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(body),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`The upload answered ${answer.status}: ${text}`);
    const { photo_id: photoId } = JSON.parse(text) as { photo_id: number };
    return { photoId, token, file };
  };
  const setState = (id: number, state: 'active' | 'paused') =>
    callApi(site, 'webhook/update', { webhook_id: id, state }, 'POST');
  return { subscribe, webhookOf, deliveriesOf, upload, setState };
}

describe('webhooks of a running server', () => {
  const site = useServer();
  const application = useCallbackReceiver();
  const { subscribe, webhookOf, deliveriesOf, upload, setState } = tools(site);

  it('tell of an upload from its first byte to its item, each once, signed and verifiable', async () => {
    const path = newPath();
    const { webhook_id: id, secret } = await subscribe('*', `${application.url}${path}?from=slipway`);
    expect(secret).toMatch(/^whsec_/);
    const { photoId, file } = await upload({ title: 'Ärger & <b>Söhne</b>', tags: 'sea, "two words"' });
    const calls = await application.waitForCalls(path, 4);
    const messages = calls.map((call) => verify(secret, call));
    const byType = new Map(messages.map((message) => [message.type, message]));
    expect([...byType.keys()].toSorted()).toEqual([
      'photo.added',
      'photo.published',
      'upload.completed',
      'upload.started',
    ]);
    expect(byType.get('photo.added')?.data).toMatchObject({
      photo_id: photoId,
      title: 'Ärger & Söhne',
      tags: ['sea', 'two words'],
      published_p: true,
      original_filename: file.name,
      content_type: 'image/jpeg',
      size: file.bytes.length,
    });
    expect(byType.get('upload.completed')?.data).toMatchObject({ photo_id: photoId, filename: file.name });
    for (const [index, call] of calls.entries()) {
      expect(call).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
      expect(call.url.searchParams.get('from')).toBe('slipway');
      expect(call.headers['webhook-id']).toBe(messages[index]?.id);
    }
    const deliveries = await waitFor('all to be delivered', async () => {
      const found = await deliveriesOf(id);
      return found.every(({ state }) => state === 'delivered') ? found : undefined;
    });
    expect(deliveries).toHaveLength(4);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('tell of a placeholder, of its first file and of the next one', async () => {
    const path = newPath();
    const { webhook_id: id, secret } = await subscribe('*', application.url + path);
    const added = await sendForm(site, '/api/2/photo/upload', [['placeholder_p', '1']]);
    const photoId = bodyOf(added).photo_id;
    const files = [
      await makePhoto(`webhook-${(made += 1)}.jpg`),
      await makePhoto(`webhook-${(made += 1)}.jpg`),
    ];
    for (const file of files) {
      const parts = [['photo_id', String(photoId)] as const, filePart(file)];
      expect((await sendForm(site, '/api/2/photo/replace', parts)).status).toBe(200);
    }
    const calls = await application.waitForCalls(path, 8);
    const messages = calls
      .map((call) => verify(secret, call))
      .filter(({ type }) => !type.startsWith('upload'));
    expect(messages.map(({ type }) => type).toSorted()).toEqual([
      'photo.added',
      'photo.published',
      'photo.replaced',
      'photo.replaced',
    ]);
    const replaced = messages.filter(({ type }) => type === 'photo.replaced').map(({ data }) => data);
    expect(replaced).toEqual(
      expect.arrayContaining(
        files.map(({ name, bytes }) =>
          expect.objectContaining({
            photo_id: photoId,
            original_filename: name,
            size: bytes.length,
            content_type: 'image/jpeg',
          }),
        ),
      ),
    );
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('repeat what was not taken under the same id, log every try, and replay', async () => {
    const path = newPath();
    const { webhook_id: id, secret } = await subscribe('photo.added', application.url + path);
    application.answerWith(500);
    const { photoId } = await upload();
    const [first, second] = await application.waitForCalls(path, 2, 30_000);
    if (!first || !second) throw new Error('There were no two calls');
    expect(second.body).toBe(first.body);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(verify(secret, second).data).toMatchObject({ photo_id: photoId });
    const delivery = await waitFor('the second attempt in the log', async () => {
      const [found] = await deliveriesOf(id);
      return found?.state === 'delivered' ? found : undefined;
    });
    expect(delivery).toMatchObject({ event: 'photo.added', event_id: first.headers['webhook-id'] });
    expect(delivery.request).toBe(first.body);
    expect(delivery.attempts).toMatchObject([
      { status: 500, error: '', response: expect.stringContaining('Thank you') },
      { status: 200, error: '' },
    ]);
    await callApi(site, 'webhook/replay', { delivery_id: delivery.delivery_id }, 'POST');
    const [, , third] = await application.waitForCalls(path, 3);
    expect(third?.headers['webhook-id']).toBe(first.headers['webhook-id']);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('survive kill -9 between an event and its delivery', async () => {
    const path = newPath();
    const { webhook_id: id, secret } = await subscribe('photo.added', application.url + path);
    await setState(id, 'paused');
    const { photoId } = await upload();
    await site.kill();
    await site.start();
    expect(await webhookOf(id)).toMatchObject({ state: 'paused', state_reason: 'requested' });
    expect(await deliveriesOf(id)).toEqual([]);
    await setState(id, 'active');
    const [call] = await application.waitForCalls(path, 1);
    if (!call) throw new Error('There was no call');
    expect(verify(secret, call).data).toMatchObject({ photo_id: photoId });
    await waitFor('the delivery', async () =>
      (await deliveriesOf(id))[0]?.state === 'delivered' ? true : undefined,
    );
    expect(await application.waitForCalls(path, 1)).toHaveLength(1);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('end with a 410, and go on when they are made active again', async () => {
    const path = newPath();
    const { webhook_id: id } = await subscribe('photo.added', application.url + path);
    application.answerWith(410);
    await upload();
    await application.waitForCalls(path, 1);
    const disabled = await waitFor('the webhook to be disabled', async () => {
      const webhook = await webhookOf(id);
      return webhook?.state === 'disabled' ? webhook : undefined;
    });
    expect(disabled.state_reason).toBe('gone');
    await upload();
    await setState(id, 'active');
    const { photoId } = await upload();
    const [, call] = await application.waitForCalls(path, 2);
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ data: { photo_id: photoId } });
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('are silent after they were unsubscribed', async () => {
    const [path, witness] = [newPath(), newPath()];
    await subscribe('photo.added', application.url + path);
    await subscribe('photo.deleted', application.url + path);
    const { webhook_id: id } = await subscribe('photo.deleted', application.url + witness);
    await callApi(site, 'webhook/unsubscribe', { target_url: application.url + path }, 'POST');
    const { photoId } = await upload();
    await callApi(site, 'photo/delete', { photo_id: photoId }, 'POST');
    const [call] = await application.waitForCalls(witness, 1);
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      type: 'photo.deleted',
      data: { photo_id: photoId },
    });
    expect(application.calls.filter(({ url }) => url.pathname === path)).toEqual([]);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('tell of albums by the names of the original API', async () => {
    const path = newPath();
    const { webhook_id: id, secret } = await subscribe('album_add_photo', application.url + path);
    const album = (await callApi(site, 'album/create', { title: 'Holidays' }, 'POST')).data;
    const { album_id: albumId } = album as { album_id: number };
    const { photoId } = await upload({ album_id: albumId });
    const [call] = await application.waitForCalls(path, 1);
    if (!call) throw new Error('There was no call');
    expect(verify(secret, call)).toMatchObject({
      type: 'album.photo_added',
      data: { album_id: albumId, photo_id: photoId, album_ids: [albumId] },
    });
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('are bare pingbacks for those who want them', async () => {
    const path = newPath();
    const { webhook_id: id } = await subscribe('pingback', `${application.url}${path}?app=7`);
    const { photoId, token } = await upload();
    await callApi(site, 'photo/update-upload-token', { upload_token: token, title: 'New' }, 'POST');
    const [call] = await application.waitForCalls(path, 1);
    expect(call).toMatchObject({ method: 'POST', body: '' });
    expect([...(call?.url.searchParams ?? [])]).toEqual([
      ['app', '7'],
      ['type', 'photo'],
      ['photo_id', String(photoId)],
    ]);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('are pingbacks of OAuth applications, as long as those exist', async () => {
    const path = newPath();
    const wish = { name: 'Shop', level: 'read', pingback_url: application.url + path };
    const consumer = (await callApi(site, 'consumer/create', wish, 'POST')).data;
    const { consumer_id: consumerId } = consumer as { consumer_id: number };
    const { photoId, token } = await upload();
    const rename = (title: string) =>
      callApi(site, 'photo/update-upload-token', { upload_token: token, title }, 'POST');
    await rename('First');
    const [call] = await application.waitForCalls(path, 1);
    expect(call?.url.search).toBe(`?type=photo&photo_id=${photoId}`);
    const list = (await callApi(site, 'webhook/list')).data as { consumer_id: number | null }[];
    expect(list.map((webhook) => webhook.consumer_id)).toContain(consumerId);
    await callApi(site, 'consumer/revoke', { consumer_id: consumerId }, 'POST');
    const witness = newPath();
    const { webhook_id: id } = await subscribe('pingback', application.url + witness);
    await rename('Second');
    await application.waitForCalls(witness, 1);
    expect(await application.waitForCalls(path, 1)).toHaveLength(1);
    await callApi(site, 'webhook/unsubscribe', { webhook_id: id }, 'POST');
  });

  it('are handled by the command line as well', async () => {
    const path = newPath();
    const env = { SLIPWAY_URL: site.url, SLIPWAY_KEY: ownerKey };
    const target = application.url + path;
    const subscribed = await runCli(['webhook', 'subscribe', target, '--events=photo.added'], { env });
    expect(subscribed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/) });
    await upload();
    const [call] = await application.waitForCalls(path, 1);
    if (!call) throw new Error('There was no call');
    expect(verify(subscribed.stdout.trim(), call).type).toBe('photo.added');
    const list = await runCli(['webhook', 'list'], { env });
    expect(list.stdout).toContain(target);
    const ended = await runCli(['webhook', 'unsubscribe', target], { env });
    expect(ended).toMatchObject({ code: 0, stdout: `Unsubscribed: ${target}.\n` });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[fd00::1]/',
    'file:///etc/passwd',
  ])('are never sent to %s', async (target) => {
    await expect(subscribe('*', target)).rejects.toThrow('answered 400');
  });

  it('leave no secret in the log of the server', async () => {
    const log = await site.log();
    expect(log).toContain('Webhook message delivered');
    expect(log).not.toContain('whsec_');
    expect(log).not.toContain('from=slipway');
  });
});

describe('a call that a crash interrupts', () => {
  const site = useServer({ SLIPWAY_CALLBACKS_TIMEOUT_SECONDS: '1' });
  const application = useCallbackReceiver();
  const { subscribe, upload } = tools(site);

  it('is made again by the next process', async () => {
    const path = newPath();
    const { secret } = await subscribe('photo.added', application.url + path);
    application.answerWith(0);
    await upload();
    await application.waitForCalls(path, 1);
    await site.kill();
    await site.start();
    const [first, second] = await application.waitForCalls(path, 2, 60_000);
    if (!first || !second) throw new Error('There were no two calls');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(verify(secret, second)).toBeDefined();
  });
});

describe('the receiver of the guide', () => {
  const site = useServer();
  const { subscribe, upload } = tools(site);
  const port = 18_000 + (process.pid % 1_000);
  const url = `http://127.0.0.1:${port}/`;

  it('prints what is genuine, once, and turns away what is not', async () => {
    const guide = await readFile('docs/guides/webhooks.md', 'utf8');
    const program = /```js\n(.*?)```/s.exec(guide)?.[1] ?? '';
    expect(program).toContain('server.listen(8080);');
    const folder = await mkdtemp(join(tmpdir(), 'slipway-receiver-'));
    const file = join(folder, 'receiver.mjs');
    await writeFile(file, program.replace('server.listen(8080)', `server.listen(${port}, '127.0.0.1')`));
    const { secret } = await subscribe('*', url);
    const env = { ...process.env, NODE_OPTIONS: '', WEBHOOK_SECRET: secret };
    const receiver = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    receiver.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    try {
      const forged = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
      const statuses = await waitFor('the receiver to listen', async () => {
        const headers = { ...forged, 'webhook-signature': `v1,${'A'.repeat(43)}=` };
        const answers = [fetch(url, { method: 'POST' }), fetch(url, { method: 'POST', headers, body: '{}' })];
        return (await Promise.all(answers)).map(({ status }) => status);
      });
      expect(statuses).toEqual([401, 401]);
      const { photoId } = await upload();
      await waitFor('four messages', () =>
        printed.match(/^\w+\.\w+ \{/gm)?.length === 4 ? true : undefined,
      );
      expect(printed).toContain(`photo_id: ${photoId}`);
    } finally {
      receiver.kill();
      await rm(folder, { recursive: true });
    }
  });
});

describe('a callback', () => {
  const site = useServer();
  const application = useCallbackReceiver();
  const { upload } = tools(site);

  it('is made again on demand, with the token in its place', async () => {
    const path = newPath();
    const { token } = await upload({ return_url: application.url + path, background_return_p: 1 });
    const [first] = await application.waitForCalls(path, 1);
    const delivered = await waitFor('the delivery', async () => {
      const list = (await callApi(site, 'delivery/list', { state: 'delivered' })).data as Delivery[];
      return list[0];
    });
    expect(delivered.attempts).toMatchObject([{ status: 200, error: '' }]);
    await callApi(site, 'delivery/replay', { delivery_id: delivered.delivery_id }, 'POST');
    const [, second] = await application.waitForCalls(path, 2);
    expect(second?.url.href).toBe(first?.url.href);
    expect(second?.url.searchParams.get('upload_token')).toBe(token);
  });
});
