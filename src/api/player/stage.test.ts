import { describe, expect, it } from 'vitest';
import type { MediaRecord, RenditionRecord } from '../../archive/media-records.ts';
import type { PhotoRecord } from '../../archive/records.ts';
import { examplePhoto } from '../objects/examples.ts';
import { findPlayback } from './playback.ts';
import { readPlayerOptions } from './player-options.ts';
import { stage } from './stage.ts';
import { findWatchState, versionOfState } from './watch-state.ts';

const film: PhotoRecord = {
  ...examplePhoto.photo,
  originalFilename: 'a "b".mov',
  contentType: 'video/quicktime',
  kind: 'video',
  storageKey: 'key',
};

const rendition = (name: string, format: string, width: number, height: number): RenditionRecord => ({
  photoId: film.photoId,
  name,
  format,
  generation: 1,
  storageKey: `${name}.${format}`,
  bytes: 1,
  width,
  height,
  bitRate: null,
  createdAt: 1,
});

const nothingKnown: Omit<MediaRecord, 'state' | 'reason'> = {
  photoId: film.photoId,
  generation: 1,
  container: null,
  videoCodec: null,
  audioCodec: null,
  durationSeconds: null,
  width: null,
  height: null,
  rotation: null,
  frameRate: null,
  hasAudio: null,
  takenAt: null,
  camera: null,
  hasLocation: null,
  isWebReady: null,
  thumbnailKey: null,
  thumbnailType: null,
};

function watch(
  photo: PhotoRecord,
  media: Partial<MediaRecord>,
  renditions: readonly RenditionRecord[] = [],
  progress: readonly number[] = [],
  doneCount = 0,
) {
  const record = { ...nothingKnown, state: 'ready', reason: '', ...media } as MediaRecord;
  const playback = findPlayback({
    photo,
    media: record,
    renditions,
    captions: [],
    token: 'tok',
    fileOrigin: 'https://files.example',
  });
  const pending = progress.map((percent) => ({ progress: percent }));
  const state = findWatchState(photo, record, playback, { pending, doneCount });
  const options = readPlayerOptions({});
  return { playback, state, html: stage({ photo, playback, state, options, isForeign: true }).text };
}

describe('what stands on the page of an item', () => {
  it('is HLS first, then the films that suit most viewers, then the rest, then the file as it was sent', () => {
    const { playback, html } = watch(
      film,
      { videoCodec: 'h264', audioCodec: 'aac', width: 3840, height: 2160 },
      [
        rendition('video_4k', 'mp4', 3840, 2160),
        rendition('video_medium', 'mp4', 640, 360),
        rendition('video_hls/video_hd', 'mp4', 1280, 720),
        rendition('video_1080p', 'mp4', 1920, 1080),
        rendition('video_hd', 'mp4', 1280, 720),
        rendition('video_hls', 'm3u8', 0, 0),
        rendition('video_frames', 'vtt', 0, 0),
        rendition('large', 'jpeg', 640, 360),
      ],
    );
    const paths = playback.sources.map(({ url }) => new URL(url).pathname.split('/')[4]);
    expect(paths).toEqual(['video_hls', 'video_hd', 'video_medium', 'video_1080p', 'video_4k', 'source']);
    expect(playback.sources.at(-1)?.type).toBe('video/mp4');
    expect(html).toContain('crossorigin="anonymous"');
    expect(html).toMatch(/poster="https:\/\/files\.example\/[^"]*\/large\//);
    expect(html).toMatch(/label="thumbnails" src="[^"]*\/video_frames\/thumbnails\.vtt" default/);
  });

  it('is the file as it was sent as long as nothing is known against it', () => {
    expect(watch(film, { state: 'pending' }, [], [20]).state).toEqual({ kind: 'shown', percent: 20 });
    // Three of four are made: what comes next does not begin at nothing.
    expect(watch(film, { state: 'processing' }, [], [8], 3).state).toEqual({ kind: 'shown', percent: 77 });
    const prores = watch(film, { state: 'processing', videoCodec: 'prores' }, [], [20, 50]);
    expect(prores.state).toEqual({ kind: 'processing', percent: 35 });
    expect(prores.html).toContain('This video is being prepared');
    expect(prores.html).toContain('value="35"');
    const never = watch(film, { videoCodec: 'prores' });
    expect(never.state.kind).toBe('file');
    expect(never.html).toContain('a &quot;b&quot;.mov');
    expect(never.html).toContain('>Download ');
  });

  it('is the plain reason when the file is broken, and patience when there is none', () => {
    const broken = watch(film, { state: 'failed', reason: 'It ends <early>.' });
    expect(broken.html).toContain('It ends &lt;early&gt;.');
    expect(watch({ ...film, storageKey: '' }, {}).html).toContain('The file is not here yet');
  });

  it('is the picture itself where no sizes are made, but never before it was looked at', () => {
    const picture = { ...film, kind: 'image', contentType: 'image/png', size: 1000 } as const;
    const shown = watch(picture, { state: 'none', reason: 'Nothing is made.' });
    expect(shown.state).toEqual({ kind: 'shown' });
    expect(shown.html).toMatch(/<img src="https:\/\/files\.example\/[^"]+\/original\/[^"]+"\s+alt=/);
    expect(watch(picture, { state: 'pending' }, [], [0]).state.kind).toBe('processing');
    const known = watch(picture, { width: 2000, height: 1000 }, [rendition('large', 'jpeg', 640, 320)]);
    expect(known.html).toMatch(/srcset="[^"]+ 640w, [^"]+ 2000w"/);
    expect(watch({ ...picture, size: 2 ** 30 }, { width: 2, height: 1 }).playback.images).toEqual([]);
  });

  it('has another version when something else can be shown, and only then', () => {
    const version = (...given: Parameters<typeof watch>) => {
      const { state, playback } = watch(...given);
      return versionOfState(state, playback);
    };
    const early = version(film, { state: 'processing', videoCodec: 'prores' }, [], [20]);
    expect(version(film, { state: 'processing', videoCodec: 'prores' }, [], [90])).toBe(early);
    const made = [rendition('video_medium', 'mp4', 640, 360)];
    expect(version(film, { state: 'processing', videoCodec: 'prores' }, made, [90])).not.toBe(early);
  });
});
