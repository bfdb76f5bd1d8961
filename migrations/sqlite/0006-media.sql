-- Work is done by class: so many of a class at once, the most urgent first (a smaller priority is more urgent).
ALTER TABLE jobs ADD COLUMN class TEXT NOT NULL DEFAULT 'digest';
ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 50;
-- In percent.
ALTER TABLE jobs ADD COLUMN progress INTEGER NOT NULL DEFAULT 0;
-- How often a worker took it; more often than it failed means that the program ended meanwhile.
ALTER TABLE jobs ADD COLUMN claims INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET class = kind;

DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'pending';
CREATE INDEX jobs_by_class ON jobs (class, priority, due_at) WHERE state = 'pending';

-- What is known of the file of an item, and how far its processing is. `generation` counts the files that the item had.
CREATE TABLE media (
  photo_id INTEGER PRIMARY KEY REFERENCES photos (photo_id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'processing', 'ready', 'failed', 'none')),
  reason TEXT NOT NULL,
  container TEXT,
  video_codec TEXT,
  audio_codec TEXT,
  duration_seconds REAL,
  width INTEGER,
  height INTEGER,
  rotation INTEGER,
  frame_rate REAL,
  has_audio INTEGER CHECK (has_audio IN (0, 1)),
  is_web_ready INTEGER CHECK (is_web_ready IN (0, 1)),
  taken_at INTEGER,
  camera TEXT,
  has_location INTEGER CHECK (has_location IN (0, 1)),
  thumbnail_key TEXT,
  thumbnail_type TEXT,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX media_by_thumbnail ON media (thumbnail_key) WHERE thumbnail_key IS NOT NULL;

-- Files made from the file of an item. The same name may be there in several formats.
CREATE TABLE renditions (
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  format TEXT NOT NULL,
  generation INTEGER NOT NULL,
  storage_key TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  bit_rate INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, name, format)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX renditions_by_storage_key ON renditions (storage_key);

-- Items that are there already are looked at after everything that comes from now on.
INSERT INTO media (photo_id, generation, state, reason, updated_at)
  SELECT photo_id, 1, CASE WHEN kind = 'other' THEN 'none' ELSE 'pending' END,
    CASE WHEN kind = 'other' THEN 'The file is no picture, video or sound.' ELSE '' END, stored_at
  FROM photos WHERE storage_key <> '';
INSERT INTO jobs (kind, class, priority, photo_id, state, attempts, due_at, error, created_at)
  SELECT CASE WHEN kind = 'image' THEN 'images' ELSE 'probe' END, 'media', 90, photo_id, 'pending', 0, stored_at, NULL, stored_at
  FROM photos WHERE storage_key <> '' AND kind <> 'other';
