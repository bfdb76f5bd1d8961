import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveBody } from './body.ts';
import { boundaryOf } from './multipart-boundary.ts';
import { createMultipartParser } from './multipart-parser.ts';

const run = promisify(execFile);

interface SeenPart {
  name: string;
  filename: string | undefined;
  contentType: string | undefined;
  size: number;
  sha256: string;
  text: string | undefined;
  /** The length that the body's own length foretold, if this part was the last. */
  foretold: number | undefined;
}

/** Reads a form as a server does, with a handler that is now and then slow. */
async function readForm(request: IncomingMessage): Promise<SeenPart[]> {
  const parts: SeenPart[] = [];
  let hash = createHash('sha256');
  let text = '';
  const length = request.headers['content-length'];
  const parser = createMultipartParser({
    boundary: boundaryOf(request.headers['content-type']),
    contentLength: length === undefined ? undefined : Number(length),
    handler: {
      beginPart(head) {
        hash = createHash('sha256');
        text = '';
        const foretold = parser.lengthIfLast(true);
        parts.push({ ...head, size: 0, sha256: '', text: undefined, foretold });
        return undefined;
      },
      data(bytes) {
        const part = parts.at(-1);
        if (part) part.size += bytes.length;
        hash.update(bytes);
        if (part?.filename === undefined) text += bytes.toString();
        return part && part.size % 3 === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined;
      },
      endPart() {
        const part = parts.at(-1);
        if (part) part.sha256 = hash.digest('hex');
        if (part && part.filename === undefined) part.text = text;
        return undefined;
      },
    },
  });
  const limits = { maxBytes: 2 ** 30, idleMs: 10_000, minBytesPerSecond: 1 };
  await receiveBody(request, (bytes) => parser.write(bytes), limits);
  parser.end();
  return parts;
}

let address = '';
let folder = '';
const server = createServer((request, response) => {
  readForm(request).then(
    (parts) => response.end(JSON.stringify(parts)),
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  folder = mkdtempSync(join(tmpdir(), 'slipway-forms-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function post(
  body: FormData | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<SeenPart[]> {
  const response = await fetch(address, { method: 'POST', body, headers });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as SeenPart[];
}

function names(parts: readonly SeenPart[]): string[] {
  return parts.map(({ name }) => name);
}

const resumable: ReadonlyArray<readonly [string, string]> = [
  ['resumableChunkNumber', '3'],
  ['resumableChunkSize', '1048576'],
  ['resumableCurrentChunkSize', '1500000'],
  ['resumableTotalSize', '3597152'],
  ['resumableType', ''],
  ['resumableIdentifier', '3597152-Ferienmp4'],
  ['resumableFilename', 'Ferien – 休み.mp4'],
  ['resumableRelativePath', 'Reise/Ferien – 休み.mp4'],
  ['resumableTotalChunks', '3'],
  ['upload_token', 'Zn4rZ9qYx1'],
];

describe('forms of real clients', () => {
  const content = Buffer.concat([randomBytes(1_499_000), Buffer.from('\r\n--'.repeat(250))]);

  it('reads what Node makes of a FormData with the file last', async () => {
    const form = new FormData();
    for (const [name, value] of resumable) form.append(name, value);
    form.append('file', new Blob([content], { type: 'application/octet-stream' }), 'Ferien – 休み.mp4');
    const parts = await post(form);
    expect(parts.slice(0, -1).map(({ name, text }) => [name, text])).toEqual(resumable);
    expect(parts.at(-1)).toMatchObject({
      name: 'file',
      filename: 'Ferien – 休み.mp4',
      contentType: 'application/octet-stream',
      size: content.length,
      foretold: content.length,
      sha256: digest(content),
    });
  });

  it('reads what Node makes of a FormData with the file in the middle, as the TwentyThree CLI sends it', async () => {
    const form = new FormData();
    form.append('upload_token', 'Zn4rZ9qYx1');
    form.append('file', new Blob([content]), 'clip.mp4');
    form.append('resumableIdentifier', 'clip.mp4');
    form.append('token_upload_id', '');
    const parts = await post(form);
    expect(names(parts)).toEqual(['upload_token', 'file', 'resumableIdentifier', 'token_upload_id']);
    expect(parts[1]).toMatchObject({ size: content.length, sha256: digest(content) });
    expect(parts[3]?.text).toBe('');
  });

  it.each(['say "hi".mp4', 'a\r\nb.mp4', '50%25.mp4', "it's; a=b.mp4", 'über/Ordner\\clip.mp4', '🎬.mp4'])(
    'reads the file name %j as Node sends it',
    async (filename) => {
      const form = new FormData();
      form.append('file', new Blob(['x']), filename);
      const [part] = await post(form);
      const expected = filename
        .replaceAll(/[\r\n]/g, '')
        .split(/[/\\]/)
        .at(-1);
      expect(part?.filename).toBe(expected);
    },
  );

  it('reads a body that is sent in pieces, without a length', async () => {
    const form = new FormData();
    form.append('a', 'b');
    form.append('file', new Blob([content]), 'clip.mp4');
    const source = new Response(form);
    const response = await fetch(address, {
      method: 'POST',
      body: source.body,
      headers: { 'content-type': source.headers.get('content-type') ?? '' },
      duplex: 'half',
    });
    const parts = (await response.json()) as SeenPart[];
    expect(parts[1]).toMatchObject({ size: content.length, sha256: digest(content) });
    expect(parts[1]?.foretold).toBeUndefined();
  });

  it('reads a chunk as Chromium sends it for Resumable.js', async () => {
    const boundary = '----WebKitFormBoundaryAtBz6iB7tJ9nBbIu';
    const fields = resumable.map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const body = Buffer.concat([
      Buffer.from(fields.join('')),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Ferien – 休み.mp4"\r\n` +
          'Content-Type: application/octet-stream\r\n\r\n',
      ),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const parts = await post(body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
    expect(parts.slice(0, -1).map(({ name, text }) => [name, text])).toEqual(resumable);
    expect(parts.at(-1)).toMatchObject({
      filename: 'Ferien – 休み.mp4',
      size: content.length,
      sha256: digest(content),
      foretold: content.length,
    });
  });

  it('reads a chunk as resumable-upload-command sends it, the file first and the token last', async () => {
    const boundary = '--------------------------515890814546601021194782';
    const fields = [
      ['resumableChunkNumber', '1'],
      ['resumableTotalChunks', '1'],
      ['resumableChunkSize', '104857600'],
      ['resumableTotalSize', String(content.length)],
      ['resumableIdentifier', 'my clip.mp4'],
      ['resumableFilename', 'my clip.mp4'],
      ['upload_token', 'Zn4rZ9qYx1'],
    ];
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="my clip.mp4"\r\n` +
          'Content-Type: video/mp4\r\n\r\n',
      ),
      content,
      ...fields.map(([name, value]) =>
        Buffer.from(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}`),
      ),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const parts = await post(body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
    expect(parts[0]).toMatchObject({
      contentType: 'video/mp4',
      size: content.length,
      sha256: digest(content),
    });
    expect(parts.slice(1).map(({ name, text }) => [name, text])).toEqual(fields);
  });

  it('reads what curl sends', async ({ skip }) => {
    const version = await run('curl', ['--version']).catch(() => undefined);
    skip(!version, 'curl is not installed');
    const path = join(folder, 'Ferien "am" Meer.mp4');
    writeFileSync(path, content);
    const quoted = path.replaceAll('"', '\\"');
    const { stdout } = await run('curl', [
      '--silent',
      '--form',
      'upload_token=Zn4rZ9qYx1',
      '--form',
      `file=@"${quoted}"`,
      '--form',
      'title=Größe; type=text/plain',
      address,
    ]);
    const parts = JSON.parse(stdout) as SeenPart[];
    expect(names(parts)).toEqual(['upload_token', 'file', 'title']);
    expect(parts[1]).toMatchObject({
      filename: 'Ferien "am" Meer.mp4',
      size: content.length,
      sha256: digest(content),
    });
  });

  it('reads what curl sends with backslash escapes, as older versions do', async ({ skip }) => {
    const version = await run('curl', ['--version']).catch(() => undefined);
    skip(!version, 'curl is not installed');
    const path = join(folder, 'clip.mp4');
    writeFileSync(path, 'bytes');
    const { stdout } = await run('curl', [
      '--silent',
      '--form-escape',
      '--form',
      `file=@${path};filename="say \\"hi\\".mp4"`,
      address,
    ]);
    expect((JSON.parse(stdout) as SeenPart[])[0]).toMatchObject({ filename: 'say "hi".mp4', size: 5 });
  });
});
