import type { ColumnType, Generated } from 'kysely';

/** A truth value. SQLite answers with 0 or 1, PostgreSQL with a boolean. */
type Flag = ColumnType<boolean | number, boolean, boolean>;

/** JSON: `album_ids`, `tags`, `allowed_types`. */
export interface OpenUploadsTable {
  open_upload_id: Generated<number>;
  name: string;
  secret_hash: string;
  sealed_secret: string;
  default_publish: Flag;
  change_album: Flag;
  change_tags: Flag;
  change_publish: Flag;
  require_name: Flag;
  require_email: Flag;
  is_public: Flag;
  terms: string;
  album_ids: string;
  tags: string;
  max_file_size: number | null;
  allowed_types: string | null;
  user_id: number;
  created_at: number;
}

export interface OpenUploadFilesTable {
  token_id: string;
  open_upload_id: number;
  key_hash: string;
  sealed_key: string;
  uploader_name: string;
  uploader_email: string;
}

export interface FetchesTable {
  photo_id: number;
  upload_id: string;
  sealed_url: string;
  validator: string;
  error: string;
}

/** The tables of files that come in without an upload token. */
export interface DoorSchema {
  open_uploads: OpenUploadsTable;
  open_upload_files: OpenUploadFilesTable;
  fetches: FetchesTable;
}
