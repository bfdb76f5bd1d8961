import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createToken, redeemPaths } from '../../support/api.ts';
import { expectInArchive } from '../../support/archive-checks.ts';
import { encodeForm } from '../../support/multipart.ts';
import { makePhoto, makeVideo, type MediaFile } from '../../support/media.ts';
import { ownerKey } from '../../support/server.ts';
import { useServer } from '../../support/suite.ts';

const run = promisify(execFile);
const MiB = 2 ** 20;

describe('clients of the command line', () => {
  const site = useServer();

  /** Runs tasks with at most `width` at a time. */
  async function rolling<T>(tasks: (() => Promise<T>)[], width: number): Promise<T[]> {
    const results: T[] = [];
    const waiting = tasks.entries();
    await Promise.all(
      Array.from({ length: width }, async () => {
        for (const [index, task] of waiting) results[index] = await task();
      }),
    );
    return results;
  }

  function cut(file: MediaFile, chunkSize: number) {
    const count = Math.max(1, Math.floor(file.bytes.length / chunkSize));
    return Array.from({ length: count }, (_, index) => ({
      number: index + 1,
      count,
      bytes: file.bytes.subarray(
        index * chunkSize,
        index + 1 === count ? undefined : (index + 1) * chunkSize,
      ),
    }));
  }

  /** The shape of 23's `resumable-upload-command`: the file first, then the fields, the token last; 5 at a time. */
  function sendFileFirst(file: MediaFile, token: string, chunkSize: number): Promise<Response[]> {
    const tasks = cut(file, chunkSize).map(({ number, count, bytes }) => async () => {
      const { contentType, body } = encodeForm([
        { name: 'file', value: bytes, filename: file.name, contentType: 'video/mp4' },
        { name: 'resumableChunkNumber', value: String(number) },
        { name: 'resumableTotalChunks', value: String(count) },
        { name: 'resumableChunkSize', value: String(chunkSize) },
        { name: 'resumableTotalSize', value: String(file.bytes.length) },
        { name: 'resumableIdentifier', value: file.name },
        { name: 'resumableFilename', value: file.name },
        { name: 'upload_token', value: token },
      ]);
      return fetch(site.url + redeemPaths.v2, {
        method: 'POST',
        headers: { 'content-type': contentType, 'user-agent': 'got (https://example.com)' },
        body: new Uint8Array(body),
        redirect: 'manual',
      });
    });
    return rolling(tasks, 5);
  }

  it.each([
    ['one chunk', 3 * MiB, 100 * MiB],
    ['several chunks', 11 * MiB + 5, 2 * MiB],
    ['tiny chunks', 300_000, 20_000],
  ])('takes the file before its fields (%s)', async (label, size, chunkSize) => {
    const token = await createToken(site);
    const file = await makeVideo(`${label} of mine.v2.mp4`, size);
    const answers = await sendFileFirst(file, token, chunkSize);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await expectInArchive(site, token, [file]);
  });

  it('takes a second file of the same name under one token when its size differs', async () => {
    const token = await createToken(site, { max_uploads: 2 });
    const files = [
      await makeVideo('same.mp4', 2 * MiB, 1),
      await makeVideo('same.mp4', 2 * MiB + 1, 2),
    ] as const;
    for (const file of files) await sendFileFirst(file, token, 512 * 1024);
    expect(await expectInArchive(site, token, files)).toHaveLength(2);
  });

  /** The shape of `twentythree-cli`: fetch and FormData, 5 MiB chunks, five at a time with a pause between fives. */
  async function sendAsCli(file: MediaFile, token: string, headers: Record<string, string>): Promise<string> {
    const chunkSize = 5 * MiB;
    const chunks = cut(file, chunkSize);
    let lastBody = '';
    while (chunks.length > 0) {
      await Promise.all(
        chunks.splice(0, 5).map(async ({ number, count, bytes }) => {
          const form = new FormData();
          form.append('upload_token', token);
          form.append(
            'file',
            new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }),
            file.name,
          );
          form.append('resumableChunkNumber', String(number));
          form.append('resumableChunkSize', String(chunkSize));
          form.append('resumableTotalSize', String(file.bytes.length));
          form.append('resumableIdentifier', file.name);
          form.append('resumableFilename', file.name);
          form.append('resumableTotalChunks', String(count));
          const response = await fetch(site.url + redeemPaths.v2, { method: 'POST', body: form, headers });
          expect(response.status).toBe(200);
          lastBody = await response.text();
        }),
      );
    }
    return lastBody;
  }

  it.each([
    ['without a credential', {}],
    ['with a good credential', { authorization: `Bearer ${ownerKey}` }],
    ['with a bad credential', { authorization: 'Bearer expired' }],
  ])('tells the number of the item at the top of the last answer (%s)', async (label, headers) => {
    const token = await createToken(site);
    const file = await makeVideo(`cli ${label}.mp4`, 32 * MiB + 3);
    const last = JSON.parse(await sendAsCli(file, token, headers)) as Record<string, unknown>;
    const [item] = await expectInArchive(site, token, [file]);
    expect(last).toMatchObject({ photo_id: item?.photo_id, tree_id: item?.tree_id, token: item?.token });
  });

  it.each([
    [
      'token first',
      (token: string, path: string) => ['-F', `upload_token=${token}`, '-F', `file=@"${path}"`],
    ],
    ['token last', (token: string, path: string) => ['-F', `file=@"${path}"`, '-F', `upload_token=${token}`]],
  ])('takes a form from curl, %s', async (label, makeFields) => {
    const token = await createToken(site);
    const file = await makeVideo(`curl ${label} 日本.mp4`, 6 * MiB + 1);
    const target = site.url + redeemPaths.v2;
    const { stdout } = await run('curl', ['-sS', '--fail', ...makeFields(token, file.path), target]);
    const [item] = await expectInArchive(site, token, [file]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'ok', data: { photo_id: item?.photo_id } });
  });

  it.each(['PUT', 'POST'])('takes a whole file as the body of a %s from curl', async (method) => {
    const token = await createToken(site);
    const file = await makePhoto(`bare-${method}.jpg`);
    const target = `${site.url}${redeemPaths.v2}?upload_token=${token}&filename=bare-${method}.jpg`;
    const { stdout } = await run('curl', ['-sS', '--fail', '-X', method, '-T', file.path, target]);
    const [item] = await expectInArchive(site, token, [file]);
    expect(JSON.parse(stdout)).toMatchObject({ photo_id: item?.photo_id });
  });

  it('takes a file of unknown length from a pipe of curl', async () => {
    const token = await createToken(site);
    const file = await makeVideo('piped.mp4', 3 * MiB);
    const target = `${site.url}${redeemPaths.v2}?upload_token=${token}&filename=piped.mp4`;
    await run('sh', ['-c', 'curl -sS --fail -T - "$1" < "$2"', 'sh', target, file.path]);
    expect(await expectInArchive(site, token, [file])).toHaveLength(1);
  });
});
