/** A rendition as the main playlist names it. */
export interface HlsLevel {
  readonly name: string;
  /** Its own playlist. */
  readonly playlist: string;
  /** The beginning of its file, with the boxes that say how it is encoded. */
  readonly head: Buffer;
  readonly hasSound: boolean;
  readonly width: number;
  readonly height: number;
}

/** One piece of a playlist. */
interface Segment {
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * The playlist of playlists (RFC 8216, 4.3.4.2): each level with the bits in a second that it needs at the most and on
 * average, its size, and its codecs as browsers call them. Addresses are relative, so that a token in the path stays.
 */
export function writeMainPlaylist(levels: readonly HlsLevel[]): string {
  const lines = levels.flatMap((level) => {
    const { peak, average } = ratesOf(readSegments(level.playlist));
    const attributes = [
      `BANDWIDTH=${peak}`,
      `AVERAGE-BANDWIDTH=${average}`,
      `RESOLUTION=${level.width}x${level.height}`,
      `CODECS="${[avcName(level.head), ...(level.hasSound ? ['mp4a.40.2'] : [])].join(',')}"`,
    ];
    return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${level.name}.m3u8`];
  });
  return ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...lines, ''].join('\n');
}

/** The pieces that a playlist names as byte ranges. */
function readSegments(playlist: string): Segment[] {
  const pattern = /#EXTINF:([\d.]+),[^\n]*\n#EXT-X-BYTERANGE:(\d+)/g;
  return [...playlist.matchAll(pattern)].map(([, seconds, bytes]) => ({
    seconds: Number(seconds),
    bytes: Number(bytes),
  }));
}

function ratesOf(segments: readonly Segment[]): { readonly peak: number; readonly average: number } {
  const sum = (pick: (segment: Segment) => number) => segments.reduce((all, one) => all + pick(one), 0);
  const seconds = sum((segment) => segment.seconds);
  const average = seconds === 0 ? 0 : (8 * sum(({ bytes }) => bytes)) / seconds;
  const peak = segments.reduce(
    // The rest at the end of a film may be shorter than a picture.
    (most, segment) => Math.max(most, (8 * segment.bytes) / Math.max(segment.seconds, 0.5)),
    average,
  );
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

/** RFC 6381: profile, constraints and level, as they stand in the configuration box (ISO 14496-15, 5.3.3.1). */
function avcName(head: Buffer): string {
  const box = head.indexOf('avcC', 0, 'latin1');
  return `avc1.${head.toString('hex', box + 5, box + 8)}`;
}
