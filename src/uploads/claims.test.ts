import { describe, expect, it } from 'vitest';
import { createClaims } from './claims.ts';
import { UploadError } from './errors.ts';

const never = new AbortController().signal;
const systemClock = { now: () => Date.now() };
const settled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending');
  const tick = new Promise((resolve) => setTimeout(resolve, 30, pending));
  return (await Promise.race([promise, tick])) !== pending;
};

describe('claims', () => {
  it('let separate ranges be written side by side', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 10_000 });
    await claims.acquire('u', [0, 10], never);
    await claims.acquire('u', [10, 20], never);
    await claims.acquire('other', [0, 20], never);
    expect(claims.isActive('u')).toBe(true);
  });

  it('make a second request for the same bytes wait for the first', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 10_000 });
    const first = await claims.acquire('u', [0, 10], never);
    const second = claims.acquire('u', [5, 15], never);
    expect(await settled(second)).toBe(false);
    first.release();
    expect(await settled(second)).toBe(true);
  });

  it('take over from a holder that has been silent, once it has stopped', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 10 });
    const first = await claims.acquire('u', [0, 10], never);
    const second = claims.acquire('u', [0, 10], never);
    await new Promise((resolve) => first.signal.addEventListener('abort', resolve));
    expect(first.signal.reason).toMatchObject({ code: 'superseded' });
    expect(await settled(second)).toBe(false);
    first.release();
    expect(await settled(second)).toBe(true);
  });

  it('do not disturb a holder that is finishing', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 1 });
    const first = await claims.acquire('u', [0, 10], never);
    first.seal();
    const second = claims.acquire('u', [0, 10], never);
    expect(await settled(second)).toBe(false);
    expect(first.signal.aborted).toBe(false);
    first.release();
    await second;
  });

  it('stop waiting when the request that waits ends', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 10_000 });
    await claims.acquire('u', [0, 10], never);
    const controller = new AbortController();
    const second = claims.acquire('u', [0, 10], controller.signal);
    controller.abort(new UploadError('body_truncated'));
    await expect(second).rejects.toMatchObject({ code: 'body_truncated' });
  });

  it('tell all holders of an upload to stop, and wait for them', async () => {
    const claims = createClaims({ clock: systemClock, takeoverMs: 10_000 });
    const first = await claims.acquire('u', [0, 10], never);
    const stopped = claims.stopAll('u', new UploadError('upload_cancelled'));
    expect(first.signal.reason).toMatchObject({ code: 'upload_cancelled' });
    expect(await settled(stopped)).toBe(false);
    first.release();
    await stopped;
    expect(claims.isActive('u')).toBe(false);
  });
});
