import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the pictures come from: 320x180, counting seconds, 25 in a second. */
const pictures = (seconds = 2, size = '320x180') => `-f lavfi -i testsrc2=s=${size}:r=25:d=${seconds}`;
const tone = (seconds = 2) => `-f lavfi -i sine=f=440:d=${seconds}`;
const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';

/** Has ffmpeg write a real file and returns its bytes. `recipe` is split at blanks. */
export async function makeFilm(name: string, recipe: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-film-'));
  try {
    const path = join(folder, name);
    const parameters = words(`-nostdin -hide_banner -loglevel error -y ${recipe}`);
    await run('ffmpeg', [...parameters, path], { cwd: folder });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Parameters that stand in one text. */
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** An MP4 whose index stands at the end, or first. */
export function makeMp4({ isFast = false, seconds = 2, size = '320x180', more = '' } = {}): Promise<Buffer> {
  const flags = isFast ? '-movflags +faststart' : '';
  return makeFilm(
    'film.mp4',
    `${pictures(seconds, size)} ${tone(seconds)} ${h264} ${more} -c:a aac ${flags}`,
  );
}

/** Kinds of files that cameras, phones and programs write, by the name that they have. */
export const filmRecipes: Readonly<Record<string, string>> = {
  'last.mp4': `${pictures()} ${tone()} ${h264} -c:a aac`,
  'fragmented.mp4': `${pictures()} ${tone()} ${h264} -c:a aac -movflags frag_keyframe+empty_moov`,
  'silent.mp4': `${pictures()} ${h264}`,
  'film.webm': `${pictures()} ${tone()} -c:v libvpx -deadline realtime -c:a libopus`,
  'film.mkv': `${pictures()} ${tone()} ${h264} -profile:v high -c:a flac`,
  'film.avi': `${pictures()} ${tone()} -c:v mpeg4 -c:a libmp3lame`,
  'tone.mp3': `${tone()} -c:a libmp3lame`,
  'tone.wav': tone(),
};

/** A MOV as a phone writes it that is held upright: 320x180 stored, 180x320 shown, with the place where it was taken. */
export async function makeUprightMov(): Promise<Buffer> {
  const place =
    '-movflags use_metadata_tags -metadata com.apple.quicktime.location.ISO6709=+55.6761+012.5683/';
  const flat = await makeFilm('flat.mov', `${pictures()} ${tone()} ${h264} -c:a aac ${place}`);
  return turn(flat);
}

/** The matrix of the picture track of a QuickTime file, so that it is shown turned by 90 degrees clockwise. */
function turn(film: Buffer): Buffer {
  const turned = Buffer.from(film);
  // ISO 14496-12, 8.3.2: version 0, the matrix stands 40 bytes behind the version. The picture is the first track.
  const start = turned.indexOf('tkhd', 0, 'latin1') + 4 + 40;
  const one = 0x10000;
  [0, one, 0, -one, 0, 0, 180 * one, 0, 0x40000000].forEach((value, index) =>
    turned.writeInt32BE(value, start + 4 * index),
  );
  return turned;
}

/** An MP3 with a cover in it: red. */
export async function makeCoveredMp3(): Promise<Buffer> {
  const cover = '-f lavfi -i color=red:s=300x300:d=0.04 -map 0 -map 1 -c:v png -frames:v 1';
  return makeFilm('covered.mp3', `${tone()} ${cover} -disposition:v attached_pic -c:a libmp3lame`);
}

/** Four seconds of which the first three are black. */
export function makeDarkBeginning(): Promise<Buffer> {
  const red = `color=red:s=320x180:r=25:d=1`;
  const filter = `-filter_complex color=black:s=320x180:r=25:d=3[a];${red}[b];[a][b]concat`;
  return makeFilm('dark.mp4', `${filter} ${h264}`);
}

/** An MP4 that says to last for years. */
export async function makeEndlessMp4(): Promise<Buffer> {
  const film = await makeMp4();
  for (const box of ['mvhd', 'tkhd', 'mdhd']) {
    for (let at = film.indexOf(box, 0, 'latin1'); at >= 0; at = film.indexOf(box, at + 4, 'latin1')) {
      // Version 0: the duration stands behind two times and, but for tkhd, the number of ticks in a second.
      film.writeUInt32BE(0xfffffff0, at + 4 + (box === 'tkhd' ? 20 : 16));
    }
  }
  // Each picture lasts as long as its table says; this is the last one.
  const table = film.indexOf('stts', 0, 'latin1');
  film.writeUInt32BE(0x7fffffff, table + 4 + 4 + 4 + 4);
  return film;
}

/** An MP4 whose track says that its pictures are absurdly large. */
export async function makeHugeMp4(): Promise<Buffer> {
  const film = await makeMp4();
  const entry = film.indexOf('avc1', film.indexOf('stsd', 0, 'latin1'), 'latin1');
  film.writeUInt16BE(65_500, entry + 4 + 24);
  film.writeUInt16BE(65_500, entry + 4 + 26);
  return film;
}

/** An MP4 with an index of no tracks. */
export function makeEmptyMp4(): Buffer {
  const box = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + content.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, content]);
  };
  const brand = Buffer.from('isom\0\0\x02\0isommp41', 'latin1');
  const movie = Buffer.alloc(100);
  movie.writeUInt32BE(1000, 12);
  movie.writeUInt32BE(0x10000, 20);
  return Buffer.concat([
    box('ftyp', brand),
    box('moov', box('mvhd', movie)),
    box('mdat', Buffer.alloc(2000)),
  ]);
}

/** A list of files for ffmpeg to put together, one of them of the server. */
export function makeConcatScript(): Buffer {
  return Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\nfile 'http://127.0.0.1:1/'\n");
}

/** What an independent reader finds in a file. */
export interface ProbedFilm {
  readonly format: { readonly format_name: string; readonly duration?: string; readonly tags?: object };
  readonly streams: ReadonlyArray<{
    readonly codec_type: string;
    readonly codec_name: string;
    readonly profile?: string;
    readonly width?: number;
    readonly height?: number;
    readonly pix_fmt?: string;
    readonly channels?: number;
  }>;
}

/** Looks into a file, or at an address, with ffprobe. */
export async function probeFilm(path: string): Promise<ProbedFilm> {
  const { stdout } = await run('ffprobe', [...words('-v error -of json -show_format -show_streams'), path]);
  return JSON.parse(stdout) as ProbedFilm;
}

/** Stands for the encoded pictures of a film, however they are packed. */
export async function digestPictures(path: string): Promise<string> {
  const { stdout } = await run('ffmpeg', [
    ...words('-nostdin -v error -i'),
    path,
    ...words('-map 0:v -c copy -f md5 -'),
  ]);
  return stdout;
}

/** Decodes all of a file, or of what is at an address; rejects with the complaints, if there are any. */
export async function decodeFilm(path: string): Promise<void> {
  const { stderr } = await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, '-f', 'null', '-']);
  if (stderr !== '') throw new Error(stderr);
}
