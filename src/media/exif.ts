import ExifReader from 'exifreader';

/** What matters of a camera's notes. */
export interface CameraNotes {
  /** Epoch milliseconds; without a timezone it is taken to be UTC. */
  readonly takenAt: number | null;
  readonly camera: string | null;
  readonly hasLocation: boolean;
}

const MAX_CAMERA_CHARACTERS = 100;
/** Names of what tells a place; the version of GPS data does not. */
const placeNames =
  /^GPS(?!VersionID$| Info)|^(?:City|State|Country|CountryCode|Location\w*|Sub-location|Province\/State)\b/;

const NOTHING: CameraNotes = { takenAt: null, camera: null, hasLocation: false };

/** Reads EXIF data: the contents of the block, with or without its own head. Broken data says nothing. */
export function readExif(block: Buffer | undefined): CameraNotes {
  if (!block) return NOTHING;
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
  try {
    const { exif = {}, gps } = ExifReader.load(tiff, { expanded: true });
    return {
      takenAt: readDate(textOf(exif.DateTimeOriginal), textOf(exif.OffsetTimeOriginal)),
      camera: readCamera(textOf(exif.Make), textOf(exif.Model)),
      hasLocation: gps !== undefined || Object.keys(exif).some((name) => placeNames.test(name)),
    };
  } catch {
    return NOTHING;
  }
}

/**
 * Reads what a whole picture file tells of itself, in EXIF, XMP and IPTC; undefined when it cannot be read, and then it
 * may tell anything.
 */
export function readNotes(file: Buffer): Pick<CameraNotes, 'hasLocation'> | undefined {
  try {
    const { gps, exif = {}, xmp = {}, iptc = {} } = ExifReader.load(file, { expanded: true });
    const names = [...Object.keys(exif), ...Object.keys(xmp), ...Object.keys(iptc)];
    return { hasLocation: gps !== undefined || names.some((name) => placeNames.test(name)) };
  } catch (error) {
    // A picture without any notes tells no place.
    return error instanceof ExifReader.errors.MetadataMissingError ? { hasLocation: false } : undefined;
  }
}

function textOf(tag: { readonly description?: string } | undefined): string {
  return tag?.description ?? '';
}

/** EXIF 2.32, 4.6.5: `YYYY:MM:DD HH:MM:SS`, and the offset as `+HH:MM`. */
function readDate(text: string, offset: string): number | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text);
  if (!parts) return null;
  const zone = /^[+-]\d\d:\d\d$/.test(offset) ? offset : 'Z';
  const time = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone}`);
  return Number.isNaN(time) ? null : time;
}

function readCamera(make: string, model: string): string | null {
  const whole = model.startsWith(make) ? model : `${make} ${model}`;
  const plain = whole.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return plain === '' ? null : plain.slice(0, MAX_CAMERA_CHARACTERS).toWellFormed();
}
