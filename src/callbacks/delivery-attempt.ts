import type { Sealer } from '../access/sealing.ts';
import type { WorkerLog } from '../jobs/due-loop.ts';
import type { Clock } from '../uploads/ports.ts';
import { CallError, toCallError } from './call-error.ts';
import { fillUploadToken } from './callback-url.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryRecords, DeliveryState } from './records.ts';
import { nextAttemptAt } from './retry-schedule.ts';

/** What the worker sees of the metadata store. */
export interface DeliveryStore {
  readonly read: { readonly deliveries: DeliveryRecords };
  transaction<T>(work: (tx: { readonly deliveries: DeliveryRecords }) => Promise<T>): Promise<T>;
}

/** One try of a delivery. */
export interface DeliveryAttempt {
  readonly attempt: AttemptRecord;
  /** Whether another try cannot help. */
  readonly isFinal: boolean;
}

/** RFC 9110, 15.5.11: the target "is no longer available … and this condition is likely to be permanent". */
const statusGone = 410;

/** Calls the application once; undefined when this process ended the call itself. Never rejects. */
export async function attemptDelivery(
  delivery: DeliveryRecord,
  { fetch, sealer, clock }: { readonly fetch: GuardedFetch; readonly sealer: Sealer; readonly clock: Clock },
): Promise<DeliveryAttempt | undefined> {
  const at = clock.now();
  const startedMs = performance.now();
  const ended = (status: number | null, error: string | null, isFinal: boolean): DeliveryAttempt => {
    const durationMs = Math.round(performance.now() - startedMs);
    return { attempt: { deliveryId: delivery.id, at, durationMs, status, error }, isFinal };
  };
  try {
    const { status } = await fetch.call(openAddress(delivery, sealer));
    return ended(status, null, status === statusGone);
  } catch (cause) {
    const error = toCallError(cause);
    if (error.code === 'closed') return undefined;
    const isFinal = error.code === 'url_invalid' || error.code === 'token_unreadable';
    return ended(error.status, `${error.code}: ${error.message}`, isFinal);
  }
}

function openAddress(delivery: DeliveryRecord, sealer: Sealer): string {
  try {
    return fillUploadToken(delivery.url, sealer.unseal(delivery.sealedToken));
  } catch (cause) {
    throw new CallError('token_unreadable', { cause });
  }
}

/**
 * Writes an attempt down with what follows from it: 2xx ends the delivery, anything else has it tried again
 * (`nextAttemptAt`) until its time is over. Never rejects: what is not written down is repeated after the lease.
 */
export async function recordDeliveryAttempt(
  delivery: DeliveryRecord,
  { attempt, isFinal }: DeliveryAttempt,
  options: {
    readonly store: DeliveryStore;
    readonly clock: Clock;
    readonly log: WorkerLog;
    readonly retryForMs: number;
    readonly random: () => number;
  },
): Promise<void> {
  const { store, clock, log, retryForMs, random } = options;
  const now = clock.now();
  const failedAttempts = delivery.attempts + 1;
  const isDelivered = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  const isEnded = isDelivered || isFinal;
  const { createdAt } = delivery;
  const retryAt = isEnded ? undefined : nextAttemptAt({ failedAttempts, createdAt, now, retryForMs, random });
  const state: DeliveryState = isDelivered ? 'delivered' : retryAt === undefined ? 'failed' : 'pending';
  const outcome = { state, nextAttemptAt: retryAt ?? now, endedAt: retryAt === undefined ? now : null };
  // The host only: the rest of the address may hold secrets of the application.
  const host = URL.parse(delivery.url)?.host;
  const fields = { ...attempt, uploadId: delivery.uploadId, host, attempt: failedAttempts };
  try {
    await store.transaction((tx) => tx.deliveries.recordAttempt(attempt, outcome));
  } catch (error) {
    log.error(
      { ...fields, err: error },
      'A callback was made but could not be written down; it will be repeated',
    );
    return;
  }
  if (state === 'delivered') log.info(fields, 'Callback delivered');
  else if (state === 'failed') log.error(fields, 'Callback given up');
  else log.warn({ ...fields, retryAt }, 'Callback failed; it will be tried again');
}
