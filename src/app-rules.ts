import type { AccessRules } from './access/access.ts';
import type { ConsumerRecords } from './access/oauth/records.ts';
import type { PingbackTargets } from './callbacks/pingback-targets.ts';
import type { Config } from './config/schema.ts';

/** How strict the part is that knows who may do what. */
export function accessRules({ access, site, uploads }: Config): AccessRules {
  return {
    isClosed: site.closed,
    clockSkewMs: access.clockSkewSeconds * 1000,
    bearerTokenMs: access.bearerTokenSeconds * 1000,
    sessionIdleMs: access.sessionIdleSeconds * 1000,
    sessionMaxMs: access.sessionMaxSeconds * 1000,
    sweepIntervalMs: uploads.sweepIntervalSeconds * 1000,
  };
}

/** How much a form may hold, and how slowly it may come. */
export function formLimits({ uploads, limits }: Config) {
  return {
    maxSizeBytes: uploads.maxSizeBytes,
    minChunkBytes: uploads.minChunkBytes,
    maxChunkBytes: uploads.maxChunkBytes,
    // A form is the file, its fields and the lines between them.
    maxBytes: uploads.maxSizeBytes + 2 * limits.fieldBytes,
    fieldBytes: limits.fieldBytes,
    fields: limits.fields,
    idleMs: limits.idleSeconds * 1000,
    minBytesPerSecond: limits.minBytesPerSecond,
  };
}

/** The pingback URLs of the OAuth consumers (reference, A.17). */
export function pingbackTargetsOf(store: {
  readonly read: { readonly consumers: Pick<ConsumerRecords, 'withPingbacks'> };
}): PingbackTargets {
  return {
    async list() {
      const consumers = await store.read.consumers.withPingbacks();
      return consumers.map(({ consumerId, pingbackUrl: url, createdAt: since }) => ({
        consumerId,
        url,
        since,
      }));
    },
  };
}
