import { mkdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { type Access, createAccess } from './access/access.ts';
import { createSealer, loadSealingKey } from './access/sealing.ts';
import { registerApi } from './api/api.ts';
import type { UploadsOverview } from './api/dependencies.ts';
import { registerDocuments } from './api/description/document-routes.ts';
import { createRedeemPresenter } from './api/redeem-presenter.ts';
import { registerSignInRoutes } from './api/sign-in-routes.ts';
import { createSiteReader } from './api/site-reader.ts';
import { registerSourceRoute } from './api/source-route.ts';
import { accessRules, formLimits, pingbackTargetsOf } from './app-rules.ts';
import { createArchiveService } from './archive/archive-service.ts';
import { recordChanges } from './archive/record-changes.ts';
import { createCallbackPlanner } from './callbacks/callback-planner.ts';
import { createDelivery } from './callbacks/delivery.ts';
import type { Config } from './config/schema.ts';
import { readTlsFiles } from './config/tls-files.ts';
import { createCors } from './http/cors.ts';
import { registerPolicyFile } from './http/policy-file.ts';
import { createHttpServer, replaceTls } from './http/server.ts';
import { registerPages } from './http/static-pages.ts';
import { createJobWorker } from './jobs/job-worker.ts';
import { createTypeDetector } from './media/detect.ts';
import { createDigestHandler } from './media/digest.ts';
import { lockDataDir } from './metadata/sqlite/data-lock.ts';
import { openSqliteStore } from './metadata/sqlite/sqlite-store.ts';
import { registerRedeem } from './protocols/redeem/redeem-route.ts';
import { openDiskStorage } from './storage/disk.ts';
import { startRun } from './storage/run-marker.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import { createSweeper } from './uploads/sweeper.ts';
import { createUploadService } from './uploads/upload-core.ts';
import { createUploadTokenService } from './uploads/upload-token-service.ts';
import { version } from './version.ts';

/** A running Slipway. */
export interface Slipway {
  /** Where it listens: `http://127.0.0.1:2323`. */
  readonly url: string;
  /** The owner key, if it was created by this start: the only time it can be read. */
  readonly ownerKey?: string;
  /**
   * Reads the files of the certificate again, for connections from now on. Rejects with `TlsFilesError` when they cannot
   * be used, and keeps what it has. Does nothing without TLS.
   */
  reloadTls(): Promise<void>;
  /** Takes no new bytes, lets running requests and calls end, and closes everything. May be repeated. */
  stop(): Promise<void>;
}

/**
 * Starts the server on its data folder. Rejects when the folder is in use, the database is of a newer version, or the
 * port is taken. Resolves once requests are answered.
 */
export async function startSlipway(config: Config): Promise<Slipway> {
  const log: Log = pino({ level: config.logLevel });
  await mkdir(config.dataDir, { recursive: true, mode: 0o750 });
  const lock = lockDataDir(config.dataDir);
  try {
    const stores = await openStores(config, log);
    const access = createAccess({ ...stores, clock, ids, rules: accessRules(config), log });
    const owner = await access.keys.ensureOwnerKey(config.ownerKey);
    const core = createCore(config, stores, log);
    const { mayHaveLostUnsynced, durability } = stores.run.lastRun;
    if (mayHaveLostUnsynced && durability === 'file') await core.uploads.forgetUnsynced();
    const server = await listen(config, { stores, core, access, log });
    core.start();
    access.sweeper.start();
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await server.close();
      await Promise.all([core.stop(), access.sweeper.stop()]);
      await stores.close();
      lock.release();
    };
    return {
      url: server.url,
      ...(owner?.created ? { ownerKey: owner.secret } : {}),
      reloadTls: () => server.reloadTls(),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

type Log = Logger;
type Stores = Awaited<ReturnType<typeof openStores>>;
type Core = ReturnType<typeof createCore>;

async function openStores(config: Config, log: Log) {
  const { dataDir, uploads, storage: reserve, limits } = config;
  const run = await startRun(dataDir, uploads.durability);
  const records = await openSqliteStore({ path: join(dataDir, 'slipway.db'), clock, log });
  const listeners = { onEvents: () => {} };
  const store = recordChanges(records, { clock, onEvents: () => listeners.onEvents() });
  const storage = await openDiskStorage({
    dataDir,
    minFreeBytes: reserve.minFreeBytes,
    bufferBytes: limits.bufferBytes,
  });
  const sealer = createSealer(await loadSealingKey(dataDir));
  return {
    run,
    store,
    listeners,
    storage,
    sealer,
    async close() {
      await storage.close();
      await store.close();
      await run.end();
    },
  };
}

function createCore(config: Config, stores: Stores, log: Log) {
  const { store, storage, sealer } = stores;
  const delivery = createDelivery({
    store,
    sealer,
    clock,
    log,
    pingbackTargets: pingbackTargetsOf(store),
    settings: config.callbacks,
    allowLoopback: ['127.0.0.1', '::1', 'localhost'].includes(config.host),
    userAgent: `Slipway/${version}`,
    keepEventsForSeconds: config.events.keepForSeconds,
    sweepIntervalSeconds: config.uploads.sweepIntervalSeconds,
  });
  stores.listeners.onEvents = () => delivery.wake();
  const jobs = createJobWorker({
    store,
    clock,
    log,
    handlers: { digest: createDigestHandler({ storage, store }) },
  });
  const uploads = createUploads(config, { store, storage }, () => {
    delivery.wake();
    jobs.wake();
  });
  const sweeper = createSweeper({
    uploads,
    idleMs: config.uploads.idleTimeoutSeconds * 1000,
    intervalMs: config.uploads.sweepIntervalSeconds * 1000,
    log,
  });
  return {
    uploads,
    delivery,
    start() {
      delivery.start();
      jobs.start();
      sweeper.start();
    },
    async stop() {
      await Promise.all([sweeper.stop(), delivery.stop(), jobs.stop()]);
    },
  };
}

function createUploads(
  config: Config,
  { store, storage }: Pick<Stores, 'store' | 'storage'>,
  onOwed: () => void,
) {
  const { uploads } = config;
  return createUploadService({
    store,
    storage,
    clock,
    ids,
    detector: createTypeDetector(),
    planner: createCallbackPlanner(),
    limits: {
      maxSizeBytes: uploads.maxSizeBytes,
      allowedTypes: uploads.allowedTypes,
      slotGraceMs: uploads.slotGraceSeconds * 1000,
    },
    durability: uploads.durability,
    takeoverMs: uploads.takeoverSeconds * 1000,
    maxSpoolBytes: uploads.maxSpoolBytes,
    wantsDigest: uploads.digest,
    onOwed,
  });
}

/** How clients see this site. */
function createSite(config: Config) {
  const { publicUrl, trustProxy, site } = config;
  const fallbackHost = `${hostOf(config)}:${config.port}`;
  return createSiteReader({ publicUrl, trustProxy, fallbackHost, name: site.name, domain: site.domain });
}

function hostOf({ host }: Config): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Adds all routes; each part in a scope of its own, so that no hook of one reaches another. */
async function registerRoutes(
  app: FastifyInstance,
  parts: {
    config: Config;
    stores: Stores;
    core: Core;
    access: Access;
    log: Log;
    isShuttingDown: () => boolean;
  },
): Promise<void> {
  const { config, stores, core, access, log, isShuttingDown } = parts;
  const { store, storage, sealer } = stores;
  const { originOf, domainOf, infoOf } = createSite(config);
  const archive = createArchiveService({ store, storage, clock, ids, log });
  const cors = createCors(config.cors);
  const limits = formLimits(config);
  const fieldLimits = { ...limits, maxBytes: limits.fieldBytes, maxFields: limits.fields };
  const site = (request: IncomingMessage) => infoOf(originOf(request));

  await app.register(async (scope) =>
    registerRedeem(scope, {
      uploads: core.uploads,
      presenter: createRedeemPresenter((request) => infoOf(request.origin)),
      cors,
      originOf,
      domainOf,
      seal: (text) => sealer.seal(text),
      limits,
      holdMs: config.limits.holdSeconds * 1000,
      logUnexpected: (err, requestId) => log.error({ err, requestId }, 'unexpected error in an upload'),
      isShuttingDown,
    }),
  );
  await app.register(async (scope) =>
    registerApi(scope, {
      ...access,
      store,
      archive,
      tokens: createUploadTokenService({ store, clock, ids, archive }),
      uploads: overviewOf(stores, core),
      webhooks: core.delivery.webhooks,
      replay: core.delivery.replay,
      site,
      cors,
      limits: fieldLimits,
      clock,
      log,
    }),
  );
  await app.register(async (scope) => registerDocuments(scope, { siteName: config.site.name, cors }));
  const { sessionMaxSeconds } = config.access;
  await app.register(async (scope) =>
    registerSignInRoutes(scope, { ...access, site, originOf, limits: fieldLimits, sessionMaxSeconds }),
  );
  await app.register(async (scope) => registerSourceRoute(scope, { archive, storage, clock }));
  registerPolicyFile(app, { domains: config.cors.policyDomains });
  const webDir = fileURLToPath(new URL('../web', import.meta.url));
  await app.register((scope) => registerPages(scope, { webDir, siteName: config.site.name }));
}

async function listen(config: Config, parts: { stores: Stores; core: Core; access: Access; log: Log }) {
  const tls = await readTlsFiles(config.tls);
  const app = createHttpServer({ logger: parts.log, tls, hstsSeconds: config.tls.hstsSeconds });
  let isShuttingDown = false;
  await registerRoutes(app, { config, ...parts, isShuttingDown: () => isShuttingDown });
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://${hostOf(config)}:${port}`,
    async reloadTls() {
      const renewed = tls && (await readTlsFiles(config.tls));
      if (renewed) replaceTls(app, renewed);
    },
    async close() {
      isShuttingDown = true;
      const cutOff = setTimeout(() => app.server.closeAllConnections(), config.limits.shutdownSeconds * 1000);
      await app.close();
      clearTimeout(cutOff);
    },
  };
}

/** The uploads as people who look after the site see them. */
function overviewOf({ store }: Stores, { uploads }: Core): UploadsOverview {
  return {
    list: (filter) => store.read.uploads.list(filter),
    find: (id) => store.read.uploads.find(id),
    cancel: (id) => uploads.cancel(id),
  };
}
