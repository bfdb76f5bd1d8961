import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ArchiveItem, createToken, redeemPaths } from '../support/api.ts';
import { countStoredFiles, expectInArchive } from '../support/archive-checks.ts';
import {
  type Chunk,
  type ChunkedFile,
  chunkForm,
  chunkParameters,
  chunkTarget,
  cutIntoChunks,
  postAllChunks,
  postChunk,
  testChunk,
} from '../support/chunk-client.ts';
import { pause, waitFor } from '../support/deadline.ts';
import { makeData, makeVideo } from '../support/media.ts';
import { encodeForm } from '../support/multipart.ts';
import { connectRaw, requestHead } from '../support/raw-http.ts';
import { createServerProcess } from '../support/server.ts';
import { useServer } from '../support/suite.ts';

const C = 65_536;

/** The numbers are those of the list of known hazards in `COVERAGE.md`. */
describe('hazard', () => {
  const site = useServer({
    SLIPWAY_LIMITS_HOLD_SECONDS: '0.3',
    SLIPWAY_UPLOADS_TAKEOVER_SECONDS: '0.5',
    SLIPWAY_UPLOADS_SLOT_GRACE_SECONDS: '0.5',
  });

  let made = 0;
  /** A new video under a new token. */
  async function prepare(
    size = 4 * C + 777,
    changes: Partial<ChunkedFile> = {},
    tokenParameters: Record<string, string | number> = {},
  ) {
    const number = (made += 1);
    const media = await makeVideo(changes.name ?? `hazard-${number}.mp4`, size, number);
    const token = changes.token ?? (await createToken(site, tokenParameters));
    const file: ChunkedFile = {
      bytes: media.bytes,
      name: media.name,
      identifier: `${size}-hazard-${number}`,
      chunkSize: C,
      token,
      ...changes,
    };
    return { file, chunks: cutIntoChunks(file), media, token };
  }

  const chunkAt = (chunks: readonly Chunk[], number: number) => chunks[number - 1] as Chunk;
  const photoId = (text: string) => (JSON.parse(text) as ArchiveItem).photo_id;

  /** Begins to send a bare chunk, stops after `sent` bytes, and leaves the connection open. */
  async function beginChunk(file: ChunkedFile, chunk: Chunk, sent: number) {
    const bytes = file.bytes.subarray(chunk.start, chunk.end);
    const connection = await connectRaw(site);
    const head = requestHead('POST', chunkTarget(file, chunk), {
      'Content-Type': 'application/octet-stream',
      'Content-Length': bytes.length,
    });
    await connection.send(head);
    await connection.send(bytes.subarray(0, sent));
    return { ...connection, sendRest: () => connection.send(bytes.subarray(sent)) };
  }

  it('1: a chunk that is half sent is not visible to anybody', async () => {
    const { file, chunks, media, token } = await prepare();
    const open = await beginChunk(file, chunkAt(chunks, 2), C / 2);
    for (const number of [1, 3, 4]) await postChunk(site, file, chunkAt(chunks, number));
    expect((await testChunk(site, file, chunkAt(chunks, 2))).status).toBe(204);
    await expectInArchive(site, token, []);
    await open.sendRest();
    expect((await open.answer()).status).toBe(200);
    open.close();
    expect((await testChunk(site, file, chunkAt(chunks, 2))).status).toBe(200);
    await expectInArchive(site, token, [media]);
  });

  it('2: the same chunk sent many times at once is stored once', async () => {
    const { file, chunks, media, token } = await prepare();
    const answers = await Promise.all(
      chunks.flatMap((chunk) => Array.from({ length: 5 }, () => postChunk(site, file, chunk))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await expectInArchive(site, token, [media]);
  });

  it('2: a chunk that hangs is taken over by its repetition, and cannot damage it afterwards', async () => {
    const { file, chunks, media, token } = await prepare();
    const hanging = await beginChunk(file, chunkAt(chunks, 1), C / 2);
    for (const chunk of chunks) expect((await postChunk(site, file, chunk)).status).toBe(200);
    hanging.reset();
    await expectInArchive(site, token, [media]);
    expect(photoId((await testChunk(site, file, chunkAt(chunks, 1))).text)).toBeGreaterThan(0);
  });

  it('2: a resend that begins while the broken first attempt is being cleaned up is stored', async () => {
    const { file, chunks, media, token } = await prepare(40 * C);
    for (const chunk of chunks) {
      const broken = await beginChunk(file, chunk, 1 + ((chunk.number * 977) % (C - 1)));
      broken.reset();
      expect((await postChunk(site, file, chunk)).status).toBe(200);
    }
    await expectInArchive(site, token, [media]);
  });

  it('3: chunks and chunk tests after completion get the final answer', async () => {
    const { file, chunks, media, token } = await prepare();
    const answers = await postAllChunks(site, file);
    const final = answers.at(-1)?.text ?? '';
    for (const chunk of chunks) {
      expect(await postChunk(site, file, chunk)).toMatchObject({ status: 200, text: final });
      expect(await testChunk(site, file, chunk)).toMatchObject({ status: 200, text: final });
    }
    const [item] = await expectInArchive(site, token, [media]);
    expect(photoId(final)).toBe(item?.photo_id);
  });

  it('4: a body that is cut short leaves nothing behind', async () => {
    const { file, chunks, media, token } = await prepare();
    for (const [chunk, leave] of [
      [chunkAt(chunks, 1), 'reset'],
      [chunkAt(chunks, 2), 'close'],
    ] as const) {
      const cut = await beginChunk(file, chunk, C - 1);
      cut[leave]();
      await pause(50);
      expect((await testChunk(site, file, chunk)).status).toBe(204);
    }
    await postAllChunks(site, file);
    await expectInArchive(site, token, [media]);
  });

  it('4: a form without its closing boundary does not count', async () => {
    const { file, chunks } = await prepare();
    const chunk = chunkAt(chunks, 1);
    const { contentType, body } = chunkForm(file, chunk);
    for (const missing of [2, 4, 8, 30]) {
      const connection = await connectRaw(site);
      const cut = body.subarray(0, body.length - missing - 2);
      await connection.send(
        requestHead('POST', chunkTarget(file, chunk), {
          'Content-Type': contentType,
          'Content-Length': cut.length,
        }),
      );
      await connection.send(cut);
      expect((await connection.answer()).status).not.toBe(200);
      connection.close();
      expect((await testChunk(site, file, chunk)).status).toBe(204);
    }
  });

  it.each([
    ['a middle chunk too short', 2, C - 1],
    ['a middle chunk too long', 2, C + 1],
    ['a last chunk too short', 4, C + 100],
    ['a last chunk too long', 4, C + 778],
  ])('5: %s is refused for good, and the rest of the file is kept', async (_, number, length) => {
    const { file, chunks, media, token } = await prepare();
    await postChunk(site, file, chunkAt(chunks, 1));
    const chunk = chunkAt(chunks, number);
    const wrong = {
      ...file,
      bytes: Buffer.concat([file.bytes.subarray(0, chunk.start), Buffer.alloc(length, 7)]),
    };
    const answer = await postChunk(
      site,
      wrong,
      { ...chunk, end: chunk.start + length },
      { changes: { resumableTotalSize: String(file.bytes.length) } },
    );
    expect(answer.status).toBe(500);
    expect(answer.text).toMatch(/chunk/i);
    expect((await testChunk(site, file, chunkAt(chunks, 1))).status).toBe(200);
    await postAllChunks(site, file);
    await expectInArchive(site, token, [media]);
  });

  it('6: a file may go on with another chunk size, and nothing is mixed up', async () => {
    const { file, chunks, media, token } = await prepare(12 * C + 5);
    for (const number of [1, 2, 7]) await postChunk(site, file, chunkAt(chunks, number));
    const other = { ...file, chunkSize: 3 * C };
    const statuses = await Promise.all(
      cutIntoChunks(other).map(async (chunk) => (await testChunk(site, other, chunk)).status),
    );
    expect(statuses).toEqual([204, 204, 204, 204]);
    const answers = await postAllChunks(site, other);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await expectInArchive(site, token, [media]);
  });

  it('6: the same name with another size is another file', async () => {
    const token = await createToken(site, { max_uploads: 2 });
    const one = await prepare(4 * C, { token, identifier: 'same', name: 'same.mp4' });
    const two = await prepare(5 * C, { token, identifier: 'same', name: 'same.mp4' });
    await postChunk(site, one.file, chunkAt(one.chunks, 1));
    expect((await testChunk(site, two.file, chunkAt(two.chunks, 1))).status).toBe(204);
    await Promise.all([postAllChunks(site, one.file), postAllChunks(site, two.file)]);
    await expectInArchive(site, token, [one.media, two.media]);
  });

  it.each([
    '../../../../../../tmp/slipway-escape.mp4',
    '..\\..\\escape.mp4',
    '/etc/slipway-escape.mp4',
    'C:\\escape.mp4',
    'a/../../b.mp4',
    'nul\0byte.mp4',
    '.',
    '..',
    'line\r\nSet-Cookie: a=b.mp4',
    '<script>alert(1)</script>.mp4',
    `'; drop table uploads; --.mp4`,
    `${'x'.repeat(3000)}.mp4`,
  ])('7: the name %j is a name and never a path', async (name) => {
    const { file, token } = await prepare(2 * C, {});
    const hostile = { ...file, name, identifier: name };
    const answers = await postAllChunks(site, hostile);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.at(-1)?.headers.get('set-cookie')).toBeNull();
    const escaped = [
      '/tmp/slipway-escape.mp4',
      '/etc/slipway-escape.mp4',
      join(dirname(site.dataDir), 'escape.mp4'),
    ];
    for (const path of escaped) await expect(stat(path)).rejects.toThrow('ENOENT');
    expect((await readdir(dirname(site.dataDir))).toSorted()).toEqual(['data', 'server.log']);
    expect(token).not.toBe('');
  });

  it.each([
    ['number 0', { resumableChunkNumber: '0' }],
    ['a number beyond the end', { resumableChunkNumber: '6' }],
    ['a number far beyond the end', { resumableChunkNumber: '9007199254740991' }],
    ['chunks of no size', { resumableChunkSize: '0' }],
  ])('8: %s is refused for good and completes nothing', async (_, changes) => {
    const { file, chunks, media, token } = await prepare();
    for (const number of [1, 2, 3]) await postChunk(site, file, chunkAt(chunks, number));
    const answer = await postChunk(site, file, chunkAt(chunks, 4), { changes });
    expect(answer.status).toBe(500);
    await expectInArchive(site, token, []);
    await postChunk(site, file, chunkAt(chunks, 4));
    await expectInArchive(site, token, [media]);
  });

  it('8: a gap in the middle keeps the file open, whatever the client counts', async () => {
    const { file, chunks, media, token } = await prepare(6 * C);
    for (const number of [1, 2, 4, 5, 6]) {
      await postChunk(site, file, chunkAt(chunks, number), { changes: { resumableTotalChunks: '5' } });
    }
    await expectInArchive(site, token, []);
    expect((await postChunk(site, file, chunkAt(chunks, 3))).status).toBe(200);
    await expectInArchive(site, token, [media]);
  });

  it.each([
    [3 * C + 5, false],
    [3 * C + 5, true],
    [3 * C, false],
    [3 * C, true],
    [C, false],
    [2 * C - 1, false],
    [2 * C - 1, true],
  ])('9: %d bytes complete with the last chunk rounded either way (forced: %s)', async (size, isForced) => {
    const { file, chunks, media, token } = await prepare(size, { isForced });
    for (const chunk of chunks) {
      await expectInArchive(site, token, []);
      expect((await postChunk(site, file, chunk)).status).toBe(200);
    }
    await expectInArchive(site, token, [media]);
  });

  it.each(['99999999999999999999', '-1', '1e1', '0x1', '1.0', ' 1', '+1', '１', 'NaN', '1,1', 'true'])(
    '10: the chunk number %j is refused for good',
    async (resumableChunkNumber) => {
      const { file, chunks, token } = await prepare();
      const answer = await postChunk(site, file, chunkAt(chunks, 1), { changes: { resumableChunkNumber } });
      expect(answer.status).toBe(500);
      expect(answer.text).toContain('resumableChunkNumber');
      await expectInArchive(site, token, []);
    },
  );

  it('10: a parameter with two different values is refused, with two equal ones it is taken', async () => {
    const { file, chunks } = await prepare();
    const chunk = chunkAt(chunks, 2);
    const { contentType, body } = chunkForm(file, chunk);
    const send = async (target: string) => {
      const answer = await fetch(site.url + target, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: new Uint8Array(body),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const target = chunkTarget(file, chunk);
    const different = target.replace('resumableChunkNumber=2', 'resumableChunkNumber=1');
    expect(await send(different)).toMatchObject({
      status: 500,
      text: expect.stringContaining('resumableChunkNumber'),
    });
    expect((await send(`${target}&resumableChunkNumber=2`)).status).toBe(200);
  });

  it('10: a file that claims to be enormous costs nothing', async () => {
    const { file, chunks } = await prepare(2 * C);
    const before = await site.peakMemoryBytes();
    const changes = {
      resumableTotalSize: String(2 ** 39),
      resumableChunkSize: '1',
      resumableCurrentChunkSize: '1',
    };
    const small = { ...file, bytes: file.bytes.subarray(0, 1) };
    const answer = await postChunk(site, small, { ...chunkAt(chunks, 1), end: 1 }, { changes });
    expect([200, 500]).toContain(answer.status);
    expect((await site.peakMemoryBytes()) - before).toBeLessThan(64 * 2 ** 20);
  });

  it('11: two tabs with one file share one upload', async () => {
    const { file, chunks, media, token } = await prepare(8 * C);
    const answers = await Promise.all(
      [chunks, chunks.toReversed()].map(async (order) => {
        const texts: string[] = [];
        for (const chunk of order) texts.push((await postChunk(site, file, chunk)).text);
        return texts;
      }),
    );
    const [item] = await expectInArchive(site, token, [media]);
    expect(answers.map((texts) => photoId(texts.at(-1) ?? ''))).toEqual([item?.photo_id, item?.photo_id]);
  });

  it('12: what is under one token is invisible to another', async () => {
    const { file, chunks, media, token } = await prepare();
    await postAllChunks(site, file);
    const stranger = { ...file, token: await createToken(site) };
    expect((await testChunk(site, stranger, chunkAt(chunks, 1))).status).toBe(204);
    const first = await postChunk(site, stranger, chunkAt(chunks, 1));
    expect(first.status).toBe(200);
    expect((JSON.parse(first.text) as Partial<ArchiveItem>).photo_id).toBeUndefined();
    await expectInArchive(site, token, [media]);
    await expectInArchive(site, stranger.token, []);
  });

  it('13: the race for the last chunk has one result and one use of the token', async () => {
    const { file, chunks, media, token } = await prepare(6 * C);
    for (const number of [1, 2, 3, 4]) await postChunk(site, file, chunkAt(chunks, number));
    const last = [5, 6, 6, 5, 6, 5, 5, 6, 6, 5].map((number) =>
      postChunk(site, file, chunkAt(chunks, number)),
    );
    const answers = await Promise.all(last);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [item] = await expectInArchive(site, token, [media]);
    const replays = await Promise.all(chunks.map((chunk) => testChunk(site, file, chunk)));
    expect(new Set(replays.map(({ text }) => photoId(text)))).toEqual(new Set([item?.photo_id]));
    const { file: another, chunks: others } = await prepare(2 * C, { token });
    expect((await postChunk(site, another, chunkAt(others, 1))).status).toBe(500);
  });

  it('13: of the last two chunks, sent at once, the answer that arrives last is the final one', async () => {
    for (let times = 0; times < 25; times += 1) {
      const { file, chunks } = await prepare(4 * C);
      for (const number of [1, 2]) await postChunk(site, file, chunkAt(chunks, number));
      const arrived: string[] = [];
      await Promise.all(
        [3, 4].map(async (number) => {
          const { text } = await postChunk(site, file, chunkAt(chunks, number));
          arrived.push(text);
        }),
      );
      expect(photoId(arrived.at(-1) ?? ''), `the last answer, time ${times}`).toBeGreaterThan(0);
    }
  });

  it.each([
    ['backwards', [4, 3, 2, 1]],
    ['the last one first', [4, 1, 2, 3]],
    ['the first one last', [2, 3, 4, 1]],
  ])('14: chunks may come in any order: %s', async (_, order) => {
    const { file, chunks, media, token } = await prepare();
    for (const number of order) {
      await expectInArchive(site, token, []);
      expect((await postChunk(site, file, chunkAt(chunks, number))).status).toBe(200);
    }
    await expectInArchive(site, token, [media]);
  });

  it('15: a crash in the middle of a chunk loses that chunk only', async () => {
    const { file, chunks, media, token } = await prepare();
    for (const number of [1, 4])
      expect((await postChunk(site, file, chunkAt(chunks, number))).status).toBe(200);
    const open = await beginChunk(file, chunkAt(chunks, 2), C - 10);
    await pause(50);
    await site.kill();
    open.close();
    await site.start();
    const statuses = await Promise.all(
      chunks.map(async (chunk) => (await testChunk(site, file, chunk)).status),
    );
    expect(statuses).toEqual([200, 204, 204, 200]);
    for (const number of [2, 3]) await postChunk(site, file, chunkAt(chunks, number));
    await expectInArchive(site, token, [media]);
  });

  it('16: after a crash around completion, stored means done', async () => {
    for (const delayMs of [0, 1, 2, 4, 8]) {
      const { file, chunks, media, token } = await prepare();
      for (const number of [1, 2, 3]) await postChunk(site, file, chunkAt(chunks, number));
      const last = postChunk(site, file, chunkAt(chunks, 4)).catch(() => undefined);
      await pause(delayMs);
      await site.kill();
      await last;
      await site.start();
      const tests = await Promise.all(chunks.map((chunk) => testChunk(site, file, chunk)));
      expect(tests.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200]);
      if (tests[3]?.status !== 200) await postChunk(site, file, chunkAt(chunks, 4));
      await expectInArchive(site, token, [media]);
    }
  });

  it('17: completion moves and copies nothing', async () => {
    const before = new Set((await storedFiles()).map(({ ino }) => ino));
    const { file, chunks } = await prepare(16 * C);
    for (const chunk of chunks.slice(0, -1)) await postChunk(site, file, chunk);
    const open = (await storedFiles()).filter(({ ino }) => !before.has(ino));
    await postChunk(site, file, chunkAt(chunks, 16));
    const done = (await storedFiles()).filter(({ ino }) => !before.has(ino));
    expect(open).toHaveLength(1);
    expect(done.map(({ ino }) => ino)).toEqual(open.map(({ ino }) => ino));
    expect(done[0]?.size).toBe(file.bytes.length);
  });

  async function storedFiles() {
    const root = join(site.dataDir, 'files');
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    return Promise.all(
      entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))),
    );
  }

  it('18: a restart forgets nothing', async () => {
    const { file, chunks, media, token } = await prepare();
    for (const number of [2, 3]) await postChunk(site, file, chunkAt(chunks, number));
    expect(await site.stop()).toBe(0);
    await site.start();
    const statuses = await Promise.all(
      chunks.map(async (chunk) => (await testChunk(site, file, chunk)).status),
    );
    expect(statuses).toEqual([204, 200, 200, 204]);
    await postAllChunks(site, file);
    await expectInArchive(site, token, [media]);
  });

  it('19: without space the client is told to try again, after a pause, and never 200 or 500', async () => {
    const full = await createServerProcess({
      SLIPWAY_STORAGE_MIN_FREE_BYTES: String(2 ** 50),
      SLIPWAY_LIMITS_HOLD_SECONDS: '0.4',
    });
    try {
      await full.start();
      const { file, chunks } = await prepare(2 * C, { token: await createToken(full) });
      const began = performance.now();
      const answer = await postChunk(full, file, chunkAt(chunks, 1));
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(answer.text).toContain('no space left');
      expect(performance.now() - began).toBeGreaterThan(390);
      expect((await testChunk(full, file, chunkAt(chunks, 1))).status).toBe(204);
    } finally {
      await full.dispose();
    }
  });

  it('20: forty requests for one chunk wait for each other instead of being turned away', async () => {
    const { file, chunks, media, token } = await prepare(2 * C);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => postChunk(site, file, chunkAt(chunks, 1))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await postChunk(site, file, chunkAt(chunks, 2));
    await expectInArchive(site, token, [media]);
  });

  it('21: an upload that was forgotten starts clean, and a finished one stays', async () => {
    const forgetful = await createServerProcess({
      SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS: '1',
      SLIPWAY_UPLOADS_SWEEP_INTERVAL_SECONDS: '1',
    });
    try {
      await forgetful.start();
      const token = await createToken(forgetful, { max_uploads: 2 });
      const done = await prepare(2 * C, { token });
      await postAllChunks(forgetful, done.file);
      const { file, chunks, media } = await prepare(4 * C, { token });
      await postChunk(forgetful, file, chunkAt(chunks, 1));
      await waitFor('the upload to be forgotten', async () => {
        const { status } = await testChunk(forgetful, file, chunkAt(chunks, 1));
        return status === 204 ? true : undefined;
      });
      await waitFor('its bytes to go', async () =>
        (await countStoredFiles(forgetful)) === 1 ? true : undefined,
      );
      const answers = await postAllChunks(forgetful, file);
      expect(answers.map(({ status }) => status)).toEqual(chunks.map(() => 200));
      await expectInArchive(forgetful, token, [done.media, media]);
    } finally {
      await forgetful.dispose();
    }
  });

  it('22: DELETE cancels: the bytes go, a repetition does no harm, and the file may come anew', async () => {
    const { file, chunks, media, token } = await prepare();
    const stored = await countStoredFiles(site);
    await postChunk(site, file, chunkAt(chunks, 1));
    const cancel = () => fetch(site.url + chunkTarget(file, chunkAt(chunks, 1)), { method: 'DELETE' });
    expect((await cancel()).status).toBe(200);
    expect((await cancel()).status).toBe(200);
    expect((await testChunk(site, file, chunkAt(chunks, 1))).status).toBe(204);
    await waitFor('the bytes to go', async () =>
      (await countStoredFiles(site)) === stored ? true : undefined,
    );
    await postAllChunks(site, file);
    await expectInArchive(site, token, [media]);
    expect((await cancel()).status).toBe(200);
    await expectInArchive(site, token, [media]);
  });

  it('22: DELETE stops a chunk that is on its way', async () => {
    const { file, chunks, media, token } = await prepare();
    const open = await beginChunk(file, chunkAt(chunks, 1), C / 2);
    await pause(50);
    await fetch(site.url + chunkTarget(file, chunkAt(chunks, 1)), { method: 'DELETE' });
    await open.sendRest().catch(() => {});
    expect(await open.answer().catch(() => ({ status: 0 }))).not.toMatchObject({ status: 200 });
    open.close();
    expect((await testChunk(site, file, chunkAt(chunks, 1))).status).toBe(204);
    await postAllChunks(site, file);
    await expectInArchive(site, token, [media]);
  });

  it.each([
    ['Content-MD5', (bytes: Buffer) => createHash('md5').update(bytes).digest('base64')],
    ['Content-Digest', (bytes: Buffer) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`],
  ])('23: a chunk that changed on the way is sent again (%s)', async (name, digest) => {
    const { file, chunks } = await prepare();
    const chunk = chunkAt(chunks, 1);
    const send = (bytes: Buffer) =>
      fetch(site.url + chunkTarget(file, chunk), {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          [name]: digest(file.bytes.subarray(chunk.start, chunk.end)),
        },
        body: new Uint8Array(bytes),
      });
    expect((await send(Buffer.alloc(C, 1))).status).toBe(503);
    expect((await testChunk(site, file, chunk)).status).toBe(204);
    expect((await send(file.bytes.subarray(chunk.start, chunk.end))).status).toBe(200);
    expect((await testChunk(site, file, chunk)).status).toBe(200);
  });

  it('23: the digest may be a parameter of the request', async () => {
    const { file, chunks } = await prepare();
    const chunk = chunkAt(chunks, 1);
    const digest = (bytes: Buffer) => ({
      changes: { resumableChunkDigest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` },
    });
    expect((await postChunk(site, file, chunk, digest(Buffer.alloc(1)))).status).toBe(503);
    expect((await testChunk(site, file, chunk)).status).toBe(204);
    const right = digest(file.bytes.subarray(chunk.start, chunk.end));
    expect((await postChunk(site, file, chunk, right)).status).toBe(200);
  });

  it('24: bytes go to their place, however often and in whatever order they come', async () => {
    const { file, chunks, media, token } = await prepare(3 * C + 1);
    for (const number of [2, 2, 3, 2, 3]) await postChunk(site, file, chunkAt(chunks, number));
    await expectInArchive(site, token, []);
    expect((await postChunk(site, file, chunkAt(chunks, 1))).status).toBe(200);
    await expectInArchive(site, token, [media]);
  });

  it.each([
    ['in the body only', redeemPaths.v2],
    ['in the URL as well', undefined],
  ])('25: parameters may stand after the file, %s', async (_, path) => {
    const { file, chunks, media, token } = await prepare();
    for (const chunk of chunks) {
      const fields = chunkParameters(file, chunk).map(([name, value]) => ({ name, value }));
      const value = file.bytes.subarray(chunk.start, chunk.end);
      const { contentType, body } = encodeForm([{ name: 'file', value, filename: 'blob' }, ...fields]);
      const answer = await fetch(site.url + (path ?? chunkTarget(file, chunk)), {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: new Uint8Array(body),
      });
      expect(answer.status).toBe(200);
    }
    await expectInArchive(site, token, [media]);
  });

  it.each([
    { resumableChunkNumber: '0' },
    { resumableChunkNumber: 'x' },
    { resumableChunkNumber: '99' },
    { resumableTotalSize: '-1' },
    { resumableIdentifier: undefined },
    { upload_token: 'wrong' },
    { upload_token: undefined },
  ])('26: a chunk test with %j means "not here" and never stops a client', async (changes) => {
    const { file, chunks } = await prepare();
    const target = chunkTarget(file, chunkAt(chunks, 1), { changes });
    const { status } = await fetch(site.url + target);
    expect([404, 413, 415, 500, 501]).not.toContain(status);
    expect(status).not.toBe(200);
  });

  it('27: the last chunk sent again is not told that the token is used up', async () => {
    const { file, chunks } = await prepare(2 * C, {}, { max_uploads: 1 });
    const [, final] = await postAllChunks(site, file);
    expect(await postChunk(site, file, chunkAt(chunks, 2))).toMatchObject({ status: 200, text: final?.text });
  });

  it('28: a chunk of version 2 is never redirected', async () => {
    const { file, chunks } = await prepare(2 * C, {}, { return_url: 'http://127.0.0.1:9/nowhere' });
    const answers = await postAllChunks(site, file);
    answers.push(await postChunk(site, file, chunkAt(chunks, 1)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it.each(Object.values(redeemPaths))('29: no answer of %s may be kept by a cache', async (path) => {
    const { file, chunks } = await prepare(2 * C);
    const answers = [
      await testChunk(site, file, chunkAt(chunks, 1), path),
      await postChunk(site, file, chunkAt(chunks, 1), { path }),
      await testChunk(site, file, chunkAt(chunks, 1), path),
      await postChunk(site, file, chunkAt(chunks, 2), { path }),
      await testChunk(site, file, chunkAt(chunks, 2), path),
      await postChunk(site, { ...file, token: 'wrong' }, chunkAt(chunks, 1), { path }),
      await testChunk(site, { ...file, token: 'wrong' }, chunkAt(chunks, 1), path),
    ];
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(answers.map(() => 'no-store'));
    const plain = await fetch(site.url + path, { method: 'POST' });
    expect(plain.headers.get('cache-control')).toBe('no-store');
  });

  it('30: a chunk of 96 MiB passes through without being held in memory', async () => {
    const media = await makeData('large.bin', 96 * 2 ** 20, 30);
    const token = await createToken(site, { allowed_types: '*' });
    const file = {
      bytes: media.bytes,
      name: media.name,
      identifier: 'large',
      chunkSize: media.bytes.length,
      token,
    };
    const before = await site.peakMemoryBytes();
    const target = site.url + chunkTarget(file, chunkAt(cutIntoChunks(file), 1));
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(media.bytes) });
    expect(answer.status).toBe(200);
    expect((await site.peakMemoryBytes()) - before).toBeLessThan(64 * 2 ** 20);
    await expectInArchive(site, token, [media]);
  });
});
