import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';
import { eventCatalogue } from '../events/catalogue.ts';

let api: ApiUnderTest;
let key: string;

beforeEach(async () => {
  api = await startApi();
  key = await api.keyAt('write');
});
afterEach(() => api.close());

type Row = Readonly<Record<string, unknown>>;

const post = (path: string, parameters: Readonly<Record<string, string>> = {}, as: string = key) =>
  api.callV2(path, { method: 'POST', key: as, parameters });
const get = (path: string, parameters: Readonly<Record<string, string>> = {}, as: string = key) =>
  api.callV2(path, { key: as, parameters });

const subscribe = async (event = 'photo.added', target = 'https://app.example/hook') => {
  const { status, body } = await post('webhook/subscribe', { target_url: target, event });
  expect([status, body.message]).toEqual([200, 'The webhook was subscribed']);
  return body.data as { webhook_id: number; secret: string };
};

/** A message that is owed to a webhook. */
async function owe(webhookId: number, now = NOW): Promise<number> {
  const data = eventCatalogue['photo.added'].example;
  await api.store.transaction((tx) => tx.outbox.record({ type: 'photo.added', photoId: 60_433, now, data }));
  const eventId = await api.store.read.events.lastId();
  const message = { webhookId, eventId, eventType: 'photo.added', photoId: 60_433, now } as const;
  await api.store.transaction((tx) => tx.messages.owe({ ...message, url: 'https://app.example/hook' }));
  return (await api.store.read.deliveries.listMessages({ limit: 1 }))[0]?.id ?? 0;
}

describe('webhook/events', () => {
  it('lists names for everybody: of the catalogue, of the original API, all at once, and pingbacks', async () => {
    const { status, body } = await api.callV2('webhook/events');
    const rows = body.data as Row[];
    expect(status).toBe(200);
    expect(rows[0]).toEqual({
      event: 'upload.started',
      description: 'It happens when a file begins to arrive, or is to be fetched.',
    });
    const names = rows.map(({ event }) => event);
    for (const name of ['photo.added', 'album_add_photo', 'any_conversion', '*', 'pingback']) {
      expect(names).toContain(name);
    }
    expect([body['p'], body['size'], body['total_count']]).toEqual([1, rows.length, rows.length]);
  });

  it('tells a client whether it may subscribe', async () => {
    const parameters = { test_authentication_p: '1' };
    const refused = await api.callV2('webhook/events', { parameters });
    expect([refused.status, refused.body.code]).toEqual([403, 'permission_denied']);
    const reader = await get('webhook/events', parameters, await api.keyAt('read'));
    expect(reader.body.message).toBe(
      "You don't have the necessary permissions to perform this action (required level: 'write')",
    );
    expect((await get('webhook/events', parameters)).status).toBe(200);
  });
});

describe('webhook/subscribe', () => {
  it('answers with the webhook and its secret, which webhook/list never shows', async () => {
    const { text } = await api.call('/api/2/webhook/subscribe', {
      method: 'POST',
      key,
      parameters: { target_url: 'https://app.example/hook?a=<b>#c', event: 'album_add_photo' },
    });
    const made = (JSON.parse(text) as { data: { webhook_id: number; secret: string } }).data;
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const webhook =
      `"webhook_id":${made.webhook_id},"event":"album_add_photo",` +
      '"target_url":"https://app.example/hook?a=%3Cb%3E","state":"active","state_reason":"","consumer_id":null,' +
      '"failing_since_epoch":null,"previous_secret_until_epoch":null,"creation_date_epoch":1266700572';
    expect(text).toBe(
      '{"status":"ok","permission_level":"write","cached":false,"message":"The webhook was subscribed","data":{' +
        `${webhook},"secret":"${made.secret}"}}`,
    );
    const list = await api.call('/api/2/webhook/list', { key });
    expect(list.text).toBe(
      '{"status":"ok","permission_level":"write","cached":false,"message":"","size":1,"total_count":1,"data":[{' +
        `${webhook}}]}`,
    );
  });

  it('changes nothing when it is repeated', async () => {
    const first = await subscribe();
    const again = await subscribe();
    expect(again).toEqual({ ...first, secret: '' });
    expect((await get('webhook/list')).body['total_count']).toBe(1);
  });

  it.each<[Record<string, string>, string]>([
    [{ event: 'photo.added' }, 'The parameter "target_url" is required.'],
    [{ target_url: 'https://app.example/' }, 'The parameter "event" is required.'],
    [
      { target_url: 'app.example/hook', event: '*' },
      'The parameter "target_url" cannot be used. This is not an address that can be called: it must begin with http:// or https:// and hold no password.',
    ],
    [
      { target_url: 'https://me:secret@app.example/', event: '*' },
      'The parameter "target_url" cannot be used. This is not an address that can be called: it must begin with http:// or https:// and hold no password.',
    ],
    [
      { target_url: 'http://127.0.0.1:8080/', event: '*' },
      'The parameter "target_url" cannot be used. The address is in a private network, and callbacks.allowPrivate does not list it.',
    ],
    [
      { target_url: 'http://[::ffff:10.0.0.1]/', event: '*' },
      'The parameter "target_url" cannot be used. The address is in a private network, and callbacks.allowPrivate does not list it.',
    ],
    [
      { target_url: `https://app.example/${'x'.repeat(2000)}`, event: '*' },
      'The parameter "target_url" cannot be used. It is longer than 2000 characters.',
    ],
    [
      { target_url: 'https://app.example/\nhook', event: '*' },
      'The parameter "target_url" cannot be used. It has control characters or backslashes.',
    ],
    [
      { target_url: 'https://app.example/', event: '*', secret: 'open sesame' },
      'The parameter "secret" must be "whsec_" and 24 to 64 random bytes in base64.',
    ],
    [
      { target_url: 'https://app.example/', event: 'pingback', secret: `whsec_${'A'.repeat(32)}` },
      'A pingback says nothing that could be signed, so it has no secret.',
    ],
  ])('refuses %j', async (parameters, message) => {
    const { status, body } = await post('webhook/subscribe', parameters);
    expect([status, body.code, body.message]).toEqual([400, 'invalid_input', message]);
  });

  it('names the events there are when it does not know one', async () => {
    const { status, body } = await post('webhook/subscribe', {
      target_url: 'https://app.example/',
      event: 'video.uploaded',
    });
    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.message).toMatch(
      /^The parameter "event" must be one of: upload\.started, .*, \*, pingback\.$/,
    );
  });
});

describe('webhook/sample', () => {
  it('shows the body of a message, to the letter', async () => {
    const { text } = await api.call('/api/2/webhook/sample', { key, parameters: { event: 'album.created' } });
    expect(text).toBe(
      '{"status":"ok","permission_level":"write","cached":false,"message":"","p":1,"size":1,"total_count":1,"data":[' +
        '{"id":"evt_1207_mvxs2o00","type":"album.created","timestamp":"2026-11-01T12:00:00.000Z",' +
        '"data":{"album_id":7,"title":"Holidays","hide_p":false,"user_id":2}}]}',
    );
  });

  it('shows what a name of the original API stands for, and all events for *', async () => {
    const typesOf = async (event: string) => {
      const { body } = await get('webhook/sample', { event });
      return (body.data as Row[]).map(({ type }) => type);
    };
    expect(await typesOf('album_remove_photo')).toEqual(['album.photo_removed']);
    expect(await typesOf('*')).toHaveLength(16);
  });

  it.each(['pingback', 'nothing', 'constructor', ''])('has no sample of "%s"', async (event) => {
    const { status, body } = await get('webhook/sample', { event });
    expect([status, body.code]).toEqual([400, 'invalid_input']);
  });
});

describe('webhook/unsubscribe', () => {
  it('takes a number, or an address with all its webhooks', async () => {
    const { webhook_id: id } = await subscribe('photo.added');
    await subscribe('photo.deleted');
    const one = await post('webhook/unsubscribe', { webhook_id: String(id) });
    expect([one.status, one.body.message, one.body.data]).toEqual([200, 'The webhook was unsubscribed', {}]);
    await subscribe('photo.added');
    const all = await post('webhook/unsubscribe', { target_url: 'https://app.example/hook' });
    expect(all.status).toBe(200);
    expect((await get('webhook/list')).body.data).toEqual([]);
  });

  it.each<[Record<string, string>, number, string]>([
    [{}, 400, 'The parameter "webhook_id" or "target_url" is required.'],
    [{ webhook_id: 'x' }, 400, 'The parameter "webhook_id" must be a whole number.'],
    [{ webhook_id: '99' }, 404, 'There is no webhook with the number 99.'],
    [{ target_url: 'https://other.example/' }, 404, 'There is no webhook for this address.'],
  ])('says what is wrong with %j', async (parameters, status, message) => {
    const answer = await post('webhook/unsubscribe', parameters);
    expect([answer.status, answer.body.message]).toEqual([status, message]);
  });
});

describe('webhook/update', () => {
  it('pauses and resumes', async () => {
    const { webhook_id: id } = await subscribe();
    const paused = await post('webhook/update', { webhook_id: String(id), state: 'paused' });
    expect(paused.body.message).toBe('The webhook was updated');
    expect(paused.body.data).toMatchObject({ webhook_id: id, state: 'paused', state_reason: 'requested' });
    const resumed = await post('webhook/update', { webhook_id: String(id), state: 'active' });
    expect(resumed.body.data).toMatchObject({ state: 'active', state_reason: '' });
  });

  it('cannot pause what is disabled', async () => {
    const { webhook_id: id } = await subscribe();
    const gone = { state: 'disabled', stateReason: 'gone' } as const;
    await api.store.transaction((tx) => tx.webhooks.update(id, gone));
    const { status, body } = await post('webhook/update', { webhook_id: String(id), state: 'paused' });
    expect([status, body.code]).toEqual([412, 'precondition_failed']);
  });

  it('knows only webhooks that exist, and two states', async () => {
    const unknown = await post('webhook/update', { webhook_id: '9', state: 'paused' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_object']);
    const wrong = await post('webhook/update', { webhook_id: '9', state: 'disabled' });
    expect([wrong.status, wrong.body.message]).toEqual([
      400,
      'The parameter "state" must be one of: active, paused.',
    ]);
  });
});

describe('webhook/rotate-secret', () => {
  it('shows the new secret once, and until when the old one counts', async () => {
    const { webhook_id: id, secret } = await subscribe();
    const gentle = await post('webhook/rotate-secret', { webhook_id: String(id) });
    const made = gentle.body.data as { secret: string; previous_secret_until_epoch: number };
    expect(gentle.body.message).toBe('The secret of the webhook was replaced');
    expect(made.secret).toMatch(/^whsec_/);
    expect(made.secret).not.toBe(secret);
    expect(made.previous_secret_until_epoch).toBe(1_266_700_572 + 86_400);
    const own = `whsec_${'A'.repeat(32)}`;
    const sudden = await post('webhook/rotate-secret', {
      webhook_id: String(id),
      secret: own,
      expire_now_p: '1',
    });
    expect(sudden.body.data).toMatchObject({ secret: own, previous_secret_until_epoch: null });
  });
});

describe('webhook/deliveries', () => {
  it('lists messages newest first, with what was sent and every try', async () => {
    const { webhook_id: id } = await subscribe();
    const first = await owe(id);
    const second = await owe(id, NOW + 5_000);
    await api.store.transaction((tx) =>
      tx.deliveries.recordAttempt(
        { deliveryId: first, at: NOW + 1000, durationMs: 12, status: 500, error: null, response: 'Oh <no>' },
        { state: 'pending', nextAttemptAt: NOW + 6000, endedAt: null },
      ),
    );
    const { body } = await get('webhook/deliveries', { webhook_id: String(id) });
    const [newer, older] = body.data as [Row, Row];
    expect(newer).toMatchObject({ delivery_id: second, attempts: [], state: 'pending' });
    const event = (await api.store.read.events.page({ after: 0, limit: 1 }))[0];
    expect(older).toEqual({
      delivery_id: first,
      webhook_id: id,
      event: 'photo.added',
      event_id: `evt_${event?.id}_${NOW.toString(36)}`,
      photo_id: 60_433,
      target_url: 'https://app.example/hook',
      state: 'pending',
      number_of_attempts: 1,
      next_attempt_epoch: 1_266_700_578,
      creation_date_epoch: 1_266_700_572,
      end_date_epoch: null,
      request: expect.stringMatching(/^\{"id":"evt_.*"photo_id":60433/),
      attempts: [{ date_epoch: 1_266_700_573, duration_ms: 12, status: 500, error: '', response: 'Oh <no>' }],
    });
    const idsOf = async (parameters: Readonly<Record<string, string>>) =>
      ((await get('webhook/deliveries', parameters)).body.data as Row[]).map((row) => row['delivery_id']);
    expect(await idsOf({ before: String(second) })).toEqual([first]);
    expect(await idsOf({ state: 'delivered' })).toEqual([]);
    expect(await idsOf({ webhook_id: String(id + 1) })).toEqual([]);
    expect(await idsOf({ size: '1' })).toEqual([second]);
    expect((await get('delivery/list')).body.data).toEqual([]);
  });

  it('goes on listing a message whose event is not kept any more', async () => {
    const { webhook_id: id } = await subscribe();
    const deliveryId = await owe(id);
    await api.store.transaction(async (tx) => {
      await tx.messages.giveUp(id, NOW);
      await tx.events.sweep(NOW + 1, 10);
    });
    const { body } = await get('webhook/deliveries');
    expect(body.data).toMatchObject([
      { delivery_id: deliveryId, event: 'photo.added', event_id: '', request: '' },
    ]);
  });
});

describe('replays', () => {
  it('make a message owed again', async () => {
    const { webhook_id: id } = await subscribe();
    const deliveryId = await owe(id);
    await api.store.transaction((tx) => tx.messages.giveUp(id, NOW));
    const { status, body } = await post('webhook/replay', { delivery_id: String(deliveryId) });
    expect([status, body.message, body.data]).toEqual([200, 'The delivery is made again', {}]);
    expect(await api.store.read.deliveries.find(deliveryId)).toMatchObject({ state: 'pending' });
    const callback = await post('delivery/replay', { delivery_id: String(deliveryId) });
    expect([callback.status, callback.body.code]).toEqual([404, 'no_such_object']);
  });

  it('make a callback owed again, with the token that the upload keeps sealed', async () => {
    const { body } = await get('photo/get-upload-token');
    expect(body.data).toBeDefined();
    const tokenId = (await api.store.read.tokens.list({ limit: 1 }))[0]?.id ?? '';
    const returnContext = { domain: 'd', sealedToken: 'v1.sealed' };
    const upload = await api.addUpload({ tokenId, returnContext });
    const url = 'https://app.example/?upload_token={upload_token}';
    const callback = { uploadId: upload.id, photoId: null, url, sealedToken: 'v1.sealed', now: NOW };
    await api.store.transaction((tx) => tx.outbox.oweCallback(callback));
    const deliveryId = (await api.store.read.deliveries.list({ limit: 1 }))[0]?.id ?? 0;
    await api.store.transaction((tx) =>
      tx.deliveries.recordAttempt(
        { deliveryId, at: NOW, durationMs: 1, status: 410, error: null, response: null },
        { state: 'failed', nextAttemptAt: NOW, endedAt: NOW },
      ),
    );
    expect(await api.store.read.deliveries.find(deliveryId)).toMatchObject({ sealedToken: '' });
    const answer = await post('delivery/replay', { delivery_id: String(deliveryId) });
    expect([answer.status, answer.body.message]).toEqual([200, 'The delivery is made again']);
    expect(await api.store.read.deliveries.find(deliveryId)).toMatchObject({
      state: 'pending',
      sealedToken: 'v1.sealed',
      attempts: 1,
      tries: 0,
    });
    const wrong = await post('webhook/replay', { delivery_id: String(deliveryId) });
    expect([wrong.status, wrong.body.message]).toEqual([
      404,
      `There is no such delivery with the number ${deliveryId}.`,
    ]);
  });
});

describe('the methods about webhooks', () => {
  it.each([
    'webhook/list',
    'webhook/sample',
    'webhook/subscribe',
    'webhook/unsubscribe',
    'webhook/update',
    'webhook/rotate-secret',
    'webhook/deliveries',
    'webhook/replay',
    'delivery/replay',
  ])('need write: %s', async (path) => {
    const { status, body } = await post(path, { event: '*' }, await api.keyAt('read'));
    expect([status, body.code]).toEqual([403, 'permission_denied']);
  });

  it.each(['webhook/events', 'webhook/list'])('are of version 2 only: %s', async (path) => {
    const { status, text } = await api.call(`/api/${path}`, { key });
    expect(status).toBe(200);
    expect(text).toContain('code="invalid_input"');
  });
});
