/** What the head of a request tells the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  readonly target: string;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** A piece of one request: some bytes of its head or body. */
export interface RequestPiece {
  readonly request: ProxiedRequest;
  readonly bytes: Buffer;
  /** Whether the request begins, and whether it ends, with this piece. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/**
 * Cuts the bytes of a client connection into requests, so that faults can be laid on whole requests. Browsers say
 * every length beforehand; a request of unknown length counts as one that never ends.
 */
export function createRequestFramer(): (bytes: Buffer) => RequestPiece[] {
  let head = Buffer.alloc(0);
  let current: ProxiedRequest | undefined;
  let remaining = 0;

  return (bytes) => {
    const pieces: RequestPiece[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      let isFirst = false;
      if (!current) {
        head = Buffer.concat([head, rest]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return pieces;
        current = parseHead(head.subarray(0, end).toString('latin1'), end + 4);
        remaining = current.headBytes + current.bodyBytes;
        rest = head;
        head = Buffer.alloc(0);
        isFirst = true;
      }
      const taken = rest.subarray(0, remaining);
      remaining -= taken.length;
      rest = rest.subarray(taken.length);
      pieces.push({ request: current, bytes: taken, isFirst, isLast: remaining === 0 });
      if (remaining === 0) current = undefined;
    }
    return pieces;
  };
}

function parseHead(head: string, headBytes: number): ProxiedRequest {
  const [method = '', target = ''] = head.split(' ', 2);
  const length = /^content-length:\s*(\d+)\s*$/im.exec(head)?.[1];
  const isEndless = /^transfer-encoding:/im.test(head);
  return { method, target, headBytes, bodyBytes: isEndless ? Number.POSITIVE_INFINITY : Number(length ?? 0) };
}
