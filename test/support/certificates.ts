import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for `localhost` and 127.0.0.1, signed by an authority of its own, as files and as text. */
export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** The certificate of the authority, PEM: what a client trusts. */
  readonly ca: string;
  readonly caFile: string;
}

/** A folder with certificates that OpenSSL made. */
export interface CertificateFolder {
  readonly path: string;
  /** Makes another certificate by the same authority. Names of files begin with `name`. */
  make(name: string, options?: { readonly host?: string; readonly days?: number }): Promise<TestCertificate>;
  remove(): Promise<void>;
}

/** Makes a certificate authority in a folder of its own. */
export async function createCertificateFolder(): Promise<CertificateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-tls-'));
  const file = (name: string) => join(path, name);
  const openssl = (command: string) => run('openssl', command.split(' '), { cwd: path });
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  await openssl(`req -x509 ${newKey} -keyout ca.key -out ca.pem -days 30 -subj /CN=Tests`);
  const ca = await readFile(file('ca.pem'), 'utf8');

  return {
    path,
    async make(name, { host = 'localhost', days = 20 } = {}) {
      await writeFile(file(`${name}.ext`), `subjectAltName=DNS:${host},IP:127.0.0.1\n`);
      await openssl(`req ${newKey} -keyout ${name}.key -out ${name}.csr -subj /CN=${host}`);
      const signer = '-CA ca.pem -CAkey ca.key -CAcreateserial';
      const output = `-out ${name}.pem -days ${days} -extfile ${name}.ext`;
      await openssl(`x509 -req -in ${name}.csr ${signer} ${output}`);
      return { certFile: file(`${name}.pem`), keyFile: file(`${name}.key`), ca, caFile: file('ca.pem') };
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
