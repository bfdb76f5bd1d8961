/** `pending`: owed, or waiting for its next attempt. `failed`: given up. */
export type DeliveryState = 'pending' | 'delivered' | 'failed';

/** A call that is owed to an application. Times are epoch milliseconds. */
export interface DeliveryRecord {
  readonly id: number;
  readonly uploadId: string;
  readonly photoId: number | null;
  /** Address to call; `{upload_token}` stands for the token. */
  readonly url: string;
  /** The token, sealed; empty once the delivery has ended. */
  readonly sealedToken: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** One try of a delivery, kept as a log. `status` is null when there was no answer; then `error` tells why. */
export interface AttemptRecord {
  readonly deliveryId: number;
  readonly at: number;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

export interface DeliveryRecords {
  /**
   * Leases up to `limit` pending deliveries that are due; no other worker gets them before `leaseUntil`, and a
   * crashed worker's come back then.
   */
  claimDue(now: number, leaseUntil: number, limit: number): Promise<DeliveryRecord[]>;
  /** Writes an attempt to the log and what follows from it. */
  recordAttempt(
    attempt: AttemptRecord,
    outcome: { state: DeliveryState; nextAttemptAt: number; endedAt: number | null },
  ): Promise<void>;
  /** When the next pending delivery is due; undefined when there is none. */
  nextDueAt(): Promise<number | undefined>;
  /** Newest first. `before` is the id of the last one already seen. */
  list(filter: {
    uploadId?: string;
    state?: DeliveryState;
    before?: number;
    limit: number;
  }): Promise<DeliveryRecord[]>;
  attempts(deliveryId: number): Promise<AttemptRecord[]>;
}
