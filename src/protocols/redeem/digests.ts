import type { IncomingHttpHeaders } from 'node:http';
import type { FieldList } from '../../http/form-fields.ts';
import type { DigestAlgorithm, ExpectedDigest } from '../../uploads/chunk-digest.ts';
import { UploadError } from '../../uploads/errors.ts';

const ALGORITHMS: Readonly<Record<string, DigestAlgorithm>> = {
  md5: 'md5',
  sha: 'sha1',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  sha512: 'sha512',
  'sha-512': 'sha512',
};

const LENGTHS: Readonly<Record<DigestAlgorithm, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/**
 * What a client says the bytes of its chunk hash to: `Content-MD5` (RFC 1864), `Content-Digest` (RFC 9530), or the
 * parameter `resumableChunkDigest` (`sha256:<hex>`, or `sha-256=:<base64>:`). In a form they are about the file part:
 * a page cannot know the bytes of the form around it. Algorithms unknown to us are passed over, as RFC 9530 allows.
 */
export function readDigests(headers: IncomingHttpHeaders, fields: FieldList): ExpectedDigest[] {
  const found: ExpectedDigest[] = [];
  const md5 = headers['content-md5'];
  if (typeof md5 === 'string') found.push(decoded('Content-MD5', 'md5', md5, 'base64'));
  const header = headers['content-digest'];
  if (typeof header === 'string') found.push(...readDictionary('Content-Digest', header));
  const parameter = fields.get('resumableChunkDigest');
  if (parameter) found.push(...readParameter('resumableChunkDigest', parameter));
  return found;
}

function readDictionary(name: string, text: string): ExpectedDigest[] {
  return text.split(',').flatMap((member) => {
    const match = /^\s*([\w-]+)=:([A-Za-z0-9+/=]+):\s*$/.exec(member);
    if (!match) throw malformed(name);
    const algorithm = ALGORITHMS[(match[1] ?? '').toLowerCase()];
    return algorithm ? [decoded(name, algorithm, match[2] ?? '', 'base64')] : [];
  });
}

function readParameter(name: string, text: string): ExpectedDigest[] {
  const match = /^([\w-]+):([0-9a-fA-F]+)$/.exec(text.trim());
  if (!match) return readDictionary(name, text);
  const algorithm = ALGORITHMS[(match[1] ?? '').toLowerCase()];
  if (!algorithm) throw malformed(name);
  return [decoded(name, algorithm, match[2] ?? '', 'hex')];
}

function decoded(
  name: string,
  algorithm: DigestAlgorithm,
  text: string,
  encoding: 'base64' | 'hex',
): ExpectedDigest {
  const value = Buffer.from(text.trim(), encoding);
  if (value.length !== LENGTHS[algorithm]) throw malformed(name);
  return { algorithm, value };
}

function malformed(name: string): UploadError {
  return new UploadError('parameter_invalid', { name, reason: 'it is not a digest in a known form' });
}
