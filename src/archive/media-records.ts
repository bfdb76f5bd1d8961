/**
 * How far the processing of an item's file is. `none`: nothing can be made from it, which is no fault. `failed`: the
 * file is broken or hostile. Both have a reason.
 */
export type MediaState = 'pending' | 'processing' | 'ready' | 'failed' | 'none';

/** What was found in the file of an item; null is unknown, or does not apply. */
export interface MediaFacts {
  /** Format of the file, such as `jpeg` or `mp4`. */
  readonly container: string | null;
  /** Such as `h264`. */
  readonly videoCodec: string | null;
  /** Such as `aac`. */
  readonly audioCodec: string | null;
  readonly durationSeconds: number | null;
  /** Pixels as they are shown: after rotation. */
  readonly width: number | null;
  readonly height: number | null;
  /** Degrees by which the stored picture is turned clockwise to be shown. */
  readonly rotation: number | null;
  /** Pictures in a second. */
  readonly frameRate: number | null;
  readonly hasAudio: boolean | null;
  /** Whether browsers play the stored file as it is; null while that is not known. */
  readonly isWebReady: boolean | null;
  /** When it was taken, epoch milliseconds; a camera without a timezone is taken to mean UTC. */
  readonly takenAt: number | null;
  /** Maker and model, as the camera wrote them. */
  readonly camera: string | null;
  /** Whether the stored file tells where it was taken. */
  readonly hasLocation: boolean | null;
}

/** The media side of one item. An item without a file has none. */
export interface MediaRecord extends MediaFacts {
  readonly photoId: number;
  /** Counts the files that the item had; work on an earlier one is thrown away. */
  readonly generation: number;
  readonly state: MediaState;
  /** A sentence: for `failed` and `none` why, otherwise what else went wrong; empty when nothing did. */
  readonly reason: string;
  /** Where the picture is that somebody sent as the thumbnail of a video, and its type; null without one. */
  readonly thumbnailKey: string | null;
  readonly thumbnailType: string | null;
}

export type MediaPatch = Partial<Omit<MediaRecord, 'photoId' | 'generation'>>;

/** The media side of items. */
export interface MediaRecords {
  find(photoId: number): Promise<MediaRecord | undefined>;
  findMany(photoIds: readonly number[]): Promise<MediaRecord[]>;
  /**
   * The item has got a file: its generation goes up, and what was known of an earlier file is forgotten. Returns the
   * generation.
   */
  begin(
    photoId: number,
    start: { readonly state: MediaState; readonly reason: string },
    now: number,
  ): Promise<number>;
  /** Changes the given fields; false when the item is gone or has another generation by now. */
  update(photoId: number, generation: number, patch: MediaPatch, now: number): Promise<boolean>;
}

/** A file made from the file of an item. */
export interface RenditionRecord {
  readonly photoId: number;
  /** Name of the API, such as `quad16`; parts of a rendition of many files have a path behind it. */
  readonly name: string;
  /** Such as `jpeg`; one name may be there in several. */
  readonly format: string;
  /** The generation of the item's file that it was made from. */
  readonly generation: number;
  readonly storageKey: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  /** Bits in a second. */
  readonly bitRate: number | null;
  readonly createdAt: number;
}

/** Files made from the files of items. */
export interface RenditionRecords {
  /** All of an item under one name, of every format. */
  findNamed(photoId: number, name: string): Promise<RenditionRecord[]>;
  /** All of these items, in no particular order. */
  findMany(photoIds: readonly number[]): Promise<RenditionRecord[]>;
  /** Adds one, in place of an earlier one of the same name and format. Returns where the bytes of that are. */
  put(rendition: RenditionRecord): Promise<string | undefined>;
  /** Removes the records of all of an item; returns where the bytes are. */
  removeAll(photoId: number): Promise<string[]>;
}
