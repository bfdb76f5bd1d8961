import type { PhotoRecord } from './records.ts';

/** The stored bytes of a film. */
export interface FrameFile {
  readonly storageKey: string;
  readonly contentType: string;
  /** While the film is still coming: only so many of its first bytes are there. */
  readonly prefixBytes?: number;
}

/**
 * A frame, or why there is none. `beyond`: the film, or what is there of it, does not go so far; `unreadable`: nothing
 * can be made of the bytes, or not yet; `unsupported`: this server cannot read such films; `busy`: too many want one.
 */
export type FrameResult =
  | { readonly kind: 'frame'; readonly jpeg: Buffer }
  | { readonly kind: 'beyond' | 'unreadable' | 'unsupported' | 'busy' };

/** Takes single frames of films. */
export interface Frames {
  /** The frame at this time, as a JPEG that fits into the box and is no larger than the film. */
  take(
    file: FrameFile,
    seconds: number,
    box?: { readonly width: number; readonly height: number },
  ): Promise<FrameResult>;
}

/** Makes frames thumbnails. */
export interface FrameThumbnails {
  /** Makes the frame at this time the thumbnail of a video; resolves with `frame`, or with why there is none. */
  set(
    video: Pick<PhotoRecord, 'photoId' | 'storageKey' | 'contentType'>,
    seconds: number,
  ): Promise<FrameResult['kind']>;
}
