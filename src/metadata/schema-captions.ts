import type { ColumnType } from 'kysely';

/** As in `schema.ts`. */
type Flag = ColumnType<boolean | number, boolean, boolean>;

export interface CaptionsTable {
  photo_id: number;
  locale: string;
  type: string;
  language: string;
  is_draft: Flag;
  is_default: Flag;
  bytes: number;
  sha256: string;
  created_at: number;
  content: string;
}

/** Captions of items. */
export interface CaptionSchema {
  captions: CaptionsTable;
}
