import { fileTypeFromBuffer } from 'file-type';
import { canonicalType, kindOf } from '../archive/media-kind.ts';
import type { TypeDetector } from '../uploads/ports.ts';
import { canBeMedia, findBySignature, isGzip } from './detect-signatures.ts';

/**
 * What one detection looks at. file-type itself peeks at 4,100 bytes; the rest is for headers in which it goes on
 * reading: ID3 tags, ASF header objects, TIFF directories, the first entries of a ZIP.
 */
const HEAD_BYTES = 16 * 1024;

/**
 * Finds the type of a file in its first bytes, in the spelling of `canonicalType`. What the name or the client says
 * does not count. Text of any kind (HTML, SVG, scripts, CSV) is never media, however it begins.
 */
export function createTypeDetector(): TypeDetector {
  return {
    headBytes: HEAD_BYTES,

    async detect(head) {
      const bytes = head.subarray(0, HEAD_BYTES);
      // file-type would unpack it, up to 16 MiB, to tell a packed tar from other packed data.
      if (isGzip(bytes)) return 'application/gzip';
      const type = (await askFileType(bytes)) ?? findBySignature(bytes);
      if (type === undefined) return undefined;
      return kindOf(type) === 'other' || canBeMedia(type, bytes) ? type : undefined;
    },
  };
}

/** Hostile bytes may make the parsers throw; that says as much about the type as not knowing it. */
async function askFileType(bytes: Buffer): Promise<string | undefined> {
  try {
    const found = await fileTypeFromBuffer(bytes);
    return found && canonicalType(found.mime);
  } catch {
    return undefined;
  }
}
