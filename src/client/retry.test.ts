import { describe, expect, it } from 'vitest';
import { ClientError } from './client-error.ts';
import { createPatience, isPassingStatus } from './retry.ts';

const failure = { error: new ClientError(503, 'http_503', 'Try again.'), retryAfterMs: undefined };
const never = new AbortController().signal;
/** Tells the pause without waiting for it. */
const hurry = AbortSignal.abort(new Error('not waited for'));

function createObserved({ retryForMs = 1e9, random = 1 } = {}) {
  let time = 0;
  const pauses: number[] = [];
  const patience = createPatience({
    retryForMs,
    now: () => time,
    random: () => random,
    onRetry: ({ inMs }) => pauses.push(inMs),
  });
  const pause = (failures: number, retryAfterMs?: number) =>
    patience.pause({ ...failure, retryAfterMs }, failures, hurry).catch(() => {});
  return {
    patience,
    pauses,
    pause,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('pauses', () => {
  it('double up to ten seconds', async () => {
    const { pause, pauses } = createObserved();
    for (let failures = 1; failures <= 7; failures += 1) await pause(failures);
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('are spread over their second half', async () => {
    const { pause, pauses } = createObserved({ random: 0 });
    await pause(1);
    expect(pauses).toEqual([250]);
  });

  it('begin anew once another request has succeeded', async () => {
    const { pause, pauses, patience } = createObserved();
    for (let failures = 1; failures <= 5; failures += 1) await pause(failures);
    patience.renew();
    await pause(6);
    expect(pauses.at(-1)).toBe(500);
  });

  it('are short for a request that fails for the first time while others fail as well', async () => {
    const { pause, pauses } = createObserved();
    for (let request = 1; request <= 5; request += 1) await pause(1);
    expect(pauses).toEqual([500, 500, 500, 500, 500]);
  });

  it('are as long as the server asks, within a minute', async () => {
    const { pause, pauses } = createObserved();
    await pause(1, 7000);
    await pause(1, 3_600_000);
    expect(pauses).toEqual([7000, 60_000]);
  });

  it('never reach beyond the end of patience, and then the error is thrown', async () => {
    const { pause, pauses, pass, patience } = createObserved({ retryForMs: 1000 });
    pass(900);
    await pause(5);
    expect(pauses).toEqual([100]);
    pass(100);
    await expect(patience.pause(failure, 1, never)).rejects.toBe(failure.error);
  });
});

it.each([
  [408, true],
  [425, true],
  [429, true],
  [502, true],
  [503, true],
  [504, true],
  [507, true],
  ...[301, 400, 401, 403, 404, 409, 413, 415, 422, 500, 501, 505].map((status): [number, boolean] => [
    status,
    false,
  ]),
])('takes the status %d for passing: %s', (status, isPassing) => {
  expect(isPassingStatus(status)).toBe(isPassing);
});
