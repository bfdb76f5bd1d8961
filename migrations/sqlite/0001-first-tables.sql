-- Times are epoch milliseconds. Truth values are 0 or 1. Lists and other structures are JSON text.

CREATE TABLE users (
  user_id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  is_hidden INTEGER NOT NULL CHECK (is_hidden IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_hidden ON users (is_hidden) WHERE is_hidden = true;

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  secret_hint TEXT NOT NULL,
  name TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'anonymous', 'read', 'write', 'admin', 'super')),
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE upload_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  secret_hint TEXT NOT NULL,
  metadata TEXT NOT NULL,
  publish_at INTEGER,
  absolute_url TEXT,
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  return_url TEXT NOT NULL,
  is_background_return INTEGER NOT NULL CHECK (is_background_return IN (0, 1)),
  max_uploads INTEGER NOT NULL,
  valid_minutes INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  max_file_size INTEGER,
  allowed_types TEXT,
  extras TEXT NOT NULL,
  completed_count INTEGER NOT NULL,
  revoked_at INTEGER,
  created_at INTEGER NOT NULL,
  created_by_key_id TEXT REFERENCES api_keys (id)
) STRICT;

-- photo_id is not a foreign key: the answers of an upload stay the same when its item is removed.
CREATE TABLE uploads (
  id TEXT NOT NULL PRIMARY KEY,
  token_id TEXT NOT NULL REFERENCES upload_tokens (id),
  key TEXT NOT NULL,
  identifier TEXT NOT NULL,
  filename TEXT NOT NULL,
  relative_path TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  state TEXT NOT NULL CHECK (state IN ('receiving', 'completed', 'cancelled', 'expired', 'failed')),
  ranges TEXT NOT NULL,
  has_slot INTEGER NOT NULL CHECK (has_slot IN (0, 1)),
  storage_key TEXT NOT NULL,
  content_type TEXT,
  metadata TEXT,
  extras TEXT NOT NULL,
  return_context TEXT,
  error_code TEXT,
  error_details TEXT NOT NULL,
  photo_id INTEGER,
  final_answers INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_activity_at INTEGER NOT NULL,
  completed_at INTEGER
) STRICT;

-- One live upload per token and key.
CREATE UNIQUE INDEX uploads_live ON uploads (token_id, key) WHERE state IN ('receiving', 'completed', 'failed');
CREATE INDEX uploads_by_identifier ON uploads (token_id, identifier, id);
CREATE INDEX uploads_slots ON uploads (token_id, has_slot) WHERE has_slot = true;
CREATE INDEX uploads_by_state ON uploads (state, id);
-- state is part of the key so that this index is preferred to uploads_by_state for the search for idle uploads.
CREATE INDEX uploads_receiving ON uploads (state, last_activity_at) WHERE state = 'receiving';
CREATE INDEX uploads_by_storage_key ON uploads (storage_key) WHERE state = 'receiving';

CREATE TABLE albums (
  album_id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  token TEXT NOT NULL,
  is_hidden INTEGER NOT NULL CHECK (is_hidden IN (0, 1)),
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX albums_by_hidden ON albums (is_hidden);

-- AUTOINCREMENT: the id of a removed item is never given to another.
CREATE TABLE photos (
  photo_id INTEGER PRIMARY KEY AUTOINCREMENT,
  tree_id INTEGER NOT NULL GENERATED ALWAYS AS (1000 + photo_id / 1000) STORED,
  token TEXT NOT NULL,
  title TEXT NOT NULL,
  title_sort TEXT NOT NULL,
  description TEXT NOT NULL,
  is_published INTEGER NOT NULL CHECK (is_published IN (0, 1)),
  publish_at INTEGER,
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  absolute_url TEXT,
  original_filename TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  content_type TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('video', 'image', 'audio', 'other')),
  sha256 TEXT,
  storage_key TEXT NOT NULL,
  upload_id TEXT NOT NULL UNIQUE REFERENCES uploads (id),
  upload_token_id TEXT NOT NULL REFERENCES upload_tokens (id),
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX photos_by_created ON photos (created_at);
CREATE INDEX photos_by_title ON photos (title_sort);
CREATE INDEX photos_by_published ON photos (coalesce(publish_at, created_at));
CREATE INDEX photos_shown_by_created ON photos (is_published, created_at);
CREATE INDEX photos_shown_by_title ON photos (is_published, title_sort);
CREATE INDEX photos_shown_by_published ON photos (is_published, coalesce(publish_at, created_at));
CREATE INDEX photos_by_facets ON photos (user_id, kind, is_published);
CREATE INDEX photos_by_upload_token ON photos (upload_token_id);
CREATE INDEX photos_by_storage_key ON photos (storage_key);

CREATE TABLE photo_tags (
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (photo_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_tags_by_tag ON photo_tags (tag, photo_id);

CREATE TABLE photo_albums (
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  album_id INTEGER NOT NULL REFERENCES albums (album_id),
  PRIMARY KEY (photo_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_albums_by_album ON photo_albums (album_id, photo_id);

CREATE TABLE photo_texts (
  photo_id INTEGER PRIMARY KEY REFERENCES photos (photo_id) ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;

-- The bodies are folded already, so case matters here.
CREATE VIRTUAL TABLE photo_search USING fts5 (
  body,
  content = 'photo_texts',
  content_rowid = 'photo_id',
  tokenize = 'trigram case_sensitive 1',
  columnsize = 0
);

CREATE TRIGGER photo_texts_added AFTER INSERT ON photo_texts BEGIN
  INSERT INTO photo_search (rowid, body) VALUES (new.photo_id, new.body);
END;

CREATE TRIGGER photo_texts_removed AFTER DELETE ON photo_texts BEGIN
  INSERT INTO photo_search (photo_search, rowid, body) VALUES ('delete', old.photo_id, old.body);
END;

CREATE TRIGGER photo_texts_changed AFTER UPDATE OF body ON photo_texts WHEN old.body <> new.body BEGIN
  INSERT INTO photo_search (photo_search, rowid, body) VALUES ('delete', old.photo_id, old.body);
  INSERT INTO photo_search (rowid, body) VALUES (new.photo_id, new.body);
END;

-- Exact totals without counting a million rows.
CREATE TABLE photo_counts (
  user_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  is_published INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (user_id, kind, is_published)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER photos_added AFTER INSERT ON photos BEGIN
  INSERT INTO photo_counts VALUES (new.user_id, new.kind, new.is_published, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER photos_removed AFTER DELETE ON photos BEGIN
  UPDATE photo_counts SET items = items - 1
    WHERE user_id = old.user_id AND kind = old.kind AND is_published = old.is_published;
END;

CREATE TRIGGER photos_changed AFTER UPDATE OF user_id, kind, is_published ON photos BEGIN
  UPDATE photo_counts SET items = items - 1
    WHERE user_id = old.user_id AND kind = old.kind AND is_published = old.is_published;
  INSERT INTO photo_counts VALUES (new.user_id, new.kind, new.is_published, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  upload_id TEXT NOT NULL UNIQUE REFERENCES uploads (id),
  photo_id INTEGER,
  url TEXT NOT NULL,
  sealed_token TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_due ON deliveries (state, due_at) WHERE state = 'pending';

CREATE TABLE delivery_attempts (
  id INTEGER PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status INTEGER,
  error TEXT
) STRICT;

CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_id);

-- AUTOINCREMENT: a worker whose lease ran out must not end a later job that got the same id.
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'failed')),
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  error TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (photo_id, kind)
) STRICT;

CREATE INDEX jobs_due ON jobs (state, due_at) WHERE state = 'pending';

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  upload_id TEXT NOT NULL REFERENCES uploads (id),
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

-- An upload is completed once.
CREATE UNIQUE INDEX events_completed ON events (upload_id) WHERE type = 'upload.completed';

-- Written by the checkpoint worker, which thereby writes the new header of a log that starts over (decision 0002).
CREATE TABLE log_turns (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  turns INTEGER NOT NULL
) STRICT;

INSERT INTO log_turns VALUES (1, 0);

INSERT INTO users (username, display_name, is_hidden, created_at)
  VALUES ('__hidden', 'Anonymous', 1, CAST(unixepoch('subsec') * 1000 AS INTEGER));
