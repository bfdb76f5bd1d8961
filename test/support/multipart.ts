/** One part of a form: a text field, or a file when `filename` is given. */
export interface FormPart {
  readonly name: string;
  readonly value: string | Buffer;
  readonly filename?: string;
  readonly contentType?: string;
}

/** A form with its parts in exactly this order, as the bytes that go over the wire. */
export function encodeForm(
  parts: readonly FormPart[],
  boundary = '----boundary-of-the-tests',
): { contentType: string; body: Buffer } {
  const pieces: Buffer[] = [];
  for (const { name, value, filename, contentType } of parts) {
    const disposition = [`form-data; name="${escape(name)}"`];
    if (filename !== undefined) disposition.push(`filename="${escape(filename)}"`);
    const head = [`--${boundary}`, `Content-Disposition: ${disposition.join('; ')}`];
    if (filename !== undefined) head.push(`Content-Type: ${contentType ?? 'application/octet-stream'}`);
    pieces.push(Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(value), Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(pieces) };
}

/** As browsers do it: WHATWG HTML, "multipart form data", escapes a name with percent signs. */
function escape(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
