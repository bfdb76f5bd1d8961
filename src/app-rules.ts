import { availableParallelism } from 'node:os';
import { isIPv6 } from 'node:net';
import type { AccessRules } from './access/access.ts';
import type { ConsumerRecords } from './access/oauth/records.ts';
import type { PingbackTargets } from './callbacks/pingback-targets.ts';
import { createSiteReader } from './api/site-reader.ts';
import type { Config } from './config/schema.ts';
import { version } from './version.ts';

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

/** How many jobs of a class run at once, and when those of a process that died are done again. */
export function jobRules({ fetches, media, jobs }: Config) {
  return {
    places: { fetch: fetches.atOnce, media: media.atOnce, encode: media.encodeAtOnce },
    leaseMs: jobs.leaseSeconds * 1000,
  };
}

/** Whether only this machine can reach the server. */
function listensOnLoopback({ host }: Config): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host);
}

/**
 * Where files may be fetched from, and how patiently. Loopback is for trials on one machine: a server that others reach
 * through a proxy listens on loopback as well, and must not be made to read what this machine keeps to itself.
 */
export function downloadRules(config: Config) {
  const { fetches, publicUrl, trustProxy } = config;
  return {
    allowPrivate: fetches.allowPrivate,
    allowLoopback: listensOnLoopback(config) && publicUrl === undefined && trustProxy.length === 0,
    timeoutMs: fetches.timeoutSeconds * 1000,
    userAgent: `Slipway/${version}`,
  };
}

/** How files are fetched. */
export function fetchRules({ fetches, limits, uploads }: Config) {
  return {
    pace: { idleMs: limits.idleSeconds * 1000, minBytesPerSecond: limits.minBytesPerSecond },
    maxSizeBytes: uploads.maxSizeBytes,
    attemptMs: fetches.attemptSeconds * 1000,
  };
}

/** What one picture or video may cost while it is looked at. */
export function mediaRules({ media }: Config) {
  return {
    maxPixels: media.maxPixels,
    timeoutMs: media.timeoutSeconds * 1000,
    cpuSeconds: media.timeoutSeconds,
    memoryBytes: media.memoryBytes,
    fileBytes: 256 * 2 ** 20,
  };
}

/** What one rendition of a film may cost. */
export function filmRules({ media }: Config) {
  return {
    threads: media.encodeThreads || Math.max(1, Math.floor(availableParallelism() / 2)),
    memoryBytes: media.encodeMemoryBytes,
    timeFactor: media.encodeTimeFactor,
    maxSeconds: media.maxFilmSeconds,
  };
}

/** How applications are called. */
export function deliveryRules(config: Config) {
  const { callbacks, events, uploads } = config;
  return {
    settings: callbacks,
    allowLoopback: listensOnLoopback(config),
    userAgent: `Slipway/${version}`,
    keepEventsForSeconds: events.keepForSeconds,
    sweepIntervalSeconds: uploads.sweepIntervalSeconds,
  };
}

/** What clients are told of the limits of the site. */
export function uploadBounds(config: Config) {
  const { minChunkBytes, maxChunkBytes } = config.uploads;
  return { ...uploadRules(config).limits, minChunkBytes, maxChunkBytes };
}

/** The rules of uploads. */
export function uploadRules({ uploads, media }: Config) {
  return {
    limits: {
      maxSizeBytes: uploads.maxSizeBytes,
      allowedTypes: uploads.allowedTypes,
      slotGraceMs: uploads.slotGraceSeconds * 1000,
    },
    durability: uploads.durability,
    takeoverMs: uploads.takeoverSeconds * 1000,
    maxSpoolBytes: uploads.maxSpoolBytes,
    wantsDigest: uploads.digest,
    wantsMedia: media.process,
  };
}

/** How clients see this site. */
export function createSite(config: Config) {
  const { publicUrl, trustProxy, site } = config;
  const fallbackHost = `${hostOf(config)}:${config.port}`;
  return createSiteReader({ publicUrl, trustProxy, fallbackHost, name: site.name, domain: site.domain });
}

/** The host to listen on, as it stands in an address. */
export function hostOf({ host }: Config): string {
  return isIPv6(host) ? `[${host}]` : host;
}
