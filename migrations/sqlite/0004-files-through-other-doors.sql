-- Who may show a token: `upload` and `replace` are given to clients; a `grant` is made for one file and shown by nobody.
ALTER TABLE upload_tokens ADD COLUMN purpose TEXT NOT NULL DEFAULT 'upload'
  CHECK (purpose IN ('upload', 'replace', 'grant'));
-- The item that gets the file. No foreign key: the answers of an upload stay the same when its item is removed.
ALTER TABLE upload_tokens ADD COLUMN photo_id INTEGER;
ALTER TABLE upload_tokens ADD COLUMN open_upload_id INTEGER;

-- Lists show the tokens that people made, not the many grants among them.
CREATE INDEX upload_tokens_listed ON upload_tokens (id) WHERE purpose = 'upload';

-- When the present file of an item came. An item without a file has an empty storage_key.
ALTER TABLE photos ADD COLUMN stored_at INTEGER NOT NULL DEFAULT 0;
UPDATE photos SET stored_at = created_at;

CREATE TABLE open_uploads (
  open_upload_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL UNIQUE,
  sealed_secret TEXT NOT NULL,
  default_publish INTEGER NOT NULL CHECK (default_publish IN (0, 1)),
  change_album INTEGER NOT NULL CHECK (change_album IN (0, 1)),
  change_tags INTEGER NOT NULL CHECK (change_tags IN (0, 1)),
  change_publish INTEGER NOT NULL CHECK (change_publish IN (0, 1)),
  require_name INTEGER NOT NULL CHECK (require_name IN (0, 1)),
  require_email INTEGER NOT NULL CHECK (require_email IN (0, 1)),
  is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
  terms TEXT NOT NULL,
  album_ids TEXT NOT NULL,
  tags TEXT NOT NULL,
  max_file_size INTEGER,
  allowed_types TEXT,
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX open_uploads_public ON open_uploads (is_public, open_upload_id);

-- What somebody who sent a file to an open upload said of themselves, and the key with which they may change it.
CREATE TABLE open_upload_files (
  token_id TEXT NOT NULL PRIMARY KEY REFERENCES upload_tokens (id),
  open_upload_id INTEGER NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  sealed_key TEXT NOT NULL,
  uploader_name TEXT NOT NULL,
  uploader_email TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that the server fetches itself.
CREATE TABLE fetches (
  photo_id INTEGER PRIMARY KEY REFERENCES photos (photo_id) ON DELETE CASCADE,
  upload_id TEXT NOT NULL REFERENCES uploads (id),
  sealed_url TEXT NOT NULL,
  validator TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;

-- What people said of themselves goes with what they sent.
CREATE TRIGGER photos_removed_uploader AFTER DELETE ON photos BEGIN
  DELETE FROM open_upload_files WHERE token_id = old.upload_token_id;
END;
