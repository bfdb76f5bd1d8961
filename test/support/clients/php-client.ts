import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** What PHP is told to do. */
export interface PhpRequest {
  readonly kind: 'get' | 'post' | 'upload';
  readonly endpoint: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Path of the file, for an upload. */
  readonly file?: string;
  readonly type?: string;
}

export interface PhpReply {
  readonly body: string;
  readonly status: number;
  readonly error: string;
}

/** Where and as whom the client speaks. */
export interface PhpSettings {
  /** With its scheme, as the client's constructor takes it. */
  readonly host: string;
  /** Consumer key and secret, access token and secret; empty for nobody. */
  readonly secrets?: readonly string[];
  /** File with the certificate of the authority to trust. */
  readonly ca?: string;
}

/** Runs one request in a PHP of its own. */
export function runPhp(settings: PhpSettings, request: PhpRequest): Promise<PhpReply> {
  const child = spawn('php', [resolve('test/support/clients/php-client.php')], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const parameters = request.parameters ?? {};
  child.stdin.end(
    JSON.stringify({
      ...settings,
      secrets: settings.secrets ?? [],
      ...request,
      // An empty object would become an empty list.
      parameters: Object.keys(parameters).length === 0 ? [] : parameters,
    }),
  );
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0 && stdout.startsWith('{')) done(JSON.parse(stdout) as PhpReply);
      else fail(new Error(`PHP ended with ${code}: ${stderr}${stdout}`));
    });
  });
}
