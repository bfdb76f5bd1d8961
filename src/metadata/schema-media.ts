import type { ColumnType } from 'kysely';

/** As in `schema.ts`. */
type OptionalFlag = ColumnType<boolean | number | null, boolean | null, boolean | null>;

/** `generation` counts the files that the item had. */
export interface MediaTable {
  photo_id: number;
  generation: number;
  state: string;
  reason: string;
  container: string | null;
  video_codec: string | null;
  audio_codec: string | null;
  duration_seconds: number | null;
  width: number | null;
  height: number | null;
  rotation: number | null;
  frame_rate: number | null;
  has_audio: OptionalFlag;
  is_web_ready: OptionalFlag;
  taken_at: number | null;
  camera: string | null;
  has_location: OptionalFlag;
  thumbnail_key: string | null;
  thumbnail_type: string | null;
  updated_at: number;
}

export interface RenditionsTable {
  photo_id: number;
  name: string;
  format: string;
  generation: number;
  storage_key: string;
  bytes: number;
  width: number | null;
  height: number | null;
  bit_rate: number | null;
  created_at: number;
}

/** What is known of the files of items, and what was made from them. */
export interface MediaSchema {
  media: MediaTable;
  renditions: RenditionsTable;
}
