import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settings } from '../src/config/settings.ts';
import { generatedPages, renderConfigurationPage } from './generate-docs.ts';

const root = join(import.meta.dirname, '..');
const page = await readFile(join(root, 'docs/reference/configuration.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));

describe('generated pages', () => {
  it.each(generatedPages)('$path is what the code says', async (generated) => {
    expect(await readFile(join(root, generated.path), 'utf8')).toBe(generated.render());
  });
});

describe('the configuration page', () => {
  it('has a row for every setting: name, variable, flag, default and help', () => {
    for (const { path, environmentName, flagName, help } of settings) {
      const row = rows.find((line) => line.startsWith(`| \`${path}\` |`));
      expect(row).toContain(`\`${environmentName}\``);
      expect(row).toContain(flagName === undefined ? 'no flag' : `\`--${flagName}\``);
      expect(help).not.toBe('');
      expect(row).toContain(help);
    }
  });

  it('has no row for a setting that does not exist', () => {
    const paths = rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1]);
    expect(paths).toEqual(settings.map(({ path }) => path));
  });

  it('derives the names that the code promises', () => {
    expect(page).toContain('`SLIPWAY_UPLOADS_IDLE_TIMEOUT_SECONDS` `--uploads-idle-timeout-seconds`');
    expect(page).toContain('`SLIPWAY_DATA_DIR` `--data-dir`');
  });

  it('offers no flag and shows no value for a secret', () => {
    expect(rows.find((row) => row.includes('`SLIPWAY_OWNER_KEY`'))).not.toContain('--owner-key');
  });

  it('keeps a cell together when it holds a bar', () => {
    const [setting] = settings;
    if (!setting) throw new Error('There are no settings');
    expect(renderConfigurationPage([{ ...setting, help: 'one|two' }])).toContain('one\\|two');
  });
});
