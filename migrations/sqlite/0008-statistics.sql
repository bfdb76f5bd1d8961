-- Whoever holds an upload token may follow its uploads: their events are found by the id of the token.
ALTER TABLE events ADD COLUMN upload_token_id TEXT;
CREATE INDEX events_by_token ON events (upload_token_id, id) WHERE upload_token_id IS NOT NULL;

-- What happened in each hour (its beginning, epoch milliseconds). The last three are as they were when it was last looked.
CREATE TABLE statistics (
  hour INTEGER PRIMARY KEY,
  uploads_started INTEGER NOT NULL DEFAULT 0,
  uploads_completed INTEGER NOT NULL DEFAULT 0,
  uploads_failed INTEGER NOT NULL DEFAULT 0,
  uploads_cancelled INTEGER NOT NULL DEFAULT 0,
  uploads_expired INTEGER NOT NULL DEFAULT 0,
  bytes_in INTEGER NOT NULL DEFAULT 0,
  downloads INTEGER NOT NULL DEFAULT 0,
  bytes_out INTEGER NOT NULL DEFAULT 0,
  stored_files INTEGER,
  stored_bytes INTEGER,
  rendition_bytes INTEGER
) STRICT;

-- The last event that has been counted.
CREATE TABLE statistics_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  event_id INTEGER NOT NULL
) STRICT;

INSERT INTO statistics_cursor VALUES (1, 0);

-- How much is stored; kept by the database itself, because adding it up takes as long as the archive is large.
CREATE TABLE storage_use (
  what TEXT PRIMARY KEY CHECK (what IN ('files', 'renditions')),
  files INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO storage_use SELECT 'files', count(*), coalesce(sum(size), 0) FROM photos WHERE storage_key <> '';
INSERT INTO storage_use SELECT 'renditions', count(*), coalesce(sum(bytes), 0) FROM renditions;

CREATE TRIGGER photos_stored AFTER INSERT ON photos WHEN new.storage_key <> '' BEGIN
  UPDATE storage_use SET files = files + 1, bytes = bytes + new.size WHERE what = 'files';
END;

CREATE TRIGGER photos_unstored AFTER DELETE ON photos WHEN old.storage_key <> '' BEGIN
  UPDATE storage_use SET files = files - 1, bytes = bytes - old.size WHERE what = 'files';
END;

CREATE TRIGGER photos_stored_anew AFTER UPDATE OF storage_key, size ON photos BEGIN
  UPDATE storage_use SET
    files = files + iif(new.storage_key <> '', 1, 0) - iif(old.storage_key <> '', 1, 0),
    bytes = bytes + iif(new.storage_key <> '', new.size, 0) - iif(old.storage_key <> '', old.size, 0)
    WHERE what = 'files';
END;

CREATE TRIGGER renditions_stored AFTER INSERT ON renditions BEGIN
  UPDATE storage_use SET files = files + 1, bytes = bytes + new.bytes WHERE what = 'renditions';
END;

CREATE TRIGGER renditions_unstored AFTER DELETE ON renditions BEGIN
  UPDATE storage_use SET files = files - 1, bytes = bytes - old.bytes WHERE what = 'renditions';
END;

CREATE TRIGGER renditions_stored_anew AFTER UPDATE OF bytes ON renditions BEGIN
  UPDATE storage_use SET bytes = bytes + new.bytes - old.bytes WHERE what = 'renditions';
END;

-- Who did what to the site, for ever: rows are only added.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  action TEXT NOT NULL,
  level TEXT NOT NULL,
  key_id TEXT,
  user_id INTEGER,
  consumer_id INTEGER,
  address TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;

CREATE INDEX audit_by_action ON audit (action, id);
CREATE INDEX audit_by_user ON audit (user_id, id);

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
  SELECT raise(ABORT, 'The audit trail is only added to.');
END;

CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN
  SELECT raise(ABORT, 'The audit trail is only added to.');
END;
