import ExifReader from 'exifreader';

/** What matters of a camera's notes. */
export interface CameraNotes {
  /** Epoch milliseconds; without a timezone it is taken to be UTC. */
  readonly takenAt: number | null;
  readonly camera: string | null;
  readonly hasLocation: boolean;
}

const MAX_CAMERA_CHARACTERS = 100;
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
      hasLocation:
        gps !== undefined ||
        Object.keys(exif).some((name) => name.startsWith('GPS') && name !== 'GPSVersionID'),
    };
  } catch {
    return NOTHING;
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
