import type { Readable } from 'node:stream';
import { createBodyPace, type PaceLimits } from '../../http/body-pace.ts';
import { FetchFailure } from './fetch-failure.ts';

const LOOK_MS = 250;

/**
 * The pieces of a body whose sender may be neither silent nor slow (time in which the pieces are used does not count).
 * Fails with `FetchFailure`, whatever broke it. The body is destroyed when the reader stops.
 */
export async function* pacedBody(body: Readable, limits: PaceLimits): AsyncGenerator<Buffer> {
  const pace = createBodyPace(limits, performance.now());
  const timer = setInterval(() => {
    if (!pace.isStalled(performance.now())) return;
    body.destroy(new FetchFailure('its server sends too slowly'));
  }, LOOK_MS);
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pace.received(piece.length, performance.now());
      pace.paused(performance.now());
      yield piece;
      pace.resumed(performance.now());
    }
  } catch (error) {
    if (error instanceof FetchFailure) throw error;
    throw new FetchFailure('the connection broke', {}, { cause: error });
  } finally {
    clearInterval(timer);
    body.destroy();
  }
}
