import { z } from 'zod';

const bytes = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const MiB = 2 ** 20;
const GiB = 2 ** 30;

/**
 * Marks a setting as secret: it is never printed, logged, or written to the reference page with a value.
 * The text is the help line of the setting.
 */
const secret = (help: string) => ({ description: help, secret: true });

/**
 * The one description of Slipway's configuration: type, default, bounds and help of every setting.
 *
 * The environment name of a setting is derived from its path: `uploads.idleTimeoutSeconds` is
 * `SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS`; the flag is `--uploads-idle-timeout-seconds`.
 */
export const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z.number().int().min(0).max(65535).default(2323).describe('Port to listen on; 0 takes any free port.'),
  dataDir: z.string().min(1).default('./slipway-data').describe('The one folder that holds everything Slipway stores.'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('How browsers reach this server, for links, callbacks and the `domain` parameter. Default: from the request.'),
  trustProxy: z
    .array(z.string())
    .default([])
    .describe('Addresses or CIDR ranges of reverse proxies whose X-Forwarded-* headers are believed.'),
  ownerKey: z
    .string()
    .min(20)
    .optional()
    .meta(secret('Owner key to create at the first start, instead of a random one. At least 20 characters.')),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe log line to write.'),
  site: z
    .strictObject({
      name: z.string().min(1).default('Slipway').describe('Name shown on pages and in API answers.'),
      domain: z.string().min(1).optional().describe('Value of `domain` in callbacks and API answers. Default: host of the public URL.'),
    })
    .prefault({}),
  cors: z
    .strictObject({
      origins: z
        .array(z.string())
        .default(['*'])
        .describe('Origins whose pages may redeem upload tokens; `*` is any. Credentials are never allowed.'),
      maxAgeSeconds: seconds.default(7200).describe('How long a browser may remember a preflight answer.'),
    })
    .prefault({}),
  uploads: z
    .strictObject({
      durability: z
        .enum(['chunk', 'file'])
        .default('chunk')
        .describe('`chunk`: every acknowledged chunk survives power loss. `file`: only completed files do.'),
      maxSizeBytes: bytes.default(1024 * GiB).describe('Largest file accepted when the token sets no smaller limit.'),
      minChunkBytes: bytes.default(1).describe('Smallest chunk size accepted, except for the last chunk.'),
      maxChunkBytes: bytes.default(4 * GiB).describe('Largest chunk size accepted.'),
      allowedTypes: z
        .array(z.string())
        .default(['video', 'image', 'audio'])
        .describe('Families or MIME types accepted when the token names none; `*` accepts any file.'),
      idleTimeoutSeconds: seconds.default(7 * 86_400).describe('An unfinished upload is removed after this long without a chunk.'),
      slotGraceSeconds: seconds
        .default(10)
        .describe('A new file may take the place of a started one that has been silent this long, when the token allows no more files.'),
      takeoverSeconds: seconds
        .default(2)
        .describe('A second request for the same bytes takes over once the first has been silent this long.'),
      maxSpoolBytes: bytes.default(64 * GiB).describe('Disk space, in total, for files whose token comes after the file in the form.'),
      digest: z.boolean().default(true).describe('Compute the SHA-256 of every completed file, in the background.'),
      sweepIntervalSeconds: seconds.min(1).default(60).describe('How often idle uploads are looked for.'),
    })
    .prefault({}),
  storage: z
    .strictObject({
      minFreeBytes: bytes.default(256 * MiB).describe('Free disk space that uploads never use up.'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bufferBytes: bytes.min(MiB).default(64 * MiB).describe('Memory for received bytes not yet written, all requests together.'),
      fieldBytes: bytes.default(MiB).describe('Largest sum of the text fields of one form.'),
      fields: z.number().int().min(1).default(200).describe('Most text fields in one form.'),
      idleSeconds: seconds.default(30).describe('A body that sends nothing for this long is cut off.'),
      minBytesPerSecond: bytes.default(100).describe('A body slower than this, averaged over a minute, is cut off; 0 switches it off.'),
      holdSeconds: seconds.default(1).describe('How long a "try again" answer is held back, so that clients do not burn their retries.'),
      shutdownSeconds: seconds.default(10).describe('How long running requests may take to end at shutdown.'),
    })
    .prefault({}),
  callbacks: z
    .strictObject({
      allowPrivate: z
        .array(z.string())
        .default([])
        .describe('Private addresses, CIDR ranges or host names that callbacks may reach. Loopback is allowed when Slipway itself listens on loopback.'),
      timeoutSeconds: seconds.min(1).default(10).describe('Longest wait for one callback.'),
      maxResponseBytes: bytes.default(64 * 1024).describe('Bytes read of a callback answer.'),
      retryForSeconds: seconds.default(3 * 86_400).describe('A callback that fails is retried, ever more rarely, for this long.'),
    })
    .prefault({}),
});

/** The effective, validated configuration. */
export type Config = z.infer<typeof configSchema>;
