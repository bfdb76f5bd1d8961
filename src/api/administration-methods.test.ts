import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, NOW, startApi } from '../../test/support/api-scope.ts';

let api: ApiUnderTest;
let tokenId: string;

beforeAll(async () => {
  api = await startApi();
  await api.callV2('photo/get-upload-token', { key: await api.keyAt('write') });
  tokenId = (await api.store.read.tokens.list({ limit: 1 }))[0]?.id ?? '';
});
afterAll(() => api.close());

describe('upload/list', () => {
  it('lists uploads newest first, with what is safely stored', async () => {
    const key = await api.keyAt('read');
    const first = await api.addUpload({ tokenId });
    const second = await api.addUpload({
      tokenId,
      state: 'failed',
      errorCode: 'file_too_large',
      errorDetails: { size: 5, maxSize: 4 },
      hasSlot: false,
    });
    const { text } = await api.call('/api/2/upload/list', { key });
    const common = (id: string) => `"upload_id":"${id}","upload_token_id":"${tokenId}","state":`;
    const times =
      '"creation_date_epoch":1266700572,"last_activity_epoch":1266700572,"completion_date_epoch":null';
    const now = '"bytes_per_second":0,"connections":0,"stuck_p":false,"token_title":"","token_hint":"xxx5"';
    const file =
      '"filename":"film.mp4","identifier":"1000-filmmp4","size":1000,"received":400,"content_type":"video/mp4","photo_id":null';
    expect(text).toBe(
      '{"status":"ok","permission_level":"read","cached":false,"message":"","size":20,"data":[' +
        `{${common(second.id)}"failed",${file},"error_code":"file_too_large","error_message":"The file is too large: 5 bytes, and at most 4 bytes are allowed. Choose a smaller file.",${times},${now}},` +
        `{${common(first.id)}"receiving",${file},"error_code":"","error_message":"",${times},${now}}]}`,
    );
    const ids = async (parameters: Readonly<Record<string, string>>) => {
      const { body } = await api.callV2('upload/list', { key, parameters });
      return (body.data as Array<{ upload_id: string }>).map((upload) => upload.upload_id);
    };
    expect(await ids({ state: 'failed' })).toEqual([second.id]);
    expect(await ids({ before: second.id })).toEqual([first.id]);
    expect(await ids({ size: '1' })).toEqual([second.id]);
    expect(await ids({ upload_token_id: 'other' })).toEqual([]);
    const wrong = await api.callV2('upload/list', { key, parameters: { state: 'lost' } });
    expect([wrong.status, wrong.body.message]).toEqual([
      400,
      'The parameter "state" must be one of: receiving, completed, cancelled, expired, failed.',
    ]);
  });

  it('is not for visitors', async () => {
    expect((await api.callV2('upload/list')).status).toBe(403);
  });
});

describe('upload/cancel', () => {
  it('ends an upload in progress, and may be repeated', async () => {
    const key = await api.keyAt('write');
    const { id } = await api.addUpload({ tokenId });
    for (const _ of [1, 2]) {
      const { text } = await api.call('/api/2/upload/cancel', {
        method: 'POST',
        key,
        parameters: { upload_id: id },
      });
      expect(text).toBe(
        '{"status":"ok","permission_level":"write","cached":false,"message":"The upload was cancelled","data":{}}',
      );
      expect((await api.store.read.uploads.find(id))?.state).toBe('cancelled');
    }
  });

  it('leaves one that has ended, and says so', async () => {
    const key = await api.keyAt('write');
    const { id } = await api.addUpload({ tokenId, state: 'completed', hasSlot: false });
    const { status, body } = await api.callV2('upload/cancel', {
      method: 'POST',
      key,
      parameters: { upload_id: id },
    });
    expect([status, body.code, body.message]).toEqual([
      412,
      'precondition_failed',
      'This upload has ended already (completed).',
    ]);
  });

  it('knows only uploads that exist, and only keys that may write', async () => {
    const parameters = { upload_id: 'none' };
    const unknown = await api.callV2('upload/cancel', {
      method: 'POST',
      key: await api.keyAt('write'),
      parameters,
    });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'no_such_object']);
    expect((await api.callV2('upload/cancel', { key: await api.keyAt('read'), parameters })).status).toBe(
      403,
    );
  });
});

describe('delivery/list', () => {
  it('lists calls newest first with every try, and never shows a token', async () => {
    const key = await api.keyAt('write');
    const upload = await api.addUpload({ tokenId });
    const other = await api.addUpload({ tokenId });
    const url = 'https://app.example/done?upload_token={upload_token}&note=%3Cb%3E';
    for (const { id } of [upload, other]) {
      await api.store.transaction((tx) =>
        tx.outbox.oweCallback({ uploadId: id, photoId: null, url, sealedToken: 'v1.sealed', now: NOW }),
      );
    }
    const [, first] = await api.store.read.deliveries.list({ limit: 10 });
    const attempt = { deliveryId: first?.id ?? 0, at: NOW + 1000, durationMs: 84 };
    await api.store.transaction(async (tx) => {
      const again = { state: 'pending', nextAttemptAt: NOW + 60_000, endedAt: null } as const;
      await tx.deliveries.recordAttempt(
        { ...attempt, status: null, error: 'connection refused', response: null },
        again,
      );
      const done = { state: 'delivered', nextAttemptAt: NOW, endedAt: NOW + 61_000 } as const;
      await tx.deliveries.recordAttempt(
        { ...attempt, at: NOW + 60_000, status: 204, error: null, response: null },
        done,
      );
    });
    const { text } = await api.call('/api/2/delivery/list', { key });
    expect(text).not.toContain('sealed');
    const [second, one] = (JSON.parse(text) as { data: Array<Record<string, unknown>> }).data;
    expect(second).toMatchObject({
      upload_id: other.id,
      state: 'pending',
      number_of_attempts: 0,
      attempts: [],
    });
    expect(second?.['next_attempt_epoch']).toBe(1_266_700_572);
    expect(one).toEqual({
      delivery_id: first?.id,
      upload_id: upload.id,
      photo_id: null,
      url,
      state: 'delivered',
      number_of_attempts: 2,
      next_attempt_epoch: null,
      creation_date_epoch: 1_266_700_572,
      end_date_epoch: 1_266_700_633,
      attempts: [
        { date_epoch: 1_266_700_573, duration_ms: 84, status: null, error: 'connection refused' },
        { date_epoch: 1_266_700_632, duration_ms: 84, status: 204, error: '' },
      ],
    });
    const count = async (parameters: Readonly<Record<string, string>>) => {
      const { body } = await api.callV2('delivery/list', { key, parameters });
      return (body.data as unknown[]).length;
    };
    expect(await count({ state: 'pending' })).toBe(1);
    expect(await count({ upload_id: upload.id })).toBe(1);
    expect(await count({ before: String(first?.id) })).toBe(0);
    expect(await count({ size: '1' })).toBe(1);
  });

  it('is only for keys that may write', async () => {
    expect((await api.callV2('delivery/list', { key: await api.keyAt('read') })).status).toBe(403);
  });
});

describe('keys', () => {
  it('are made with a secret that works and is seen once', async () => {
    const key = await api.keyAt('super');
    const parameters = { name: 'Shop <1>', level: 'write' };
    const { text } = await api.call('/api/2/key/create', { method: 'POST', key, parameters });
    const made = (JSON.parse(text) as { data: { key: string; key_id: string } }).data;
    expect(made.key).toMatch(/^sk_write_[0-9A-Za-z]{40}$/);
    expect(text).toBe(
      '{"status":"ok","permission_level":"super","cached":false,"message":"The key was created","data":{' +
        `"key":"${made.key}","key_id":"${made.key_id}","name":"Shop \\u003c1>","level":"write","user_id":${api.ownerId},` +
        `"key_hint":"${made.key.slice(-4)}","revoked_p":false,"creation_date_epoch":1266700572,"revocation_date_epoch":null}}`,
    );
    expect((await api.callV2('site/get', { key: made.key })).body['permission_level']).toBe('write');
    const list = await api.call('/api/2/key/list', { key });
    expect(list.text).not.toContain(made.key);
    expect(list.text).toContain(`"key_id":"${made.key_id}"`);
  });

  it('act for the user that they were made for', async () => {
    const key = await api.keyAt('super');
    const hidden = await api.store.read.users.hidden();
    const parameters = { name: 'For somebody', level: 'read', user_id: String(hidden.userId) };
    const made = await api.callV2('key/create', { method: 'POST', key, parameters });
    expect((made.body.data as { user_id: number }).user_id).toBe(hidden.userId);
    const unknown = { ...parameters, user_id: '999' };
    const { status, body } = await api.callV2('key/create', { method: 'POST', key, parameters: unknown });
    expect([status, body.code]).toEqual([404, 'no_such_user']);
  });

  it.each([
    [{ level: 'write' }, 'The parameter "name" is required.'],
    [{ name: 'x' }, 'The parameter "level" must be one of: read, write, admin, super.'],
    [{ name: 'x', level: 'anonymous' }, 'The parameter "level" must be one of: read, write, admin, super.'],
  ])('are not made from %j', async (parameters, message) => {
    const { status, body } = await api.callV2('key/create', {
      method: 'POST',
      key: await api.keyAt('super'),
      parameters,
    });
    expect([status, body.message]).toEqual([400, message]);
  });

  it('stop working with the next request after they were revoked', async () => {
    const key = await api.keyAt('super');
    const made = await api.callV2('key/create', { key, parameters: { name: 'Short', level: 'admin' } });
    const { key: secret, key_id: keyId } = made.body.data as { key: string; key_id: string };
    expect((await api.callV2('site/get', { key: secret })).status).toBe(200);
    const revoke = () => api.callV2('key/revoke', { method: 'POST', key, parameters: { key_id: keyId } });
    expect((await revoke()).body.message).toBe('The key was revoked');
    expect((await api.callV2('site/get', { key: secret })).body.code).toBe('missing_authentication');
    const again = await revoke();
    expect([again.status, again.body.code]).toEqual([404, 'no_such_object']);
  });

  it('never run out of super', async () => {
    const own = await startApi();
    const key = await own.keyAt('super');
    const ownerKey = (await own.keys.list())[0];
    const parameters = { key_id: ownerKey?.id ?? '' };
    const last = await own.callV2('key/revoke', { method: 'POST', key, parameters });
    expect([last.status, last.body.code]).toEqual([412, 'precondition_failed']);
    await own.callV2('key/create', { key, parameters: { name: 'Second', level: 'super' } });
    expect((await own.callV2('key/revoke', { method: 'POST', key, parameters })).status).toBe(200);
    await own.close();
  });

  it.each(['key/create', 'key/list', 'key/revoke'])('are out of reach for admin: %s', async (path) => {
    const { status, body } = await api.callV2(path, {
      key: await api.keyAt('admin'),
      parameters: { name: 'x', level: 'super', key_id: 'x' },
    });
    expect([status, body.message]).toEqual([
      403,
      "You don't have the necessary permissions to perform this action (required level: 'super')",
    ]);
  });
});
