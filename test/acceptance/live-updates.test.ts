import { describe, expect, it } from 'vitest';
import { callApi, createToken, redeemPaths, type Site } from '../support/api.ts';
import { cutIntoChunks, type ChunkedFile, postAllChunks, postChunk } from '../support/chunk-client.ts';
import { waitFor } from '../support/deadline.ts';
import { openStream, type StreamBlock } from '../support/event-stream.ts';
import { makePhoto } from '../support/media.ts';
import { encodeForm } from '../support/multipart.ts';
import { startCli } from '../support/run-cli.ts';
import { ownerKey } from '../support/server.ts';
import { useServer } from '../support/suite.ts';

const asOwner = { authorization: `Bearer ${ownerKey}` };
const everything = '/api/2/event/stream';
const ofToken = (token: string, more = '') =>
  `/api/2/upload-token/stream?${new URLSearchParams({ upload_token: token }).toString()}${more}`;

let made = 0;

/** Sends a picture by a form; resolves with the final answer. */
async function upload(site: Site, token: string) {
  const file = await makePhoto(`live-${(made += 1)}.jpg`);
  const { contentType, body } = encodeForm([
    { name: 'upload_token', value: token },
    { name: 'file', value: file.bytes, filename: file.name },
  ]);
  const answer = await fetch(site.url + redeemPaths.v2, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: new Uint8Array(body),
  });
  const { data } = (await answer.json()) as {
    data: { photo_id: number; tree_id: number; token: string };
  };
  return { ...data, filename: file.name };
}

/** A picture in pieces. */
async function chunkedFile(token: string): Promise<ChunkedFile> {
  const photo = await makePhoto(`live-${(made += 1)}.jpg`);
  const bytes = Buffer.concat([photo.bytes, Buffer.alloc(300_000, made)]);
  return { bytes, name: photo.name, identifier: `live-${made}`, chunkSize: 100_000, token };
}

const isCompleted = (filename: string) => (block: StreamBlock) =>
  block.event === 'upload.completed' && block.body.data['filename'] === filename;

describe('live updates', () => {
  const site = useServer();

  it('tell a key of everything, as webhooks are told, and of nothing else than it asks for', async () => {
    const all = await openStream(site, everything, asOwner);
    const few = await openStream(site, `${everything}?events=upload.completed`, asOwner);
    expect(all.status).toBe(200);
    expect(all.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    const { filename, photo_id: photoId } = await upload(site, await createToken(site, { title: 'Told' }));
    const completed = await all.find('the upload to be told', isCompleted(filename));
    expect(completed.id).toBe(completed.body.id);
    expect(completed.body).toMatchObject({ type: 'upload.completed', data: { photo_id: photoId } });
    const types = all.blocks.map(({ event }) => event);
    expect(types.slice(0, 2)).toEqual(['stream.ready', 'upload.started']);
    expect(types).toContain('photo.added');
    const listed = (await callApi(site, 'event/list', { event: 'upload.completed', size: 1 })).data;
    expect(listed).toEqual([completed.body]);
    await few.find('the upload to be told', isCompleted(filename));
    expect(few.blocks.map(({ event }) => event)).toEqual(['stream.ready', 'upload.completed']);
    all.close();
    few.close();
  });

  it('tell the holder of a token of its own uploads only, and no more than redeeming answers', async () => {
    const [mine, other] = await Promise.all(
      ['Mine', 'Other'].map((title) => createToken(site, { title, max_uploads: 5, tags: 'hidden-tag' })),
    );
    const stream = await openStream(site, ofToken(mine ?? ''));
    expect(stream.headers['access-control-allow-origin']).toBe('*');
    const foreign = await upload(site, other ?? '');
    const own = await upload(site, mine ?? '');
    const { body } = await stream.find('the own upload', isCompleted(own.filename));
    const { photo_id: photoId, tree_id: treeId, token } = own;
    expect(body.data).toMatchObject({ photo_id: photoId, tree_id: treeId, token });
    expect(stream.blocks.map(({ event }) => event)).toEqual([
      'stream.ready',
      'upload.started',
      'upload.completed',
    ]);
    for (const secret of [foreign.filename, foreign.token, mine ?? '', other ?? '', 'hidden-tag', 'Mine']) {
      expect(stream.text).not.toContain(secret);
    }
    // From the beginning, too: what is repeated is as narrow.
    const again = await openStream(site, ofToken(mine ?? ''), { 'last-event-id': 'evt_0_zzzzzzzz' });
    await again.find('the own upload', isCompleted(own.filename));
    expect(again.text).not.toContain(foreign.filename);
    stream.close();
    again.close();
  });

  it('tell of progress while chunks come, and that an upload was given up', async () => {
    const token = await createToken(site, { max_uploads: 2 });
    const file = await chunkedFile(token);
    const stream = await openStream(site, ofToken(token));
    const [first, second] = cutIntoChunks(file);
    if (!first || !second) throw new Error('The file has too few chunks');
    await postChunk(site, file, first);
    const early = await stream.find('progress', ({ event }) => event === 'upload.progress');
    expect(early.id).toBe('');
    expect(early.body.data).toMatchObject({ filename: file.name, size: file.bytes.length, connections: 0 });
    await postChunk(site, file, second);
    const isFurther = ({ event, body }: StreamBlock) =>
      event === 'upload.progress' && body.data['received'] === second.end;
    const { body } = await stream.find('more progress', isFurther);
    const uploadId = String(body.data['upload_id']);
    const list = await callApi(site, 'upload/list', { state: 'receiving', include_ranges_p: 1 });
    const shown = (list.data as { upload_id: string }[]).find((one) => one.upload_id === uploadId);
    expect(shown).toMatchObject({
      received: second.end,
      stuck_p: false,
      connections: 0,
      token_hint: token.slice(-4),
      ranges: [{ start: 0, end: second.end }],
    });
    await callApi(site, 'upload/cancel', { upload_id: uploadId }, 'POST');
    await stream.find('the end', ({ event }) => event === 'upload.cancelled');
    stream.close();
  });

  it('are followed by the command line, which first shows what has happened', async () => {
    const token = await createToken(site, { max_uploads: 2 });
    const past = await upload(site, token);
    const cli = startCli(
      ['events', '--follow', '--event', 'upload.completed', 'upload.failed', '--limit', '1'],
      {
        env: { SLIPWAY_URL: site.url, SLIPWAY_KEY: ownerKey },
      },
    );
    await waitFor('the past', () => (cli.stdout().includes(past.filename) ? true : undefined));
    const now = await upload(site, token);
    await waitFor('what happens', () => (cli.stdout().includes(now.filename) ? true : undefined));
    cli.child.kill('SIGINT');
    const { code, stdout } = await cli.ended;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}upload\.completed +item \d+ {2}live-\d+\.jpg$/,
    );
  });

  it('refuse wrong keys, low ones, revoked tokens, unknown events, and answer preflights', async () => {
    const statusOf = async (path: string, headers = {}) => {
      const stream = await openStream(site, path, headers);
      stream.close();
      return [stream.status, stream.headers['content-type']];
    };
    const json = 'application/json; charset=utf-8';
    const token = await createToken(site);
    const tokens = (await callApi(site, 'upload-token/list', { size: 1 })).data as [
      { upload_token_id: string },
    ];
    await callApi(site, 'upload-token/revoke', { upload_token_id: tokens[0].upload_token_id }, 'POST');
    expect(await statusOf(everything)).toEqual([403, json]);
    expect(await statusOf(everything, { authorization: 'Bearer wrong' })).toEqual([401, json]);
    expect(await statusOf(`${everything}?events=nothing`, asOwner)).toEqual([400, json]);
    expect(await statusOf(ofToken('wrong'))).toEqual([403, json]);
    expect(await statusOf(ofToken(token))).toEqual([403, json]);
    const preflight = await fetch(site.url + ofToken(token), {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-headers': 'last-event-id' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('last-event-id');
  });

  it('count uploads and bytes over time, and keep who did what', async () => {
    const before = Date.now();
    const file = await chunkedFile(await createToken(site));
    await postAllChunks(site, file);
    const {
      photo_id: id,
      tree_id: tree,
      token,
    } = (
      (await callApi(site, 'photo/list', { size: 1, orderby: 'created' })).data as [
        { photo_id: number; tree_id: number; token: string },
      ]
    )[0];
    const source = await fetch(`${site.url}/${tree}/${id}/${token}/source`);
    expect((await source.arrayBuffer()).byteLength).toBe(file.bytes.length);
    const last = await waitFor('the download to be counted', async () => {
      const { data } = await callApi(site, 'statistics/list', { step: 'day' });
      const period = (data as Record<string, number>[]).at(-1);
      return Number(period?.['downloads']) > 0 ? period : undefined;
    });
    expect(last['bytes_out']).toBeGreaterThanOrEqual(file.bytes.length);
    expect(last['bytes_in']).toBeGreaterThanOrEqual(file.bytes.length);
    expect(last['uploads_completed']).toBe(last['stored_files']);
    expect(last['uploads_cancelled']).toBe(1);
    expect(last['stored_bytes']).toBe(last['bytes_in']);

    const key = (await callApi(site, 'key/create', { name: 'Newsroom', level: 'write' }, 'POST')).data as {
      key_id: string;
      key: string;
    };
    await callApi(site, 'photo/delete', { photo_id: id }, 'POST');
    const trail = (await callApi(site, 'audit/list', { size: 2 })).data as Record<string, unknown>[];
    expect(trail).toMatchObject([
      { action: 'photo/delete', level: 'super', address: '127.0.0.1' },
      { action: 'key/create', level: 'super', address: '127.0.0.1' },
    ]);
    expect(trail[1]?.['details']).toEqual([
      { name: 'name', value: 'Newsroom' },
      { name: 'level', value: 'write' },
      { name: 'key_id', value: key.key_id },
    ]);
    expect(Number(trail[1]?.['date_epoch']) * 1000).toBeGreaterThanOrEqual(before - 1000);
    expect(JSON.stringify(trail)).not.toContain(ownerKey);
  });

  it('go on after a restart where they were left, and say so when they cannot', async () => {
    const token = await createToken(site, { max_uploads: 10 });
    const mine = await openStream(site, ofToken(token));
    const all = await openStream(site, everything, asOwner);
    const seen = await upload(site, token);
    const last = await all.find('the upload', isCompleted(seen.filename));
    const own = await mine.find('the upload', isCompleted(seen.filename));
    const missed = await upload(site, token);
    await all.find('the next upload', isCompleted(missed.filename));
    await site.stop();
    expect(all.blocks.at(-1)?.body.data).toEqual({ reason: 'shutting_down' });
    expect(all.hasEnded && mine.hasEnded).toBe(true);
    await site.start();

    const resumed = await openStream(site, everything, { ...asOwner, 'last-event-id': last.id });
    await resumed.find('what was missed', isCompleted(missed.filename));
    expect(resumed.blocks[0]?.body.data).toEqual({ resumed_p: true });
    expect(resumed.blocks.some(isCompleted(seen.filename))).toBe(false);
    const resumedOwn = await openStream(site, ofToken(token, `&last_event_id=${own.id}`));
    await resumedOwn.find('what was missed', isCompleted(missed.filename));
    expect(resumedOwn.blocks.map(({ event }) => event)).toEqual([
      'stream.ready',
      'upload.started',
      'upload.completed',
    ]);
    const later = await upload(site, token);
    await resumed.find('what happens now', isCompleted(later.filename));
    await resumedOwn.find('what happens now', isCompleted(later.filename));

    for (const [id, reason] of [
      ['evt_1_mzzzzzzz', 'unknown'],
      ['nonsense', 'unknown'],
      ['evt_1_1', 'too_old'],
    ] as const) {
      const lost = await openStream(site, everything, { ...asOwner, 'last-event-id': id });
      const gap = await lost.find('the gap', ({ event }) => event === 'stream.gap');
      expect(gap.body.data).toEqual({ reason });
      expect(gap.id).toMatch(/^evt_\d+_/);
      lost.close();
    }
    resumed.close();
    resumedOwn.close();
  });
});
