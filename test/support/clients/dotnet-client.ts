import { connect } from 'node:net';
import { type FormPart } from '../multipart.ts';
import { parseStrictXml, type XmlElement } from '../strict-xml.ts';

/** A failure as the client throws it. */
export class MalformedRequest extends Error {}

/** Credentials that the client finds no good: it looks at four codes. */
export class InvalidCredentials extends Error {}

export class PermissionDenied extends Error {}

const BAD_CREDENTIALS = ['invalid_oauth_site', 'invalid_oauth_user', 'invalid_signature', 'token_required'];

/**
 * A GET in the shape of 23's client for .NET: values as HttpUtility.UrlEncode writes them (plus signs for spaces, hex in
 * lower case), no `Accept`, a connection that is kept.
 */
export async function getXml(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<XmlElement> {
  const query = Object.entries(parameters).map(([name, value]) => `${name}=${urlEncode(value)}`);
  const address = query.length === 0 ? path : `${path}?${query.join('&')}`;
  const reply = await exchange(url, `GET ${address} HTTP/1.1`, headers, undefined);
  return readAnswer(reply);
}

/**
 * A multipart POST in the shape of the same client: it announces its body with `Expect: 100-continue` and waits for the
 * word to go on, and writes part names without escaping.
 */
export async function postMultipart(
  url: string,
  path: string,
  parts: readonly FormPart[],
  headers: Readonly<Record<string, string>> = {},
): Promise<XmlElement> {
  const boundary = '----------------------------8d0f5a1b2c3d4e5';
  const pieces = parts.flatMap(({ name, value, filename, contentType }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: ${contentType ?? 'video/mp4'}`,
    '\r\n\r\n',
    value,
    '\r\n',
  ]);
  const body = Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
  const all = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...headers };
  return readAnswer(await exchange(url, `POST ${path} HTTP/1.1`, all, body));
}

/** HttpUtility.UrlEncode. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
    .replaceAll("'", '%27')
    .replaceAll('~', '%7e');
}

interface RawReply {
  readonly status: number;
  readonly text: string;
}

/** Writes a request by hand; a body is held back until the server asks for it. */
function exchange(
  url: string,
  requestLine: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | undefined,
): Promise<RawReply> {
  const { hostname, port, host } = new URL(url);
  const expectation = body ? { 'Content-Length': String(body.length), Expect: '100-continue' } : {};
  const all = { ...headers, Host: host, ...expectation, Connection: 'Keep-Alive' };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    socket.on('connect', () => socket.write(`${[requestLine, ...head].join('\r\n')}\r\n\r\n`));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The connection ended before the answer.')));
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const lines = received.toString('latin1', 0, end);
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(lines)?.[1]);
      if (status === 100) {
        received = received.subarray(end + 4);
        if (body) socket.write(body);
        return;
      }
      const length = Number(/^content-length: (\d+)$/im.exec(lines)?.[1]);
      if (received.length < end + 4 + length) return;
      resolve({ status, text: received.toString('utf8', end + 4, end + 4 + length) });
      socket.destroy();
    });
  });
}

/** Anything but 200 and a `response` is malformed; what an error means depends on its code. */
function readAnswer({ status, text }: RawReply): XmlElement {
  if (status !== 200) throw new MalformedRequest(text);
  const root = parseStrictXml(text);
  if (root.name !== 'response') throw new MalformedRequest(text);
  const { status: outcome, code = '', message = '' } = root.attributes;
  if (outcome === 'ok') return root;
  if (BAD_CREDENTIALS.includes(code)) throw new InvalidCredentials(message);
  throw code === 'permission_denied' ? new PermissionDenied(message) : new MalformedRequest(message);
}
