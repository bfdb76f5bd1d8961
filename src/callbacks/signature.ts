import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
const newSecretBytes = 32;
const minSecretBytes = 24;
const maxSecretBytes = 64;

/** A fresh secret for signing: `whsec_` and 32 random bytes in base64. */
export function createSigningSecret(): string {
  return prefix + randomBytes(newSecretBytes).toString('base64');
}

/** Whether a text is a secret as Standard Webhooks writes one: `whsec_` and 24 to 64 bytes in base64. */
export function isSigningSecret(text: string): boolean {
  if (!text.startsWith(prefix)) return false;
  const encoded = text.slice(prefix.length);
  const bytes = Buffer.from(encoded, 'base64');
  const isExact = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  return isExact && bytes.length >= minSecretBytes && bytes.length <= maxSecretBytes;
}

/**
 * The headers that vouch for a message (Standard Webhooks): its id, the time of this attempt in epoch seconds, and
 * for each secret `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64.
 */
export function signatureHeaders(message: {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly body: string;
  readonly secrets: readonly string[];
}): Readonly<Record<string, string>> {
  const { id, at, body, secrets } = message;
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
