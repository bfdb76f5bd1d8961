import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const prefix = 'v1.';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Keeps short secrets readable for this installation only. */
export interface Sealer {
  /** The text as `v1.` and base64url; different at every call. */
  seal(text: string): string;
  /** The text that was sealed. Throws an `Error` when it was changed, cut, or sealed with another key. */
  unseal(sealed: string): string;
}

/** AES-256-GCM with a random nonce under a key of 32 bytes. Throws a `RangeError` for a key of another length. */
export function createSealer(key: Buffer): Sealer {
  if (key.length !== keyBytes) throw new RangeError(`A sealing key has ${keyBytes} bytes.`);

  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(prefix));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return prefix + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },

    unseal(sealed) {
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
      if (!sealed.startsWith(prefix) || bytes.length < nonceBytes + tagBytes) throw unsealError();
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(prefix));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]);
        return text.toString('utf8');
      } catch (error) {
        throw unsealError(error);
      }
    },
  };
}

function unsealError(cause?: unknown): Error {
  return new Error('A sealed secret cannot be read: it was damaged, or sealed with another secret.key.', {
    cause,
  });
}

/**
 * The key of this installation, in `secret.key` of the data folder, readable by its owner only. It is made at the
 * first start: written and synced under another name, then linked to its own, so that it is never half there and two
 * processes that start at once agree on one. Throws an `Error` when the file holds something else.
 */
export async function loadSealingKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, 'secret.key');
  const existing = await readKey(path);
  if (existing) return existing;
  await mkdir(dataDir, { recursive: true });
  await createKey(dataDir, path);
  const key = await readKey(path);
  if (!key) throw new Error(`${path} disappeared while it was made.`);
  return key;
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isErrorWithCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new Error(`${path} does not hold a key of ${keyBytes} bytes in hex. Restore it from a backup.`);
  }
  return Buffer.from(hex, 'hex');
}

async function createKey(dataDir: string, path: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await using file = await open(draft, 'wx', 0o600);
    await file.writeFile(`${randomBytes(keyBytes).toString('hex')}\n`);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (!isErrorWithCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await using folder = await open(dataDir, 'r');
  await folder.sync();
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
