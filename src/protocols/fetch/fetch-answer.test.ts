import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Download } from '../../callbacks/guarded-download.ts';
import { CallError } from '../../callbacks/call-error.ts';
import { UploadError } from '../../uploads/errors.ts';
import { nameInUrl, readAnswer } from './fetch-answer.ts';
import { describeFailure, FetchFailure } from './fetch-failure.ts';
import { pacedBody } from './paced-body.ts';

const answer = (
  status: number,
  headers: Record<string, string> = {},
  url = 'https://a.example/b/c.mp4',
): Download => ({
  status,
  headers,
  url: new URL(url),
  body: Readable.from([]),
});

describe('the head of an answer', () => {
  it('tells size, name and what vouches for the bytes', () => {
    const headers = {
      'content-length': '1000',
      etag: '"abc"',
      'last-modified': 'Tue, 24 Nov 2026 12:00:00 GMT',
      'content-disposition': 'attachment; filename="My film.mp4"',
    };
    expect(readAnswer(answer(200, headers), 0)).toEqual({
      start: 0,
      size: 1000,
      validator: '"abc"',
      filename: 'My film.mp4',
    });
    expect(readAnswer(answer(200, { etag: 'W/"abc"', 'last-modified': 'Tue' }), 0)).toEqual({
      start: 0,
      size: undefined,
      validator: 'Tue',
      filename: 'c.mp4',
    });
    expect(readAnswer(answer(200), 0)).toMatchObject({ size: undefined, validator: '' });
  });

  it('is believed about a part of the file only when that is the part that was asked for', () => {
    const part = (range: string) => answer(206, { 'content-range': range, etag: '"a"' });
    expect(readAnswer(part('bytes 500-999/1000'), 500)).toMatchObject({ start: 500, size: 1000 });
    for (const range of ['bytes 0-999/1000', 'bytes 500-999/*', 'bytes */1000', '', 'items 500-999/1000']) {
      expect(() => readAnswer(part(range), 500)).toThrow(
        expect.objectContaining({ isAboutVersion: true, isFinal: false }),
      );
    }
  });

  it.each([
    [404, true],
    [410, true],
    [401, true],
    [403, true],
    [204, true],
    [304, true],
    [408, false],
    [416, false],
    [429, false],
    [500, false],
    [503, false],
  ])('with status %i is final: %s', (status, isFinal) => {
    expect(() => readAnswer(answer(status), 0)).toThrow(
      expect.objectContaining({ message: `its server answered with status ${status}`, isFinal }),
    );
  });

  it('with an encoding that nobody asked for is final', () => {
    expect(() => readAnswer(answer(200, { 'content-encoding': 'br' }), 0)).toThrow('in an encoding');
    expect(readAnswer(answer(200, { 'content-encoding': 'identity' }), 0).start).toBe(0);
  });

  it('falls back to the name in the address, decoded as far as it can be', () => {
    expect(nameInUrl(new URL('https://a.example/x/Gr%C3%BC%C3%9Fe%20%F0%9F%8E%AC.mp4?sig=1'))).toBe(
      'Grüße 🎬.mp4',
    );
    expect(nameInUrl(new URL('https://a.example/x/100%.mp4'))).toBe('100%.mp4');
    expect(nameInUrl(new URL('https://a.example/'))).toBe('');
  });
});

describe('a failure', () => {
  it('keeps what the core says, and tells of the client in words that name no address', () => {
    const large = new UploadError('file_too_large', { size: 2, maxSize: 1 });
    expect(describeFailure(large)).toEqual({ error: large, isFinal: true });
    expect(describeFailure(new UploadError('storage_full')).isFinal).toBe(false);
    const refused = describeFailure(new CallError('address_not_allowed'));
    expect([refused.error.code, refused.error.message, refused.isFinal]).toEqual([
      'fetch_failed',
      'The file could not be fetched: its address is in a private network.',
      true,
    ]);
    expect(describeFailure(new CallError('name_not_found')).isFinal).toBe(false);
    expect(describeFailure(new TypeError('secret detail')).error.message).not.toContain('secret');
  });
});

describe('a body', () => {
  const limits = { idleMs: 200, minBytesPerSecond: 0 };

  it('is cut off when its sender falls silent, but not while its pieces are used', async () => {
    const silent = new Readable({ read: () => undefined });
    silent.push('x');
    const got: string[] = [];
    await expect(
      (async () => {
        for await (const piece of pacedBody(silent, limits)) got.push(piece.toString());
      })(),
    ).rejects.toThrow('too slowly');
    expect([got, silent.destroyed]).toEqual([['x'], true]);
    const busy = Readable.from([Buffer.from('a'), Buffer.from('b')]);
    for await (const piece of pacedBody(busy, limits)) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      got.push(piece.toString());
    }
    expect(got).toEqual(['x', 'a', 'b']);
  });

  it('that breaks is a failure which may pass', async () => {
    const broken = new Readable({ read: () => undefined });
    setImmediate(() => broken.destroy(new Error('ECONNRESET 10.0.0.1')));
    const reading = (async () => {
      for await (const _ of pacedBody(broken, limits));
    })();
    await expect(reading).rejects.toMatchObject({ message: 'the connection broke', isFinal: false });
    await expect(reading).rejects.toBeInstanceOf(FetchFailure);
  });
});
