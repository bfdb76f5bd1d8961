import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Access, type AccessRules, createAccess } from '../../src/access/access.ts';
import type { OAuthProblemDetails } from '../../src/access/oauth/oauth-log.ts';
import type { KeyLevel } from '../../src/access/records.ts';
import { createSealer } from '../../src/access/sealing.ts';
import { registerApi } from '../../src/api/api.ts';
import type { SiteInfo } from '../../src/api/declaration.ts';
import { registerSignInRoutes } from '../../src/api/sign-in-routes.ts';
import { createArchiveService } from '../../src/archive/archive-service.ts';
import type { Frames } from '../../src/archive/frames.ts';
import { recordChanges } from '../../src/archive/record-changes.ts';
import type { NewPhoto, PhotoRecord } from '../../src/archive/records.ts';
import { createGuardedFetch } from '../../src/callbacks/guarded-fetch.ts';
import { createReplay } from '../../src/callbacks/replay.ts';
import { createWebhookService } from '../../src/callbacks/webhook-service.ts';
import { createCors } from '../../src/http/cors.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createAuditTrail } from '../../src/insight/audit-trail.ts';
import { createStatistics } from '../../src/insight/statistics.ts';
import { openSqliteStore } from '../../src/metadata/sqlite/sqlite-store.ts';
import type { MetadataStore } from '../../src/metadata/store.ts';
import { archiveSecrets } from './archive-secrets.ts';
import type { Clock, Ids } from '../../src/uploads/ports.ts';
import { Grants } from '../../src/uploads/grants.ts';
import { createOpenUploadService } from '../../src/uploads/open-upload-service.ts';
import { Placeholders } from '../../src/uploads/placeholders.ts';
import type { UploadRecord } from '../../src/uploads/records.ts';
import type { UploadProgress } from '../../src/uploads/upload-activity.ts';
import { createUploadTokenService, type UploadTokenService } from '../../src/uploads/upload-token-service.ts';

/** The moment at which every test happens: 180 minutes before the `valid_until` of the documented example. */
export const NOW = 1_266_711_372_000 - 180 * 60_000;

export const site: SiteInfo = {
  domain: 'videos.example.com',
  name: 'Example Video Site',
  origin: 'https://videos.example.com',
  httpUrl: 'http://videos.example.com',
  httpsUrl: 'https://videos.example.com',
};

export interface Request {
  readonly method?: string;
  /** Sent in the query for GET and HEAD, as a urlencoded form for POST. */
  readonly parameters?: Readonly<Record<string, string>> | ReadonlyArray<[string, string]>;
  /** Secret of a key. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the form. */
  readonly body?: string | FormData | Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** The API on a real socket over a real store, without the rest of the server. */
export interface ApiUnderTest {
  readonly store: MetadataStore;
  readonly url: string;
  /** The file of the records. */
  readonly databasePath: string;
  /** What the log was told of signed requests that were refused. */
  readonly refusals: readonly OAuthProblemDetails[];
  readonly access: Access;
  readonly keys: Access['keys'];
  /** Number of the user `owner`. */
  readonly ownerId: number;
  /** A key with that level. */
  keyAt(level: KeyLevel): Promise<string>;
  call(path: string, request?: Request): Promise<Reply>;
  /** Calls a version 2 method and returns the parsed answer. */
  callV2(path: string, request?: Request): Promise<{ status: number; body: V2Body }>;
  addPhoto(photo: Partial<NewPhoto>): Promise<PhotoRecord>;
  addUpload(upload: Partial<UploadRecord> & Pick<UploadRecord, 'tokenId'>): Promise<UploadRecord>;
  /** Keys of removed bytes. */
  readonly removedBytes: string[];
  /** What was logged as unforeseen trouble. */
  readonly failures: Array<{ err: unknown; requestId: string; method: string }>;
  close(): Promise<void>;
}

/** An answer of version 2. The shape of `data` depends on the method; tests say what they expect. */
export type V2Body = { [name: string]: unknown; data: never; message: string; code: string };

const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

/** Seals nothing; what it is for is tested elsewhere. */
const plainSealer = { seal: (text: string) => text, unseal: (text: string) => text };

/** Starts it. Ids and secrets are counted, so that answers can be compared byte by byte. */
export async function startApi(
  options: {
    readonly origins?: readonly string[];
    readonly clock?: Clock;
    /** The site's own variables of items. */
    readonly customVariables?: readonly string[];
    /** How strict the access is; an open site unless it says otherwise. */
    readonly rules?: Partial<AccessRules>;
    /** Takes frames; without it, none can be read. */
    readonly takeFrame?: Frames['take'];
    /** What uploads are doing; nothing unless it says otherwise. */
    readonly progressOf?: (uploadId: string) => UploadProgress | undefined;
    /** Thrown when uploads are listed. */
    readonly trouble?: Error;
  } = {},
): Promise<ApiUnderTest> {
  const clock = options.clock ?? { now: () => NOW };
  const folder = await mkdtemp(join(tmpdir(), 'slipway-api-'));
  const records = await openSqliteStore({ path: join(folder, 'slipway.db'), clock });
  const store = recordChanges(records, { clock, onEvents: () => {} });
  const ids = createCountingIds();
  const removedBytes: string[] = [];
  const failures: ApiUnderTest['failures'] = [];
  const storage = {
    read: () => {
      throw new Error('The API reads no files.');
    },
    remove: async (key: string) => void removedBytes.push(key),
  };
  const archive = createArchiveService({
    ...archiveSecrets,
    store,
    storage,
    clock,
    ids,
    log: { warn: () => {} },
  });
  const refusals: OAuthProblemDetails[] = [];
  const access = createAccess({
    store,
    clock,
    ids,
    sealer: createSealer(Buffer.alloc(32, 7)),
    rules: { ...plainRules, ...options.rules },
    log: { warn: (details) => void refusals.push(details), error: () => {} },
  });
  const { keys } = access;
  const owner = await keys.ensureOwnerKey();
  if (!owner) throw new Error('The store is not fresh.');
  const ownerId = (await keys.list())[0]?.userId ?? 0;
  const tokens = createUploadTokenService({ store, clock, ids, archive });
  const limits = { maxBytes: 65_536, maxFields: 50, idleMs: 5000, minBytesPerSecond: 0 };
  const fetch = createGuardedFetch({
    allowPrivate: [],
    allowLoopback: false,
    timeoutMs: 1000,
    maxResponseBytes: 1000,
    userAgent: 'Slipway/test',
  });
  const calls = { store, clock, onOwed: () => {} };
  const placeholders = new Placeholders({
    ...calls,
    ids,
    storage: { createKey: (id) => `files/${id}` },
    grants: new Grants({ store, clock, ids }),
  });
  const app = createHttpServer({ logger: pino({ level: 'silent' }) });
  await app.register(async (scope) => {
    registerApi(scope, {
      store,
      archive,
      ...access,
      uploadBounds: {
        maxSizeBytes: 2 ** 40,
        allowedTypes: ['video', 'image', 'audio'],
        slotGraceMs: 10_000,
        minChunkBytes: 1,
        maxChunkBytes: 2 ** 32,
      },
      clock,
      tokens,
      webhooks: createWebhookService({ ...calls, fetch, sealer: createSealer(randomBytes(32)) }),
      replay: createReplay(calls),
      fetching: {
        refusal: () => undefined,
        // Nothing is fetched here, so there is nothing to seal either.
        begin: (wish, url, filename) =>
          placeholders.createFetched(wish, { sealedUrl: plainSealer.seal(url), filename }),
      },
      frames: { take: async (file, ...wish) => options.takeFrame?.(file, ...wish) ?? { kind: 'unreadable' } },
      thumbnails: { set: async () => 'unsupported' },
      openUploads: createOpenUploadService({ store, clock, ids, sealer: plainSealer }),
      uploads: {
        list: async (filter) => {
          if (options.trouble) throw options.trouble;
          return store.read.uploads.list(filter);
        },
        find: (id) => store.read.uploads.find(id),
        findReceiving: async (tokenId) =>
          (await store.read.uploads.list({ tokenId, state: 'receiving', limit: 1 }))[0],
        progressOf: (id) => options.progressOf?.(id),
        cancel: (id) =>
          store.transaction(async (tx) => {
            const upload = await tx.uploads.lock(id);
            if (upload?.state === 'receiving') await tx.uploads.update(id, { state: 'cancelled' });
          }),
      },
      statistics: createStatistics({ store, clock, log: silentLog }),
      audit: createAuditTrail({ store, clock }),
      addressOf: () => '192.0.2.7',
      site: () => site,
      fileOrigin: '',
      customVariables: options.customVariables ?? [],
      cors: createCors({ origins: options.origins ?? ['*'], maxAgeSeconds: 600 }),
      limits,
      log: { error: (details) => void failures.push(details) },
    });
  });
  await app.register(async (scope) =>
    registerSignInRoutes(scope, {
      ...access,
      site: () => site,
      originOf: () => ({ origin: site.origin, hostname: site.domain }),
      limits,
      sessionMaxSeconds: 3600,
    }),
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });

  async function call(path: string, request: Request = {}): Promise<Reply> {
    const { method = 'GET', parameters = {}, key, headers = {}, body } = request;
    const pairs = Array.isArray(parameters) ? parameters : Object.entries(parameters);
    const form = new URLSearchParams(pairs as Array<[string, string]>);
    const isInQuery = method === 'GET' || method === 'HEAD';
    const query = isInQuery && form.size > 0 ? `?${form.toString()}` : '';
    const response = await globalThis.fetch(`${address}${path}${query}`, {
      method,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
      body: body ?? (method === 'POST' ? form : null),
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  return {
    store,
    url: address,
    databasePath: join(folder, 'slipway.db'),
    access,
    refusals,
    keys,
    ownerId,
    keyAt: async (level) =>
      level === 'super' ? owner.secret : (await keys.create({ name: level, level, userId: ownerId })).secret,
    call,
    async callV2(path, request) {
      const reply = await call(`/api/2/${path}`, request);
      return { status: reply.status, body: JSON.parse(reply.text) as V2Body };
    },
    async addPhoto(photo) {
      const uploadTokenId = photo.uploadTokenId ?? (await addToken(tokens, ownerId));
      const upload = {
        ...plainUpload(ids),
        tokenId: uploadTokenId,
        state: 'completed',
        hasSlot: false,
      } as const;
      return store.transaction(async (tx) => {
        await tx.uploads.insert(upload);
        const bytes = { storageKey: upload.storageKey };
        const references = { uploadTokenId, uploadId: upload.id };
        return tx.photos.insert({ ...plainPhoto(ids, ownerId), ...bytes, ...photo, ...references });
      });
    },
    async addUpload(upload) {
      const record = { ...plainUpload(ids), ...upload };
      await store.transaction((tx) => tx.uploads.insert(record));
      return record;
    },
    removedBytes,
    failures,
    async close() {
      await app.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const plainRules: AccessRules = {
  isClosed: false,
  clockSkewMs: 300_000,
  bearerTokenMs: 86_400_000,
  sessionIdleMs: 1_800_000,
  sessionMaxMs: 604_800_000,
  sweepIntervalMs: 60_000,
};

/** Adds a token with nothing special about it, and returns its id. */
async function addToken(tokens: UploadTokenService, userId: number): Promise<string> {
  const wish = {
    title: '',
    description: '',
    tags: '',
    albumIds: [],
    publish: true,
    publishAt: null,
    absoluteUrl: null,
    returnUrl: '',
    isBackgroundReturn: false,
    maxUploads: 1,
    validMinutes: 180,
    maxFileSize: null,
    allowedTypes: null,
    extras: [],
    userId,
  };
  return (await tokens.create(wish, { userId, keyId: null })).token.id;
}

function createCountingIds(): Ids {
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  return {
    id: () => `id${String(next()).padStart(6, '0')}`,
    secret: (length) => String(next()).padStart(length, 'x'),
  };
}

function plainPhoto(ids: Ids, userId: number): NewPhoto {
  return {
    token: ids.secret(32),
    title: 'A film',
    description: '',
    tags: [],
    albumIds: [],
    isPublished: true,
    publishAt: null,
    userId,
    absoluteUrl: null,
    originalFilename: 'film.mp4',
    size: 1000,
    contentType: 'video/mp4',
    kind: 'video',
    sha256: null,
    storageKey: '',
    uploadId: '',
    uploadTokenId: '',
    createdAt: NOW,
    storedAt: NOW,
  };
}

function plainUpload(ids: Ids): Omit<UploadRecord, 'tokenId'> {
  return {
    id: ids.id(),
    key: ids.secret(64),
    identifier: '1000-filmmp4',
    filename: 'film.mp4',
    relativePath: '',
    size: 1000,
    state: 'receiving',
    ranges: [
      [0, 300],
      [600, 700],
    ],
    hasSlot: true,
    storageKey: ids.id(),
    contentType: 'video/mp4',
    metadata: null,
    extras: [],
    returnContext: null,
    errorCode: null,
    errorDetails: {},
    photoId: null,
    finalAnswers: 0,
    createdAt: NOW,
    lastActivityAt: NOW,
    completedAt: null,
  };
}
