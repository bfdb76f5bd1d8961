import type { WorkerLog } from '../jobs/due-loop.ts';
import { UploadError } from '../uploads/errors.ts';
import type { Clock } from '../uploads/ports.ts';
import { finalCallErrors, toCallError } from './call-error.ts';
import { prepareRequest, type RequestSources } from './delivery-request.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { AttemptRecord, DeliveryRecord } from './records.ts';

/** One try of a delivery. */
export interface DeliveryAttempt {
  readonly attempt: AttemptRecord;
  /** Whether another try cannot help. */
  readonly isFinal: boolean;
}

/** RFC 9110, 15.5.11: the target "is no longer available … and this condition is likely to be permanent". */
export const statusGone = 410;

/** What an attempt works with. */
interface AttemptSources {
  readonly store: { readonly read: RequestSources['read'] };
  readonly sealer: RequestSources['sealer'];
  readonly fetch: GuardedFetch;
  readonly clock: Clock;
  readonly log: WorkerLog;
}

/**
 * Calls the application once; undefined when this process ended the call itself, or could not find out what to send.
 * Never rejects.
 */
export async function attemptDelivery(
  delivery: DeliveryRecord,
  { store, sealer, fetch, clock, log }: AttemptSources,
): Promise<DeliveryAttempt | undefined> {
  const at = clock.now();
  const startedMs = performance.now();
  const ended = (
    outcome: Pick<AttemptRecord, 'status' | 'error' | 'response'>,
    isFinal: boolean,
  ): DeliveryAttempt => {
    const durationMs = Math.round(performance.now() - startedMs);
    return { attempt: { deliveryId: delivery.id, at, durationMs, ...outcome }, isFinal };
  };
  try {
    const { url, message } = await prepareRequest(delivery, at, { read: store.read, sealer });
    const { status, beginning } = await fetch.call(url, message);
    // What answers a return URL is shown to nobody: it may be a page for the person who is sent there.
    const response = delivery.kind === 'webhook' ? toLines(beginning) : null;
    return ended({ status, error: null, response }, status === statusGone);
  } catch (cause) {
    if (cause instanceof UploadError) {
      log.error(
        { deliveryId: delivery.id, err: cause },
        'A call waits for its lease: its records are missing',
      );
      return undefined;
    }
    const error = toCallError(cause);
    if (error.code === 'closed') return undefined;
    const outcome = { status: error.status, error: `${error.code}: ${error.message}`, response: null };
    return ended(outcome, finalCallErrors.has(error.code));
  }
}

/** Text as it came, without characters that no text has. */
function toLines(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd');
}
