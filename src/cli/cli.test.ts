import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../../test/support/run-cli.ts';
import { createWireServer, type WireServer } from '../../test/support/wire-server.ts';
import { settings } from '../config/settings.ts';
import { buildProgram } from './program.ts';

let server: WireServer;

beforeEach(async () => {
  server = await createWireServer();
});
afterEach(() => server.close());

const slipway = (...parameters: string[]): Promise<CliResult> =>
  runCli(parameters, { env: { SLIPWAY_URL: server.url, SLIPWAY_KEY: 'the-key' } });

describe('use', () => {
  it('prints help and version, and that is fine', async () => {
    expect(await slipway('--help')).toMatchObject({ code: 0, stderr: '' });
    expect(await slipway('upload', '--help')).toMatchObject({ code: 0 });
    const { code, stdout } = await slipway('--version');
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it.each<[string, string[], string]>([
    ['an unknown command', ['serv'], 'Did you mean serve?'],
    ['an unknown option', ['serve', '--prot', '1'], 'Did you mean --port?'],
    ['a missing argument', ['token', 'revoke'], "missing required argument 'id'"],
    ['one argument too many', ['token', 'list', 'x'], 'too many arguments'],
    [
      'a value that cannot be',
      ['upload', 'x', '--concurrency', '0'],
      'Expected a whole number from 1 to 32.',
    ],
    [
      'a size without a clear unit',
      ['upload', 'x', '--chunk-size', '8M'],
      'Expected a size like 8MiB or 500MB.',
    ],
    [
      'an unknown level',
      ['key', 'create', 'Shop', '--level', 'god'],
      'Allowed choices are read, write, admin, super',
    ],
    ['no command', [], 'Usage: slipway'],
    ['half a command', ['token'], 'Usage: slipway token'],
  ])('ends with 2 after %s', async (_, parameters, sentence) => {
    const { code, stdout, stderr } = await slipway(...parameters);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(server.requests).toEqual([]);
  });

  it('tells wrong use as JSON to a program', async () => {
    const { code, stdout, stderr } = await slipway('token', 'revoke', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'error', code: 'wrong_use' });
  });
});

describe('the API', () => {
  it('gets address and key from options before variables', async () => {
    server.answer('key/list', { data: [] });
    const env = { SLIPWAY_URL: 'http://127.0.0.1:1', SLIPWAY_KEY: 'other' };
    const { stdout } = await runCli(['key', 'list', '--url', server.url, '--key', 'mine'], { env });
    expect(stdout).toBe('There are no keys.\n');
    expect(server.requests[0]?.authorization).toBe('Bearer mine');
  });

  it('does not print the key from the environment as a default', async () => {
    expect((await slipway('key', 'list', '--help')).stdout).not.toContain('the-key');
  });

  it('prints a new token alone on the standard output', async () => {
    server.answer('photo/get-upload-token', {
      data: { upload_token: 'SECRET', max_uploads: 3, valid_until: 1_800_000_000 },
    });
    const { code, stdout, stderr } = await slipway(
      'token',
      'create',
      '--title=A film',
      '--album=3,5',
      '--no-publish',
      '--max-uploads=3',
      '--max-file-size=2KiB',
      '--allowed-types=video, image/png',
      '--background-return',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'SECRET\n' });
    expect(stderr).toMatch(/^Good for 3 files, to begin by 2027-01-1\d /);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      title: 'A film',
      album_id: '3,5',
      publish: '0',
      max_uploads: '3',
      max_file_size: '2048',
      allowed_types: 'video,image/png',
      background_return_p: '1',
    });
  });

  it('writes one JSON document when asked', async () => {
    const data = { upload_token: 'SECRET', max_uploads: 1, valid_until: 1_800_000_000 };
    server.answer('photo/get-upload-token', { data });
    const { stdout, stderr } = await slipway('token', 'create', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(data);
  });

  it('makes an open upload, and prints what uploaders send', async () => {
    server.answer('openupload/create', { data: { token_upload_id: 3, token: 'SECRET' } });
    const { code, stdout, stderr } = await slipway(
      'openupload',
      'create',
      'Send us your films',
      '--public',
      '--no-publish',
      '--require-name',
      '--album=3,5',
      '--max-file-size=2KiB',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3 SECRET\n' });
    expect(stderr).toContain('"token_upload_id"');
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({
      name: 'Send us your films',
      public_p: '1',
      default_publish_p: '0',
      require_name_p: '1',
      album_id: '3,5',
      max_file_size: '2048',
    });
  });

  it('lists open uploads page after page, and ends one', async () => {
    const all = Array.from({ length: 100 }, (_, index) => ({
      token_upload_id: 200 - index,
      name: `Open ${index}`,
      token: 'T',
      public_p: index === 0,
      require_name_p: index === 0,
      require_email_p: false,
    }));
    server.answer('openupload/list', { data: all, size: 100 });
    const { stdout } = await slipway('openupload', 'list', '--limit', '150');
    expect(stdout.split('\n')[1]?.replaceAll(/ +/g, ' ').trim()).toBe('200 T yes name Open 0');
    expect(server.requests.map(({ query }) => query.get('p'))).toEqual(['1', '2']);
    server.answer('openupload/delete', { data: {} });
    const ended = await slipway('openupload', 'delete', '7');
    expect(ended).toMatchObject({ code: 0, stdout: 'The open upload 7 is deleted.\n' });
    expect(server.requests.at(-1)?.form.get('token_upload_id')).toBe('7');
    expect((await slipway('openupload', 'delete', 'seven')).code).toBe(2);
  });

  it('follows a list from page to page up to the limit', async () => {
    const ids = Array.from({ length: 130 }, (_, index) => ({
      upload_id: `u${index}`,
      filename: 'x',
      size: 1,
      state: 'completed',
    }));
    server.answer('upload/list', { data: ids.slice(0, 100), size: 100 });
    server.react(({ query }) => {
      if (query.get('before') !== 'u99') return undefined;
      return { status: 200, body: JSON.stringify({ status: 'ok', data: ids.slice(100) }) };
    });
    const { stdout } = await slipway('uploads', '--limit', '110', '--state', 'completed', '--json');
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toEqual(ids.slice(0, 110));
    expect(server.requests.map(({ query }) => query.get('state'))).toEqual(['completed', 'completed']);
  });

  it('follows the pages of the archive by their number', async () => {
    const items = Array.from({ length: 150 }, (_, index) => ({ photo_id: index, source_size: 1 }));
    server.react(({ query }) => {
      const start = (Number(query.get('p')) - 1) * 100;
      return { status: 200, body: JSON.stringify({ status: 'ok', data: items.slice(start, start + 100) }) };
    });
    const { stdout } = await slipway('archive', 'list', '--limit', '1000', '--json');
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toEqual(items);
    expect(server.requests[0]?.query.get('include_unpublished_p')).toBe('1');
  });

  it('lists in columns, and lets no file name act on the terminal', async () => {
    const upload = {
      upload_id: 'u1',
      state: 'receiving',
      filename: 'a\u001b[2Jb\u202egpj.exe\nc',
      size: 3_000_000,
      received: 2_999_999,
      last_activity_epoch: 1_800_000_000,
      photo_id: null,
      error_message: '',
    };
    server.answer('upload/list', { data: [upload] });
    const { stdout } = await slipway('uploads');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^u1 +receiving +99 % +2\.86 MiB +2027-01-1\d \d\d:\d\d +a\ufffd\[2Jb\ufffdgpj\.exe\ufffdc$/,
    );
  });

  it('tells the sentence of a refusal, and ends with 1', async () => {
    const body = JSON.stringify({
      status: 'error',
      code: 'permission_denied',
      message: 'Not with this key.',
    });
    server.react(() => ({ status: 403, body }));
    expect(await slipway('key', 'create', 'Shop')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Not with this key.\n',
    });
    const { code, stdout } = await slipway('key', 'create', 'Shop', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      status: 'error',
      code: 'permission_denied',
      message: 'Not with this key.',
    });
  });

  it('prints the key and the secret of a new consumer, one to a line', async () => {
    const consumer = {
      consumer_id: 3,
      consumer_key: '2-abc',
      consumer_secret: 'SECRET',
      level: 'read',
      oauth_token: '',
      oauth_token_secret: '',
    };
    server.answer('consumer/create', { data: consumer });
    const plain = await slipway('consumer', 'create', 'Shop', '--level=read');
    expect(plain).toEqual({
      code: 0,
      stdout: 'consumer_key=2-abc\nconsumer_secret=SECRET\n',
      stderr: 'The consumer 3 has the level "read". The secrets are not shown again.\n',
    });
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({ name: 'Shop', level: 'read' });
    const access = { ...consumer, oauth_token: '2-def', oauth_token_secret: 'TOO' };
    server.answer('consumer/create', { data: access });
    const privileged = await slipway(
      'consumer',
      'create',
      'Shop',
      '--privileged',
      '--pingback-url=http://h/',
    );
    expect(privileged.stdout).toBe(
      'consumer_key=2-abc\nconsumer_secret=SECRET\noauth_token=2-def\noauth_token_secret=TOO\n',
    );
    expect(Object.fromEntries(server.requests[1]?.form ?? [])).toEqual({
      name: 'Shop',
      level: 'write',
      privileged_p: '1',
      pingback_url: 'http://h/',
    });
  });

  it('lists consumers in columns, and revokes one by its number', async () => {
    const consumer = {
      consumer_id: 3,
      consumer_key: '2-abc',
      name: 'Shop',
      level: 'read',
      revoked_p: true,
      creation_date_epoch: 1_800_000_000,
    };
    server.answer('consumer/list', { data: [consumer], size: 20 });
    const { stdout } = await slipway('consumer', 'list');
    expect(stdout).toMatch(/^ID  KEY .*\n 3  2-abc  read   revoked  2027-01-1\d \d\d:\d\d  Shop\n$/);
    server.answer('consumer/revoke', { data: {} });
    expect(await slipway('consumer', 'revoke', '3')).toMatchObject({
      stdout: 'The consumer 3 is revoked.\n',
    });
    expect(Object.fromEntries(server.requests.at(-1)?.form ?? [])).toEqual({ consumer_id: '3' });
    expect((await slipway('consumer', 'revoke', 'three')).code).toBe(2);
  });

  it('tells when no server is there', async () => {
    const { code, stderr } = await runCli(['token', 'list', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^http:\/\/127\.0\.0\.1:1 cannot be reached: .*Is Slipway running there\?\n$/);
  });

  it.each([
    ['token', 'upload-token/revoke', 'upload_token_id'],
    ['key', 'key/revoke', 'key_id'],
  ])('revokes a %s', async (noun, path, parameter) => {
    server.answer(path, { data: {} });
    expect(await slipway(noun, 'revoke', 'id7')).toMatchObject({ code: 0 });
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({ [parameter]: 'id7' });
  });
});

describe('webhook', () => {
  const webhook = {
    webhook_id: 3,
    event: 'photo.added',
    target_url: 'https://app.example/hook',
    state: 'paused',
    state_reason: 'failing',
    failing_since_epoch: 1_800_000_000,
  };

  it('subscribe prints the secret alone, and shares it among several events', async () => {
    let made = 0;
    server.react(() => {
      made += 1;
      const data = { webhook_id: made, secret: 'whsec_shared' };
      return { status: 200, body: JSON.stringify({ status: 'ok', data }) };
    });
    const { code, stdout, stderr } = await slipway(
      'webhook',
      'subscribe',
      'https://app.example/hook',
      '--events=photo.added, photo.deleted',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'whsec_shared\n' });
    expect(stderr).toBe('Subscribed as 1, 2. The secret is not shown again.\n');
    expect(server.requests.map(({ form }) => Object.fromEntries(form ?? []))).toEqual([
      { target_url: 'https://app.example/hook', event: 'photo.added' },
      { target_url: 'https://app.example/hook', event: 'photo.deleted', secret: 'whsec_shared' },
    ]);
  });

  it('subscribe asks for every event unless told, and says when there is no new secret', async () => {
    server.answer('webhook/subscribe', { data: { ...webhook, secret: '' } });
    const { stdout, stderr } = await slipway('webhook', 'subscribe', 'https://app.example/hook');
    expect([stdout, stderr]).toEqual(['\n', 'Subscribed as 3. There is no new secret.\n']);
    expect(server.requests[0]?.form?.get('event')).toBe('*');
  });

  it('list shows what is not well', async () => {
    server.answer('webhook/list', { data: [webhook] });
    const { stdout } = await slipway('webhook', 'list');
    expect(stdout.split('\n')[1]).toMatch(
      /^ *3 +photo\.added +paused \(failing\) +2027-01-1\d \d\d:\d\d +https:\/\/app\.example\/hook$/,
    );
  });

  it('deliveries shows the last answer of each', async () => {
    const message = {
      delivery_id: 9,
      webhook_id: 3,
      event: 'photo.added',
      photo_id: 7,
      number_of_attempts: 2,
    };
    const times = { next_attempt_epoch: null, creation_date_epoch: 1_800_000_000 };
    const failed = { status: null, error: 'timeout: The application did not answer in time.' };
    server.answer('webhook/deliveries', {
      data: [
        { ...message, ...times, state: 'failed', attempts: [{ status: 500, error: '' }, failed] },
        { ...message, ...times, state: 'delivered', attempts: [{ status: 204, error: '' }] },
      ],
    });
    const { stdout } = await slipway('webhook', 'deliveries', '--webhook=3', '--state=failed', '--limit=5');
    const [, first, second] = stdout.split('\n');
    expect(first).toMatch(/^ *9 +3 +photo\.added +7 +failed +2 +timeout +2027-/);
    expect(second).toMatch(/delivered +2 +204 +2027-/);
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({
      webhook_id: '3',
      state: 'failed',
      size: '5',
    });
  });

  it.each([
    [['replay', '9'], 'webhook/replay', { delivery_id: '9' }],
    [['unsubscribe', '3'], 'webhook/unsubscribe', { webhook_id: '3' }],
    [['unsubscribe', 'https://a.example/'], 'webhook/unsubscribe', { target_url: 'https://a.example/' }],
  ])('%j calls %s', async (parameters, path, form) => {
    server.answer(path, { data: {} });
    expect(await slipway('webhook', ...parameters)).toMatchObject({ code: 0, stderr: '' });
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual(form);
  });
});

describe('the reference page', async () => {
  const page = await readFile('docs/reference/cli.md', 'utf8');
  const sections = page.split(/^## /m).slice(1);
  const settingFlags = new Set(settings.map(({ flagName }) => `--${flagName}`));
  const common = ['--url', '--key', '--json'];

  function listCommands(command: Command, path: string[]): Array<[string, string[]]> {
    if (command.commands.length > 0)
      return command.commands.flatMap((child) => listCommands(child, [...path, child.name()]));
    const flags = command.options.map(({ long }) => long ?? '').filter((flag) => !settingFlags.has(flag));
    return [[path.join(' '), flags]];
  }
  const commands = listCommands(buildProgram({ isJson: false }), ['slipway']);

  it('has a section for every command and for nothing else', () => {
    const titles = sections
      .map((section) => /^`(slipway[^`]*)`/.exec(section)?.[1])
      .filter((title) => title !== undefined);
    expect(titles.sort()).toEqual(commands.map(([name]) => name).sort());
  });

  it.each(commands)('tells every option of %s and no other', (name, flags) => {
    const section = sections.find((text) => text.startsWith(`\`${name}\``)) ?? '';
    const own = (flag: string | undefined) => flag !== undefined && !common.includes(flag);
    const told = [...section.matchAll(/`(--[a-z-]+)/g)].map(([, flag]) => flag).filter(own);
    expect(new Set(told)).toEqual(new Set(flags.filter(own)));
  });
});
