import { expect, test } from 'vitest';
import { writeMainPlaylist } from './hls-playlist.ts';

const head = Buffer.concat([
  Buffer.from('....avcC', 'latin1'),
  // Version, profile High, no constraints, level 3.1.
  Buffer.from([1, 0x64, 0x00, 0x1f]),
]);

const playlist = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MAP:URI="video_hd.mp4",BYTERANGE="1000@0"
#EXTINF:2.000000,
#EXT-X-BYTERANGE:250000@1000
video_hd.mp4
#EXTINF:2.000000,
#EXT-X-BYTERANGE:500000@251000
video_hd.mp4
#EXTINF:0.040000,
#EXT-X-BYTERANGE:5000@751000
video_hd.mp4
#EXT-X-ENDLIST
`;

test('the main playlist tells what each level needs', () => {
  const level = { playlist, head, hasSound: true, width: 1280, height: 720 };
  const text = writeMainPlaylist([
    { ...level, name: 'video_hd' },
    { ...level, name: 'video_medium', hasSound: false, width: 640, height: 360 },
  ]);
  expect(text).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1495050,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"
video_hd.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1495050,RESOLUTION=640x360,CODECS="avc1.64001f"
video_medium.m3u8
`);
});
