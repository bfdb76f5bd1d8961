// Finds out what a video or a sound is: a program of its own, because files come from strangers.
// Its one parameter is a `ProbeRequest`. It prints a `ProbeReport`.

import {
  ADTS,
  FilePathSource,
  FLAC,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';
import type { MediaFacts } from '../archive/media-records.ts';

/** Which file. */
export interface ProbeRequest {
  readonly path: string;
}

/** What it is, or that this program cannot tell. */
export type ProbeReport = { readonly facts: MediaFacts } | { readonly isUnknown: true };

/** Without HLS: a playlist names other files. */
const formats = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, FLAC, ADTS, MPEG_TS];

/** Pictures that are looked at to tell how many there are in a second. */
const FRAMES = 120;

async function probe({ path }: ProbeRequest): Promise<ProbeReport> {
  using input = new Input({ source: new FilePathSource(path), formats });
  if (!(await input.canRead())) return { isUnknown: true };
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  const { name } = await input.getFormat();
  const tracks = [video, audio].filter((track) => track !== null);
  const duration = tracks.length === 0 ? NaN : await measure(input, tracks);
  return {
    facts: {
      container: containerOf(name),
      videoCodec: video && codecOf(await video.getCodec(), await video.getInternalCodecId()),
      audioCodec: audio && codecOf(await audio.getCodec(), await audio.getInternalCodecId()),
      durationSeconds: Number.isFinite(duration) ? duration : null,
      ...(await pictureOf(video)),
      hasAudio: audio !== null,
      isWebReady: await isPlayable(name, video, audio),
      takenAt: null,
      camera: null,
      hasLocation: null,
    },
  };
}

/** From the first moment to the last; what is cut off before the beginning does not count. */
async function measure(input: Input, tracks: InputTrack[]): Promise<number> {
  const end = await input.computeDuration(tracks);
  return end - Math.max(0, await input.getFirstTimestamp(tracks));
}

/** What browsers of every maker play as it is, by container. */
const playable: Readonly<Record<string, { readonly video: RegExp; readonly audio: RegExp }>> = {
  // H.264 Baseline, Main and High: eight bits, 4:2:0. AAC-LC and HE-AAC.
  mp4: { video: /^avc1\.(?:42|4d|64)/i, audio: /^(?:mp4a\.40\.(?:0?2|0?5|29)|mp3|mp4a\.(?:69|6b))$/i },
  webm: { video: /^(?:vp8|vp09\.00|av01\.0)/i, audio: /^(?:opus|vorbis)$/i },
  mp3: { video: /^$/, audio: /./ },
  wave: { video: /^$/, audio: /./ },
  flac: { video: /^$/, audio: /./ },
  adts: { video: /^$/, audio: /./ },
};

async function isPlayable(
  container: string,
  video: InputVideoTrack | null,
  audio: InputAudioTrack | null,
): Promise<boolean> {
  const known = playable[containerOf(container)];
  if (!known || (!video && !audio)) return false;
  const [picture, sound] = [await video?.getCodecParameterString(), await audio?.getCodecParameterString()];
  const isPictureFine = !video || known.video.test(picture ?? '');
  return isPictureFine && (!audio || known.audio.test(sound ?? ''));
}

async function pictureOf(video: InputVideoTrack | null) {
  if (!video) return { width: null, height: null, rotation: null, frameRate: null };
  const { averagePacketRate } = await video.computePacketStats(FRAMES);
  const isRateKnown = Number.isFinite(averagePacketRate) && averagePacketRate > 0;
  return {
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
    rotation: await video.getRotation(),
    frameRate: isRateKnown ? averagePacketRate : null,
  };
}

/** As it is known, or as the file itself calls it. */
function codecOf(known: string | null, internal: unknown): string {
  if (known !== null) return known === 'avc' ? 'h264' : known;
  return typeof internal === 'string' ? internal.slice(0, 20).toWellFormed() : 'unknown';
}

function containerOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');
}

const request = JSON.parse(process.argv[2] ?? '{}') as ProbeRequest;
const report = await probe(request).catch((error: unknown): ProbeReport => {
  process.stderr.write(String(error));
  return { isUnknown: true };
});
process.stdout.write(`${JSON.stringify(report)}\n`);
