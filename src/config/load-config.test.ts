import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.ts';
import { describeConfig, loadConfig } from './load-config.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'slipway-config-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
});

interface Given {
  readonly json?: unknown;
  readonly env?: Record<string, string>;
  readonly flags?: Record<string, string | string[] | boolean>;
}

async function load({ json, env = {}, flags = {} }: Given) {
  if (json !== undefined) {
    await writeFile(join(cwd, 'slipway.config.json'), typeof json === 'string' ? json : JSON.stringify(json));
  }
  return loadConfig({ env, flags, cwd });
}

async function faultsOf(given: Given): Promise<string[]> {
  const error = await load(given).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

describe('values', () => {
  it('runs on defaults when nothing is given', async () => {
    const { config, file } = await load({});
    expect(config).toMatchObject({ host: '127.0.0.1', port: 2323, uploads: { durability: 'chunk' } });
    expect(file).toBeUndefined();
  });

  it('lets flags win over the environment, and that over the file', async () => {
    const { config, sourceOf } = await load({
      json: { port: 1, host: '10.0.0.1', logLevel: 'warn' },
      env: { SLIPWAY_PORT: '2', SLIPWAY_HOST: '10.0.0.2' },
      flags: { port: '3' },
    });
    expect(config).toMatchObject({ port: 3, host: '10.0.0.2', logLevel: 'warn' });
    expect(['port', 'host', 'logLevel', 'dataDir'].map(sourceOf)).toEqual([
      'flag',
      'environment',
      'file',
      'default',
    ]);
  });

  it.each([
    ['SLIPWAY_UPLOADS_MAX_SIZE_BYTES', '10GiB', 10_737_418_240],
    ['SLIPWAY_UPLOADS_MAX_SIZE_BYTES', '500MB', 500_000_000],
    ['SLIPWAY_UPLOADS_MAX_SIZE_BYTES', '1.5 kib', 1536],
    ['SLIPWAY_UPLOADS_MAX_SIZE_BYTES', '4096', 4096],
    ['SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS', '30s', 30],
    ['SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS', '10m', 600],
    ['SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS', '2h', 7200],
    ['SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS', '7d', 604_800],
    ['SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS', '500ms', 0.5],
    ['SLIPWAY_UPLOADS_DIGEST', 'no', false],
    ['SLIPWAY_UPLOADS_DIGEST', 'TRUE', true],
    [
      'SLIPWAY_CORS_ORIGINS',
      'https://a.example, https://b.example:8443,',
      ['https://a.example', 'https://b.example:8443'],
    ],
    ['SLIPWAY_SITE_NAME', ' a, b ', ' a, b '],
    ['SLIPWAY_LIMITS_MIN_BYTES_PER_SECOND', '1kB', 1000],
    ['SLIPWAY_CALLBACKS_ALLOW_PRIVATE', '10.0.0.0/8,intranet:8080', ['10.0.0.0/8', 'intranet:8080']],
  ])('reads %s=%s', async (name, text, value) => {
    const { config } = await load({ env: { [name]: text } });
    expect(
      Object.values(config).flatMap((group: unknown) =>
        group instanceof Object ? Object.values(group) : [],
      ),
    ).toContainEqual(value);
  });

  it('takes sizes and durations as texts in the file too, and nothing else', async () => {
    const { config } = await load({ json: { uploads: { maxSizeBytes: '2 GB', idleTimeoutSeconds: '1d' } } });
    expect(config.uploads).toMatchObject({ maxSizeBytes: 2_000_000_000, idleTimeoutSeconds: 86_400 });
    expect(await faultsOf({ json: { port: '80' } })).toEqual([
      `port in ${cwd}/slipway.config.json: "80" cannot be used; expected a whole number, from 0 to 65535.`,
    ]);
  });

  it('counts an empty variable as not set', async () => {
    const { config } = await load({
      json: { port: 99 },
      env: { SLIPWAY_PORT: '', SLIPWAY_CORS_ORIGINS: '' },
    });
    expect(config.port).toBe(99);
    expect(config.cors.origins).toEqual(['*']);
  });

  it('joins the pieces of a repeated flag', async () => {
    const { config } = await load({ flags: { trustProxy: ['127.0.0.1,::1', '10.0.0.0/8'] } });
    expect(config.trustProxy).toEqual(['127.0.0.1', '::1', '10.0.0.0/8']);
  });

  it('starts a relative data folder at the folder of the file that names it', async () => {
    await writeFile(join(cwd, 'other.json'), '{"dataDir":"stored"}');
    const { config, file } = await loadConfig({
      file: join(cwd, 'other.json'),
      env: {},
      flags: {},
      cwd: '/',
    });
    expect(config.dataDir).toBe(join(cwd, 'stored'));
    expect(file).toBe(join(cwd, 'other.json'));
    const elsewhere = await loadConfig({ env: { SLIPWAY_DATA_DIR: 'stored' }, flags: {}, cwd: '/srv' });
    expect(elsewhere.config.dataDir).toBe('/srv/stored');
  });

  it('leaves the variables of the client alone', async () => {
    await expect(
      load({ env: { SLIPWAY_URL: 'http://example.com', SLIPWAY_KEY: 'k', PATH: '/bin' } }),
    ).resolves.toBeDefined();
  });

  it('survives a file with a byte order mark', async () => {
    expect((await load({ json: '\uFEFF{"port":5}' })).config.port).toBe(5);
  });
});

describe('faults', () => {
  it('tells every fault of every place at once', async () => {
    const faults = await faultsOf({
      json: { port: -1, uploads: { durability: 'maybe', maxSizeByte: 5 }, colour: 'red' },
      env: { SLIPWAY_PORT: 'abc', SLIPWAY_HSOT: 'x' },
      flags: { logLevel: 'loud' },
    });
    expect(faults).toHaveLength(7);
    expect(faults.join('\n')).toContain('SLIPWAY_HSOT: there is no such setting; did you mean SLIPWAY_HOST?');
    expect(faults.join('\n')).toContain(
      '--log-level: "loud" cannot be used; expected one of `trace`, `debug`',
    );
  });

  it.each<[string, Given, string]>([
    [
      'a value out of bounds',
      { env: { SLIPWAY_PORT: '65536' } },
      'SLIPWAY_PORT: "65536" cannot be used; expected a whole number, from 0 to 65535.',
    ],
    [
      'a fraction',
      { flags: { port: '80.5' } },
      '--port: "80.5" cannot be used; expected a whole number, from 0 to 65535.',
    ],
    [
      'a unit that could mean two things',
      { flags: { 'uploads.maxSizeBytes': '10G' } },
      '--uploads-max-size-bytes: "10G" cannot be used; expected a number of bytes, or a size like `500MB` or `10GiB`.',
    ],
    [
      'a negative size',
      { env: { SLIPWAY_UPLOADS_MAX_SIZE_BYTES: '-1' } },
      'SLIPWAY_UPLOADS_MAX_SIZE_BYTES: "-1" cannot be used; expected a number of bytes, or a size like `500MB` or `10GiB`.',
    ],
    [
      'a duration that a timer cannot wait',
      { env: { SLIPWAY_CALLBACKS_TIMEOUT_SECONDS: '30d' } },
      'SLIPWAY_CALLBACKS_TIMEOUT_SECONDS: "30d" cannot be used; expected a number of seconds, or a duration like `30s`, `10m`, `2h` or `7d`, from 1 s to 1 d.',
    ],
    [
      'a switch that is neither',
      { env: { SLIPWAY_UPLOADS_DIGEST: 'perhaps' } },
      'SLIPWAY_UPLOADS_DIGEST: "perhaps" cannot be used; expected `true` or `false`.',
    ],
    [
      'a public URL with a path',
      { env: { SLIPWAY_PUBLIC_URL: 'https://example.com/upload' } },
      'SLIPWAY_PUBLIC_URL: "https://example.com/upload" cannot be used: it must be an origin only; expected an address like `https://video.example.com`, without a path.',
    ],
    [
      'one bad entry of a list',
      { env: { SLIPWAY_TRUST_PROXY: '10.0.0.0/8,10.0.0.0/40' } },
      'SLIPWAY_TRUST_PROXY: "10.0.0.0/40" cannot be used: it is no address and no range; expected addresses or CIDR ranges, like `127.0.0.1` or `10.0.0.0/8`.',
    ],
    [
      'an origin no browser sends',
      { env: { SLIPWAY_CORS_ORIGINS: 'https://example.com/' } },
      'SLIPWAY_CORS_ORIGINS: "https://example.com/" cannot be used: it is no origin; expected `*` or origins like `https://www.example.com`, in lower case, without a slash at the end.',
    ],
    [
      'a shortened name',
      { env: { SLIPWAY_UPLOADS_TIMEOUT: '5' } },
      'SLIPWAY_UPLOADS_TIMEOUT: there is no such setting; did you mean SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS?',
    ],
    ['a name like no other', { env: { SLIPWAY_XYZZY: '5' } }, 'SLIPWAY_XYZZY: there is no such setting.'],
  ])('refuses %s', async (_, given, sentence) => {
    expect(await faultsOf(given)).toEqual([sentence]);
  });

  it.each<[string, unknown, string]>([
    [
      'a misspelt group',
      { upload: { digest: true } },
      'upload in FILE: there is no such setting; did you mean uploads?',
    ],
    [
      'a setting outside its group',
      { maxSizeBytes: 5 },
      'maxSizeBytes in FILE: there is no such setting; did you mean uploads.maxSizeBytes?',
    ],
    [
      'a value in the place of a group',
      { uploads: 5 },
      'uploads in FILE: 5 cannot be used; expected a group of settings: { … }.',
    ],
    [
      'a wrong entry of a list',
      { cors: { origins: ['*', 7] } },
      'cors.origins in FILE: 7 cannot be used; expected `*` or origins like `https://www.example.com`, in lower case, without a slash at the end.',
    ],
    ['null', { port: null }, 'port in FILE: null cannot be used; expected a whole number, from 0 to 65535.'],
    ['a list', [], 'FILE: it holds no settings; expected a JSON object.'],
    [
      'what is not JSON',
      '{\n "port": 80,\n}',
      'FILE: it is not JSON, see line 3 column 1; expected a JSON object.',
    ],
    ['half a file', '{"port":', 'FILE: it ends too early; expected a JSON object.'],
  ])('refuses %s in the file', async (_, json, sentence) => {
    expect(await faultsOf({ json })).toEqual([sentence.replace('FILE', join(cwd, 'slipway.config.json'))]);
  });

  it('insists on a file that was named', async () => {
    const loading = loadConfig({ file: 'missing.json', env: {}, flags: {}, cwd });
    await expect(loading).rejects.toThrow(`${cwd}/missing.json: there is no such file`);
  });

  it('tells a fault even where another place overrides it', async () => {
    expect(await faultsOf({ env: { SLIPWAY_PORT: 'x' }, flags: { port: '80' } })).toHaveLength(1);
  });

  it('never shows a secret, neither a good one nor a bad one', async () => {
    const short = 'hunter2hunter2';
    const fromEnvironment = await faultsOf({ env: { SLIPWAY_OWNER_KEY: short } });
    const fromFile = await faultsOf({ json: `{"ownerKey": "${short}" oops` });
    expect([...fromEnvironment, ...fromFile].join()).not.toContain('hunter');
    const secret = 'a-secret-of-more-than-20-characters';
    const described = describeConfig(await load({ json: { ownerKey: secret } }));
    expect(JSON.stringify(described)).not.toContain(secret);
    expect(described).toContainEqual({ path: 'ownerKey', value: '(set, not shown)', source: 'file' });
  });

  it('has no flag for a secret', async () => {
    expect(await faultsOf({ flags: { ownerKey: 'a-secret-of-more-than-20-characters' } })).toEqual([
      '--ownerKey: there is no such setting.',
    ]);
  });
});

describe('the description', () => {
  it('shows every setting as people read it, with its source', async () => {
    const loaded = await load({ env: { SLIPWAY_UPLOADS_MAX_SIZE_BYTES: '3000' } });
    const described = new Map(describeConfig(loaded).map((setting) => [setting.path, setting]));
    expect(described.get('uploads.maxSizeBytes')).toMatchObject({
      value: '3000 bytes',
      source: 'environment',
    });
    expect(described.get('uploads.idleTimeoutSeconds')).toMatchObject({ value: '7 d', source: 'default' });
    expect(described.get('publicUrl')).toMatchObject({ value: undefined });
    expect(described.get('cors.origins')).toMatchObject({ value: '*' });
  });
});
