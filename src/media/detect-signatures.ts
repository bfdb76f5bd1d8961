/** NUL and the control characters that no text uses (tab, line ends, form feed and escape are left out). */
const BINARY_BYTES: ReadonlySet<number> = new Set(
  Array.from({ length: 32 }, (_, code) => code).filter(
    (code) => ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(code),
  ),
);

const TS_SYNC = 0x47;
/** Consecutive transport stream packets that must begin with the sync byte, if the head is long enough. */
const TS_PACKETS = 8;

/** Formats that file-type does not know, or knows only with more bytes than a head has. */
const SIGNATURES: ReadonlyArray<{ readonly type: string; readonly matches: (head: Buffer) => boolean }> = [
  // The directory of a large TIFF often stands at its end, behind the head.
  { type: 'image/tiff', matches: (head) => startsWith(head, 'II*\0') },
  { type: 'image/tiff', matches: (head) => startsWith(head, 'MM\0*') },
  // WAV for more than 4 GiB (EBU Tech 3306, ITU-R BS.2088).
  {
    type: 'audio/wav',
    matches: (head) => isRiffLike(head, 'RF64', 'WAVE') || isRiffLike(head, 'BW64', 'WAVE'),
  },
  // Raw DV, as camcorders deliver it: a header block of a sequence, 25 Mbit/s.
  { type: 'video/dv', matches: (head) => startsWith(head, '\x1f\x07\0') },
];

/** The type of a head that file-type has no word for. */
export function findBySignature(head: Buffer): string | undefined {
  return SIGNATURES.find(({ matches }) => matches(head))?.type;
}

export function isGzip(head: Buffer): boolean {
  return startsWith(head, '\x1f\x8b');
}

/**
 * Whether bytes can be the media that a short signature makes them look like. `GIF gallery.html`, a note that begins
 * with "BM", or a page in a comment behind `GIF89a` are text: real media has binary bytes in its head.
 */
export function canBeMedia(type: string, head: Buffer): boolean {
  if (!head.some((byte) => BINARY_BYTES.has(byte))) return false;
  if (type === 'video/mp2t') return isTransportStream(head);
  if (type === 'audio/aiff') return isRiffLike(head, 'FORM', 'AIFF') || isRiffLike(head, 'FORM', 'AIFC');
  return true;
}

/** Two sync bytes, which is what file-type looks for, are found in other files by chance. */
function isTransportStream(head: Buffer): boolean {
  return [
    { packetBytes: 188, offset: 0 },
    { packetBytes: 192, offset: 4 },
  ].some(({ packetBytes, offset }) => {
    for (let packet = 0; packet < TS_PACKETS; packet += 1) {
      const byte = head[offset + packet * packetBytes];
      if (byte === undefined) return packet > 1;
      if (byte !== TS_SYNC) return false;
    }
    return true;
  });
}

function isRiffLike(head: Buffer, container: string, form: string): boolean {
  return startsWith(head, container) && head.toString('latin1', 8, 12) === form;
}

function startsWith(head: Buffer, signature: string): boolean {
  return head.toString('latin1', 0, signature.length) === signature;
}
