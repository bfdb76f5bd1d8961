import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { type Access, createAccess } from './access/access.ts';
import { createSealer, loadSealingKey } from './access/sealing.ts';
import { registerApi } from './api/api.ts';
import type { ApiDependencies } from './api/dependencies.ts';
import { createDoors } from './api/doors/doors.ts';
import { registerSignInRoutes } from './api/sign-in-routes.ts';
import { createJobs } from './app-jobs.ts';
import { createArchive, type WiredArchive } from './app-archive.ts';
import { registerPublicPages, withPageDoors } from './app-pages.ts';
import {
  accessRules,
  createSite,
  deliveryRules,
  downloadRules,
  formLimits,
  hostOf,
  pingbackTargetsOf,
  uploadBounds,
} from './app-rules.ts';
import { createInsight, registerInsightRoutes } from './app-insight.ts';
import { registerItemFileRoutes } from './app-media.ts';
import { createServices, createUploads } from './app-services.ts';
import { fileOriginOf, registerWatching } from './app-watch.ts';
import type { ArchiveService } from './archive/archive-service.ts';
import { recordChanges } from './archive/record-changes.ts';
import { createDelivery } from './callbacks/delivery.ts';
import { createGuardedDownload } from './callbacks/guarded-download.ts';
import type { Config } from './config/schema.ts';
import { readTlsFiles } from './config/tls-files.ts';
import { createCors } from './http/cors.ts';
import type { DirectFront } from './http/direct/front.ts';
import type { HttpRequest } from './http/exchange.ts';
import { separateMediaOrigin } from './http/media-origin.ts';
import { createFrontOf, createHttpServer, replaceTls, stopServing } from './http/server.ts';
import { openScratch } from './media/scratch.ts';
import { lockDataDir } from './metadata/sqlite/data-lock.ts';
import { openSqliteStore } from './metadata/sqlite/sqlite-store.ts';
import { registerRedeem } from './protocols/redeem/redeem-route.ts';
import { openDiskStorage } from './storage/disk.ts';
import { startRun } from './storage/run-marker.ts';
import { systemClock as clock, systemIds as ids } from './system.ts';
import { Grants } from './uploads/grants.ts';
import { Placeholders } from './uploads/placeholders.ts';
import { createSweeper } from './uploads/sweeper.ts';

const webDir = fileURLToPath(new URL('../web', import.meta.url));

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
    const wired = createArchive(stores, log, {
      cancelUpload: (uploadId) => core.uploads.cancel(uploadId),
      onDeleted: () => core.jobs.wake(),
    });
    const core = createCore(config, stores, wired, log);
    const { mayHaveLostUnsynced, durability } = stores.run.lastRun;
    if (mayHaveLostUnsynced && durability === 'file') await core.uploads.forgetUnsynced();
    const server = await listen(config, { stores, ...wired, core, access, log });
    // The lock says that nobody else works with these records.
    await stores.store.transaction((tx) => tx.jobs.reclaim(clock.now()), { isDurable: false });
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
    scratch: await openScratch(dataDir),
    sealer,
    async close() {
      await storage.close();
      await store.close();
      await run.end();
    },
  };
}

function createCore(config: Config, stores: Stores, { publisher }: WiredArchive, log: Log) {
  const { store, storage, sealer } = stores;
  const delivery = createDelivery({
    store,
    sealer,
    clock,
    log,
    pingbackTargets: pingbackTargetsOf(store),
    ...deliveryRules(config),
  });
  stores.listeners.onEvents = () => {
    delivery.wake();
    insight.live.wake();
  };
  const onOwed = () => {
    delivery.wake();
    jobs.wake();
    publisher.wake();
  };
  const uploads = createUploads(config, { store, storage }, onOwed);
  const insight = createInsight(config, { store, uploads, log });
  const grants = new Grants({ store, clock, ids });
  const placeholders = new Placeholders({ store, storage, clock, ids, grants, onOwed });
  const download = createGuardedDownload(downloadRules(config));
  const jobs = createJobs(config, { ...stores, uploads, download, live: insight.live, log });
  const sweeper = createSweeper({
    uploads,
    idleMs: config.uploads.idleTimeoutSeconds * 1000,
    intervalMs: config.uploads.sweepIntervalSeconds * 1000,
    log,
  });
  return {
    uploads,
    insight,
    grants,
    placeholders,
    download,
    delivery,
    jobs,
    start() {
      delivery.start();
      jobs.start();
      publisher.start();
      sweeper.start();
      insight.statistics.start();
    },
    async stop() {
      await Promise.all([sweeper.stop(), delivery.stop(), jobs.stop(), publisher.stop()]);
      await insight.statistics.stop();
      await download.close();
    },
  };
}

/** What the routes work with. */
interface RouteParts {
  config: Config;
  stores: Stores;
  archive: ArchiveService;
  core: Core;
  access: Access;
  log: Log;
  direct: DirectFront | undefined;
  isShuttingDown: () => boolean;
}

/** Adds all routes; each part in a scope of its own, so that no hook of one reaches another. */
async function registerRoutes(app: FastifyInstance, parts: RouteParts): Promise<void> {
  const { config, stores, archive, core, access, log, direct, isShuttingDown } = parts;
  const { store, storage, sealer } = stores;
  const { originOf, domainOf, infoOf } = createSite(config);
  const cors = createCors(config.cors);
  const limits = formLimits(config);
  const fieldLimits = { ...limits, maxBytes: limits.fieldBytes, maxFields: limits.fields };
  const site = (request: HttpRequest) => infoOf(originOf(request));
  const api: ApiDependencies = {
    ...access,
    ...createServices(config, { ...stores, ...core, archive }),
    fileOrigin: fileOriginOf(config),
    ...core.insight,
    customVariables: config.archive.variables,
    webhooks: core.delivery.webhooks,
    replay: core.delivery.replay,
    uploadBounds: uploadBounds(config),
    store,
    site,
    cors,
    limits: fieldLimits,
    clock,
    log,
  };
  const pages = { config, api, uploads: store.read.uploads, site: { originOf, domainOf } };
  const pageParts = await registerPublicPages(app, pages);
  const apiDoors = createDoors({ ...core, api, siteOf: (request) => infoOf(request.origin) });
  const doors = withPageDoors(apiDoors, pageParts, api.tokens);

  await app.register(async (scope) =>
    registerRedeem(scope, {
      uploads: core.uploads,
      doors,
      cors,
      direct,
      originOf,
      domainOf,
      seal: (text) => sealer.seal(text),
      limits,
      holdMs: config.limits.holdSeconds * 1000,
      logUnexpected: (err, requestId) => log.error({ err, requestId }, 'unexpected error in an upload'),
      isShuttingDown,
    }),
  );
  await app.register(async (scope) => registerApi(scope, api));
  await app.register(async (scope) => registerInsightRoutes(scope, { ...core, store, api }));
  const signIn = { ...access, site, originOf, limits: fieldLimits, ...config.access };
  await app.register(async (scope) => registerSignInRoutes(scope, signIn));
  await app.register(async (scope) =>
    registerItemFileRoutes(scope, config, { archive, storage, store, ...core.insight }),
  );
  const watching = { archive, store, site, limits: fieldLimits, webDir };
  await app.register(async (scope) => registerWatching(scope, config, watching));
}

async function listen(
  config: Config,
  parts: { stores: Stores; archive: ArchiveService; core: Core; access: Access; log: Log },
) {
  const tls = await readTlsFiles(config.tls);
  const app = createHttpServer({ logger: parts.log, tls, hstsSeconds: config.tls.hstsSeconds });
  const direct = createFrontOf(app, fileOriginOf(config));
  separateMediaOrigin(app, fileOriginOf(config));
  let isShuttingDown = false;
  await registerRoutes(app, { config, ...parts, direct, isShuttingDown: () => isShuttingDown });
  await app.listen({ host: config.host, port: config.port });
  return {
    url: `${tls ? 'https' : 'http'}://${hostOf(config)}:${(app.server.address() as AddressInfo).port}`,
    async reloadTls() {
      const renewed = tls && (await readTlsFiles(config.tls));
      if (renewed) replaceTls(app, renewed);
    },
    async close() {
      isShuttingDown = true;
      parts.core.insight.live.close();
      await stopServing(app, direct, config.limits.shutdownSeconds * 1000);
    },
  };
}
