/** What captions are for: a translation, everything that is heard, or what is seen. */
export const captionTypes = ['general', 'closedcaptions', 'audiodescriptions'] as const;

export type CaptionType = (typeof captionTypes)[number];

/** Which captions of an item; there is one of each. */
export interface CaptionKey {
  readonly photoId: number;
  /** Such as `en` or `en_US`. */
  readonly locale: string;
  readonly type: CaptionType;
}

/** The captions of an item in one language, without their text. */
export interface CaptionRecord extends CaptionKey {
  /** What people call the language. */
  readonly language: string;
  /** Not shown to viewers yet. */
  readonly isDraft: boolean;
  /** Shown without being asked for; at most one of an item. */
  readonly isDefault: boolean;
  /** Length of the text, UTF-8. */
  readonly bytes: number;
  /** Hex SHA-256 of the text. */
  readonly sha256: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The captions of items. They end with their item. */
export interface CaptionRecords {
  /** The captions of these items, by language and type. */
  findMany(photoIds: readonly number[]): Promise<CaptionRecord[]>;
  /** The text (WebVTT); undefined when there are no such captions. */
  content(key: CaptionKey): Promise<string | undefined>;
  /** Adds captions, in place of earlier ones of that language and type. */
  put(captions: CaptionRecord, content: string): Promise<void>;
  /** None of the item's captions is shown without being asked for any more. */
  clearDefault(photoId: number): Promise<void>;
  /** False when there were none. */
  remove(key: CaptionKey): Promise<boolean>;
}
