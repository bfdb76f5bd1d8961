/** One thing that is wrong with the configuration. */
export interface ConfigFault {
  /** Where it stands: `SLIPWAY_PORT`, `--port`, or `port in /etc/slipway.config.json`. */
  readonly source: string;
  /** What is wrong there. */
  readonly problem: string;
  /** What would be right; undefined when there is nothing to say about it. */
  readonly expected?: string;
}

/** All faults of a configuration together; the message lists them, one to a line. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[], options?: ErrorOptions) {
    super(
      ['The configuration is wrong:', ...faults.map((fault) => `  ${describeFault(fault)}`)].join('\n'),
      options,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** A fault as one sentence. */
export function describeFault({ source, problem, expected }: ConfigFault): string {
  const sentence = `${source}: ${problem}${expected === undefined ? '' : `; expected ${expected}`}`;
  return sentence.endsWith('?') ? sentence : `${sentence}.`;
}
