-- Captions of items, as WebVTT that Slipway wrote itself; the text stands last, so that lists need not read it.
CREATE TABLE captions (
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  -- Such as en_US.
  locale TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('general', 'closedcaptions', 'audiodescriptions')),
  -- What people call the language.
  language TEXT NOT NULL,
  is_draft INTEGER NOT NULL CHECK (is_draft IN (0, 1)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  bytes INTEGER NOT NULL,
  -- Hex SHA-256 of the text.
  sha256 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (photo_id, locale, type)
) STRICT;
