import { z } from 'zod';
import { isAddressOrRange, isExactOrigin, isOrigin } from './address-forms.ts';
import { media, privacy } from './media-settings.ts';
import { callbacks, fetches } from './outgoing-settings.ts';
import { uploadPage } from './page-settings.ts';
import { player } from './player-settings.ts';
import { bytes, DAY, formed, GiB, MiB, path, seconds, secret, timerSeconds } from './setting-types.ts';

/**
 * The one description of Slipway's configuration: type, default, bounds and help of every setting.
 *
 * The environment name of a setting is derived from its path: `uploads.idleTimeoutSeconds` is
 * `SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS`; the flag is `--uploads-idle-timeout-seconds`.
 */
export const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(2323)
    .describe('Port to listen on; 0 takes any free port.'),
  dataDir: z
    .string()
    .min(1)
    .default('./slipway-data')
    .meta(path('The one folder that holds everything Slipway stores.')),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isOrigin, 'it must be an origin only')
    .optional()
    .meta(
      formed(
        'How browsers reach this server, for links, callbacks and the `domain` parameter. Default: from the request.',
        'an address like `https://video.example.com`, without a path',
      ),
    ),
  trustProxy: z
    .array(z.string().refine(isAddressOrRange, 'it is no address and no range'))
    .default([])
    .meta(
      formed(
        'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-* headers are believed.',
        'addresses or CIDR ranges, like `127.0.0.1` or `10.0.0.0/8`',
      ),
    ),
  ownerKey: z
    .string()
    .min(20)
    .optional()
    .meta(secret('Owner key to create at the first start, instead of a random one. At least 20 characters.')),
  logLevel: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe log line to write.'),
  tls: z
    .strictObject({
      cert: z
        .string()
        .min(1)
        .optional()
        .meta(
          path(
            'File with the certificate and its chain (PEM). With it and `tls.key`, Slipway serves HTTPS itself.',
          ),
        ),
      key: z
        .string()
        .min(1)
        .optional()
        .meta(path('File with the private key of the certificate (PEM, without a password).')),
      hstsSeconds: seconds
        .default(0)
        .describe(
          'How long browsers shall use HTTPS only (`Strict-Transport-Security`); 0 sends no such header.',
        ),
    })
    .prefault({}),
  site: z
    .strictObject({
      name: z.string().min(1).default('Slipway').describe('Name shown on pages and in API answers.'),
      domain: z
        .string()
        .min(1)
        .optional()
        .describe('Value of `domain` in callbacks and API answers. Default: host of the public URL.'),
      closed: z
        .boolean()
        .default(false)
        .describe(
          'Whether only people with a session or credentials may see what is published. Upload tokens and the tokens of items work all the same.',
        ),
    })
    .prefault({}),
  access: z
    .strictObject({
      clockSkewSeconds: seconds
        .min(1)
        .max(DAY)
        .default(300)
        .describe(
          'How much the clock of a client that signs with OAuth may differ. Requests are remembered as long.',
        ),
      bearerTokenSeconds: seconds
        .min(600)
        .max(365 * DAY)
        .default(DAY)
        .describe('How long a token of `user/tokens` is good.'),
      sessionIdleSeconds: seconds
        .min(60)
        .max(365 * DAY)
        .default(1800)
        .describe('A browser session ends when it was not used for this long.'),
      sessionMaxSeconds: seconds
        .min(60)
        .max(365 * DAY)
        .default(7 * DAY)
        .describe('A browser session ends after this long, used or not.'),
    })
    .prefault({}),
  archive: z
    .strictObject({
      variables: z
        .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'it is no name of a variable'))
        .max(50)
        .default([])
        .meta(
          formed(
            'Variables of your own that items have, such as an article number: parameters of the API by these names.',
            'names of lower-case letters, digits and `_`, like `article_number`',
          ),
        ),
    })
    .prefault({}),
  cors: z
    .strictObject({
      origins: z
        .array(z.string().refine((text) => text === '*' || isExactOrigin(text), 'it is no origin'))
        .default(['*'])
        .meta(
          formed(
            'Origins whose pages may redeem upload tokens; `*` is any. Credentials are never allowed.',
            '`*` or origins like `https://www.example.com`, in lower case, without a slash at the end',
          ),
        ),
      maxAgeSeconds: seconds.default(7200).describe('How long a browser may remember a preflight answer.'),
      policyDomains: z
        .array(z.string().regex(/^(?:\*|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)$/, 'it is no domain'))
        .default([])
        .meta(
          formed(
            'Domains that `/crossdomain.xml` lets Flash-era players and PDF readers load from; without any, it permits nothing.',
            '`*`, domains like `www.example.com`, or all below one: `*.example.com`',
          ),
        ),
    })
    .prefault({}),
  uploads: z
    .strictObject({
      durability: z
        .enum(['chunk', 'file'])
        .default('chunk')
        .describe('`chunk`: every acknowledged chunk survives power loss. `file`: only completed files do.'),
      maxSizeBytes: bytes
        .default(1024 * GiB)
        .describe('Largest file accepted when the token sets no smaller limit.'),
      minChunkBytes: bytes.default(1).describe('Smallest chunk size accepted, except for the last chunk.'),
      maxChunkBytes: bytes.default(4 * GiB).describe('Largest chunk size accepted.'),
      allowedTypes: z
        .array(z.string().regex(/^(?:\*|[a-z]+|[a-z]+\/(?:\*|[a-z0-9][a-z0-9.+-]*))$/, 'it is no type'))
        .default(['video', 'image', 'audio'])
        .meta(
          formed(
            'Families or MIME types accepted when the token names none; `*` accepts any file.',
            'families like `video`, MIME types like `image/png`, or `*`',
          ),
        ),
      idleTimeoutSeconds: seconds
        .default(7 * DAY)
        .describe('An unfinished upload is removed after this long without a chunk.'),
      slotGraceSeconds: seconds
        .default(10)
        .describe(
          'A new file may take the place of a started one that has been silent this long, when the token allows no more files.',
        ),
      takeoverSeconds: timerSeconds
        .default(2)
        .describe('A second request for the same bytes takes over once the first has been silent this long.'),
      maxSpoolBytes: bytes
        .default(64 * GiB)
        .describe('Disk space, in total, for files whose token comes after the file in the form.'),
      digest: z
        .boolean()
        .default(true)
        .describe('Compute the SHA-256 of every completed file, in the background.'),
      sweepIntervalSeconds: timerSeconds
        .min(1)
        .default(60)
        .describe('How often idle uploads are looked for.'),
    })
    .prefault({}),
  uploadPage,
  storage: z
    .strictObject({
      minFreeBytes: bytes.default(256 * MiB).describe('Free disk space that uploads never use up.'),
    })
    .prefault({}),
  limits: z
    .strictObject({
      bufferBytes: bytes
        .min(MiB)
        .default(32 * MiB)
        .describe('Memory for received bytes not yet written, all requests together.'),
      fieldBytes: bytes.default(MiB).describe('Largest sum of the text fields of one form.'),
      fields: z.number().int().min(1).default(200).describe('Most text fields in one form.'),
      idleSeconds: timerSeconds.default(30).describe('A body that sends nothing for this long is cut off.'),
      minBytesPerSecond: bytes
        .default(100)
        .describe('A body slower than this, averaged over a minute, is cut off; 0 switches it off.'),
      holdSeconds: timerSeconds
        .default(1)
        .describe('How long a "try again" answer is held back, so that clients do not burn their retries.'),
      shutdownSeconds: timerSeconds
        .default(10)
        .describe('How long running requests may take to end at shutdown.'),
    })
    .prefault({}),
  media,
  privacy,
  player,
  fetches,
  callbacks,
  jobs: z
    .strictObject({
      leaseSeconds: timerSeconds
        .min(2)
        .default(60)
        .describe('How long the work of a process that died waits until it is done again.'),
    })
    .prefault({}),
  events: z
    .strictObject({
      keepForSeconds: seconds
        .min(DAY)
        .default(30 * DAY)
        .describe(
          'Events, and the log of what was sent of them to webhooks, are kept for this long. What is still owed stays.',
        ),
      maxStreams: z
        .number()
        .int()
        .min(0)
        .max(100_000)
        .default(1000)
        .describe('Most live streams at once: so many for keys, and so many for upload tokens.'),
    })
    .prefault({}),
});

/** The effective, validated configuration. */
export type Config = z.infer<typeof configSchema>;
