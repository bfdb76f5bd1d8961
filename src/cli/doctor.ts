import type { Command } from 'commander';
import { ConfigError, describeFault } from '../config/config-error.ts';
import {
  type DescribedSetting,
  describeConfig,
  type LoadedConfig,
  loadConfig,
} from '../config/load-config.ts';
import { addJsonOption } from './api-command.ts';
import { addConfigFlags, readConfigFlags } from './config-flags.ts';
import {
  checkClock,
  checkConfinement,
  checkDataFolder,
  checkFreeSpace,
  checkMediaPrograms,
  checkNode,
  checkPublicUrl,
  type Finding,
} from './doctor-checks.ts';
import { checkCertificate } from './doctor-tls.ts';
import { createOutput } from './output.ts';
import { type Column, formatTable } from './table.ts';

const SIGNS = { ok: 'ok', warning: 'WARNING', error: 'ERROR' } as const;

const findingColumns: ReadonlyArray<Column<Finding>> = [
  { heading: '', value: ({ status }) => SIGNS[status] },
  { heading: '', value: ({ check }) => check },
];

const settingColumns: ReadonlyArray<Column<DescribedSetting>> = [
  { heading: 'SETTING', value: ({ path }) => path },
  { heading: 'VALUE', value: ({ value }) => value ?? '(not set)' },
  { heading: 'FROM', value: ({ source }) => source },
];

/** Adds `doctor`: looks at everything that `serve` needs, and shows the configuration in effect. */
export function addDoctor(parent: Command): void {
  const command = parent
    .command('doctor')
    .description('check this machine and the configuration of the server');
  addConfigFlags(addJsonOption(command)).action(async (options: { config?: string; json?: boolean }) => {
    const loading = loadConfig({
      file: options.config,
      env: process.env,
      flags: readConfigFlags(command),
      cwd: process.cwd(),
    });
    const { loaded, faults } = await loading.then(
      (ready) => ({ loaded: ready, faults: [] }),
      (error: unknown) => ({ loaded: undefined, faults: toFindings(error) }),
    );
    const findings = [
      checkNode(),
      ...faults,
      ...(loaded ? await examine(loaded) : []),
      await checkMediaPrograms(),
      await checkConfinement(),
    ];
    const configuration = loaded ? describeConfig(loaded) : [];
    const isOk = findings.every(({ status }) => status !== 'error');
    const output = createOutput(options.json ?? false);
    output.result(() => describe(findings, configuration), { ok: isOk, findings, configuration });
    if (!isOk) process.exitCode = 1;
  });
}

async function examine(loaded: LoadedConfig): Promise<Finding[]> {
  const { config, file } = loaded;
  const { dataDir, publicUrl, storage, tls } = config;
  const now = () => Date.now();
  const configuration: Finding = {
    check: 'configuration',
    status: 'ok',
    message:
      file === undefined
        ? 'There is no file; see below for what counts.'
        : `${file} is read; see below for what counts.`,
  };
  return [
    configuration,
    ...(await Promise.all([
      checkDataFolder(dataDir),
      checkFreeSpace(dataDir, storage.minFreeBytes),
      checkClock(dataDir, now()),
      checkCertificate(tls, publicUrl, now()),
      ...(publicUrl === undefined ? [] : [checkPublicUrl(publicUrl, now)]),
    ])),
  ];
}

function toFindings(error: unknown): Finding[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.faults.map((fault) => ({
    check: 'configuration',
    status: 'error',
    message: describeFault(fault),
  }));
}

function describe(findings: readonly Finding[], configuration: readonly DescribedSetting[]): string {
  const heads = formatTable(findingColumns, findings).split('\n').slice(1);
  const width = Math.max(...heads.map((head) => head.length));
  const lines = findings.map(({ message }, index) => `${(heads[index] ?? '').padEnd(width)}  ${message}`);
  return configuration.length === 0
    ? lines.join('\n')
    : [...lines, '', formatTable(settingColumns, configuration)].join('\n');
}
