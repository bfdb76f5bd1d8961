import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatSettingValue } from '../src/config/setting-text.ts';
import { describeExpected, type Setting, settings } from '../src/config/settings.ts';
import { apiPages } from './api-pages.ts';
import { renderClientSource } from './client-source.ts';
import { renderErrorPage } from './error-page.ts';
import { renderEventPage } from './event-page.ts';

/** A file that is made from the code: its path from the root of the project, and its text. */
export interface GeneratedPage {
  readonly path: string;
  render(): string;
}

/** All files that are made from the code. */
export const generatedPages: readonly GeneratedPage[] = [
  { path: 'docs/reference/configuration.md', render: () => renderConfigurationPage(settings) },
  { path: 'docs/reference/errors.md', render: renderErrorPage },
  { path: 'docs/reference/events.md', render: renderEventPage },
  { path: 'src/client/generated/methods.ts', render: renderClientSource },
  ...apiPages,
];

/** The reference page of the configuration. */
export function renderConfigurationPage(listed: readonly Setting[]): string {
  const groups = Map.groupBy(listed, ({ path }) => (path.includes('.') ? (path.split('.')[0] ?? '') : ''));
  const sections = [...groups].map(([group, members]) =>
    [`## ${group === '' ? 'General' : `\`${group}\``}`, '', ...renderTable(members)].join('\n'),
  );
  return [INTRODUCTION, ...sections, ''].join('\n\n').replace(/\n+$/, '\n');
}

/** Writes the pages, or only tells which differ. Resolves with the paths of those that differed. */
export async function writePages(
  root: string,
  { isCheck }: { readonly isCheck: boolean },
): Promise<string[]> {
  const changed: string[] = [];
  for (const page of generatedPages) {
    const file = join(root, page.path);
    const text = page.render();
    if (text === (await readFile(file, 'utf8').catch(() => undefined))) continue;
    changed.push(page.path);
    if (isCheck) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return changed;
}

const INTRODUCTION = `# Configuration

<!-- Made by "npm run docs" from src/config/schema.ts. Change it there. -->

Slipway runs without any configuration. Every setting can be given in three places; a later one wins:

1. a file, \`slipway.config.json\` in the folder where Slipway is started, or the one named by \`--config\`,
2. an environment variable,
3. a flag of \`slipway serve\`.

\`\`\`json
{
  "port": 8080,
  "publicUrl": "https://video.example.com",
  "uploads": { "maxSizeBytes": "10GiB", "idleTimeoutSeconds": "2d" }
}
\`\`\`

- Sizes may be written as \`500MB\` or \`10GiB\` (\`kB MB GB TB\` count in thousands, \`KiB MiB GiB TiB\` in 1024), durations
  as \`30s\`, \`10m\`, \`2h\` or \`7d\`. A plain number is bytes or seconds.
- In variables and flags, lists are separated by commas; switches are \`true\` or \`false\`, also \`yes\`, \`no\`, \`on\`, \`off\`,
  \`1\`, \`0\`. In the file, lists are JSON arrays and switches are \`true\` or \`false\`.
- A variable that is set but empty counts as not set. A flag for a list may be repeated instead.
- A relative path starts at the folder of the file that names it, otherwise at the folder where Slipway is started.
- Slipway checks everything before it starts and names every mistake at once, unknown names too.
  \`slipway doctor\` shows the settings in effect and where each of them comes from.
- \`SLIPWAY_URL\` and \`SLIPWAY_KEY\` belong to the [command line](cli.md) and are no settings of the server.
- On Kubernetes, a service named \`slipway\` puts variables of its own into every container, such as \`SLIPWAY_PORT\`. Switch
  them off with \`enableServiceLinks: false\`.`;

function renderTable(members: readonly Setting[]): string[] {
  return [
    '| Setting | Variable and flag | Value | Default | What it does |',
    '| --- | --- | --- | --- | --- |',
    ...members.map((setting) => `| ${cellsOf(setting).map(escapeCell).join(' | ')} |`),
  ];
}

function cellsOf(setting: Setting): string[] {
  const { path, environmentName, flagName, defaultValue, isSecret, help } = setting;
  const flag = flagName === undefined ? 'no flag: others could read it' : `\`--${flagName}\``;
  const shown = isSecret ? undefined : formatSettingValue(setting, defaultValue);
  const isEmptyList = Array.isArray(defaultValue) && defaultValue.length === 0;
  const defaultText = shown === undefined || isEmptyList ? 'not set' : `\`${shown}\``;
  return [
    `\`${path}\``,
    `\`${environmentName}\` ${flag}`,
    describeExpected(setting, { isBrief: true }),
    defaultText,
    help,
  ];
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

if (import.meta.filename === process.argv[1]) {
  const isCheck = process.argv.includes('--check');
  const changed = await writePages(join(import.meta.dirname, '..'), { isCheck });
  for (const path of changed) console.log(`${isCheck ? 'Out of date' : 'Written'}: ${path}`);
  if (isCheck && changed.length > 0) {
    console.error('Run "npm run docs" and look at the changes.');
    process.exitCode = 1;
  }
}
