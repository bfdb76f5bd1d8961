import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A certificate with its chain and its private key, as the server takes them. */
export interface TlsFiles {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** The certificate itself, without its chain. */
  readonly certificate: X509Certificate;
}

/** Certificate files that cannot be used. The message is a plain sentence that names the file, and what to do. */
export class TlsFilesError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TlsFilesError';
  }
}

/**
 * Reads the files of `tls.cert` and `tls.key`; undefined when neither is set. Fails with `TlsFilesError` when only one
 * is set, one cannot be read or holds something else, or the two do not belong together. Whether the certificate is
 * still valid is for the caller to judge.
 */
export async function readTlsFiles(tls: {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}): Promise<TlsFiles | undefined> {
  if (tls.cert === undefined && tls.key === undefined) return undefined;
  if (tls.cert === undefined || tls.key === undefined) {
    const [set, missing] = tls.cert === undefined ? ['tls.key', 'tls.cert'] : ['tls.cert', 'tls.key'];
    throw new TlsFilesError(`${set} is set, but ${missing} is not. Set both, or neither.`);
  }
  const [cert, key] = await Promise.all([readPem('tls.cert', tls.cert), readPem('tls.key', tls.key)]);
  const certificate = parseCertificate(cert, tls.cert);
  if (!certificate.checkPrivateKey(parseKey(key, tls.key))) {
    throw new TlsFilesError(
      `${tls.key} (tls.key) is not the key of the certificate in ${tls.cert} (tls.cert). The first certificate in that file must be the server's own.`,
    );
  }
  return { cert, key, certificate };
}

async function readPem(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new TlsFilesError(`${path} (${name}) cannot be read: ${reason}.`, { cause: error });
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new TlsFilesError(`${path} (tls.cert) holds no certificate in PEM form.`, { cause: error });
  }
}

/** The parser's own sentence is not repeated: it could show a piece of the key. */
function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const hint = pem.includes('ENCRYPTED') ? ' It is encrypted: take the password off.' : '';
    throw new TlsFilesError(`${path} (tls.key) holds no private key in PEM form that can be read.${hint}`);
  }
}
