-- What an item can be besides published: flags, a date to come, words of the site's own, protection.

ALTER TABLE photos ADD COLUMN is_360 INTEGER NOT NULL DEFAULT 0 CHECK (is_360 IN (0, 1));
ALTER TABLE photos ADD COLUMN has_360_thumbnail INTEGER NOT NULL DEFAULT 0 CHECK (has_360_thumbnail IN (0, 1));
ALTER TABLE photos ADD COLUMN seo_policy TEXT NOT NULL DEFAULT '' CHECK (seo_policy IN ('', 'index', 'noindex'));
-- When to publish it; null unless it waits for that.
ALTER TABLE photos ADD COLUMN publish_due_at INTEGER;
-- Everything about an item that lists choose by, in one small number: bits 0 and 1 are its kind (0 video, 1 image,
-- 2 audio, 3 other), bit 2 published, 3 promoted, 4 protected, 5 tagged, 6 in an album, 7 without a file. Written
-- together with what it repeats (src/metadata/queries/photo-facets.ts). It is no generated column: no index would be covering with one.
ALTER TABLE photos ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
-- What the order of publication goes by: publish_at, or created_at without one.
ALTER TABLE photos ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;

UPDATE photos SET
  publish_due_at = CASE WHEN is_published = 0 AND publish_at > unixepoch('subsec') * 1000 THEN publish_at END,
  published_at = coalesce(publish_at, created_at),
  facet = CASE kind WHEN 'video' THEN 0 WHEN 'image' THEN 1 WHEN 'audio' THEN 2 ELSE 3 END
    + 4 * is_published
    + 32 * EXISTS (SELECT 1 FROM photo_tags WHERE photo_tags.photo_id = photos.photo_id)
    + 64 * EXISTS (SELECT 1 FROM photo_albums WHERE photo_albums.photo_id = photos.photo_id)
    + 128 * (storage_key = '');

CREATE INDEX photos_due ON photos (publish_due_at) WHERE publish_due_at IS NOT NULL;

-- With the facet in them, the indexes of the orders tell by themselves which items a list wants.
DROP INDEX photos_by_created;
DROP INDEX photos_by_title;
DROP INDEX photos_by_published;
DROP INDEX photos_shown_by_created;
DROP INDEX photos_shown_by_title;
DROP INDEX photos_shown_by_published;
DROP INDEX photos_by_facets;
CREATE INDEX photos_by_created ON photos (created_at, photo_id, facet);
CREATE INDEX photos_by_title ON photos (title_sort, photo_id, facet);
CREATE INDEX photos_by_published ON photos (published_at, photo_id, facet);
CREATE INDEX photos_by_facet ON photos (facet, published_at);
CREATE INDEX photos_by_user ON photos (user_id, facet, published_at);
CREATE INDEX photos_by_filename ON photos (original_filename);

-- The lists that an item is in know its facet and its place in the order of publication: a page of any of them is
-- found by their own index, and counted without looking at its items.

ALTER TABLE photo_tags ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo_tags ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo_albums ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photo_albums ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;

UPDATE photo_tags SET (facet, published_at) =
  (SELECT facet, published_at FROM photos WHERE photos.photo_id = photo_tags.photo_id);
UPDATE photo_albums SET (facet, published_at) =
  (SELECT facet, published_at FROM photos WHERE photos.photo_id = photo_albums.photo_id);

DROP INDEX photo_tags_by_tag;
DROP INDEX photo_albums_by_album;
CREATE INDEX photo_tags_by_tag ON photo_tags (tag, facet, published_at, photo_id);
CREATE INDEX photo_albums_by_album ON photo_albums (album_id, facet, published_at, photo_id);

-- Values of the site's own variables (configuration: archive.variables).
CREATE TABLE photo_variables (
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  facet INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (photo_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_variables_by_value ON photo_variables (name, value, facet, published_at, photo_id);

-- Exact totals: how many items of each facet a list has. Lists are named 'all', 'user:<id>', 'album:<id>',
-- 'tag:<tag>' and 'variable:<name>=<value>', and after days and months of creation and publication (UTC), such as
-- 'created day:2026-11-27'. 'tags' and 'shown tags' count tags (facet 1 is machine tags), 'albums' and
-- 'albums:<user id>' count albums (facet 1 is hidden ones).
DROP TRIGGER photos_added;
DROP TRIGGER photos_removed;
DROP TRIGGER photos_changed;
DROP TABLE photo_counts;

CREATE TABLE list_counts (
  list TEXT NOT NULL,
  facet INTEGER NOT NULL,
  items INTEGER NOT NULL,
  PRIMARY KEY (list, facet)
) STRICT, WITHOUT ROWID;

INSERT INTO list_counts SELECT 'all', facet, count(*) FROM photos GROUP BY 2;
INSERT INTO list_counts SELECT 'user:' || user_id, facet, count(*) FROM photos GROUP BY 1, 2;
INSERT INTO list_counts SELECT strftime('created month:%Y-%m', created_at / 1000.0, 'unixepoch'), facet, count(*) FROM photos GROUP BY 1, 2;
INSERT INTO list_counts SELECT strftime('created day:%Y-%m-%d', created_at / 1000.0, 'unixepoch'), facet, count(*) FROM photos GROUP BY 1, 2;
INSERT INTO list_counts SELECT strftime('published month:%Y-%m', published_at / 1000.0, 'unixepoch'), facet, count(*) FROM photos GROUP BY 1, 2;
INSERT INTO list_counts SELECT strftime('published day:%Y-%m-%d', published_at / 1000.0, 'unixepoch'), facet, count(*) FROM photos GROUP BY 1, 2;
INSERT INTO list_counts SELECT 'album:' || album_id, facet, count(*) FROM photo_albums GROUP BY 1, 2;
INSERT INTO list_counts SELECT 'tag:' || tag, facet, count(*) FROM photo_tags GROUP BY 1, 2;

CREATE TRIGGER photos_added AFTER INSERT ON photos BEGIN
  INSERT INTO list_counts VALUES
    ('all', new.facet, 1),
    ('user:' || new.user_id, new.facet, 1),
    (strftime('created month:%Y-%m', new.created_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('created day:%Y-%m-%d', new.created_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('published month:%Y-%m', new.published_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('published day:%Y-%m-%d', new.published_at / 1000.0, 'unixepoch'), new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER photos_removed AFTER DELETE ON photos BEGIN
  UPDATE list_counts SET items = items - 1 WHERE facet = old.facet AND list IN (
    'all',
    'user:' || old.user_id,
    strftime('created month:%Y-%m', old.created_at / 1000.0, 'unixepoch'),
    strftime('created day:%Y-%m-%d', old.created_at / 1000.0, 'unixepoch'),
    strftime('published month:%Y-%m', old.published_at / 1000.0, 'unixepoch'),
    strftime('published day:%Y-%m-%d', old.published_at / 1000.0, 'unixepoch')
  );
END;

CREATE TRIGGER photos_moved AFTER UPDATE OF facet, user_id, published_at ON photos
WHEN old.facet <> new.facet OR old.user_id <> new.user_id OR old.published_at <> new.published_at BEGIN
  UPDATE list_counts SET items = items - 1 WHERE facet = old.facet AND list IN (
    'all',
    'user:' || old.user_id,
    strftime('created month:%Y-%m', old.created_at / 1000.0, 'unixepoch'),
    strftime('created day:%Y-%m-%d', old.created_at / 1000.0, 'unixepoch'),
    strftime('published month:%Y-%m', old.published_at / 1000.0, 'unixepoch'),
    strftime('published day:%Y-%m-%d', old.published_at / 1000.0, 'unixepoch')
  );
  INSERT INTO list_counts VALUES
    ('all', new.facet, 1),
    ('user:' || new.user_id, new.facet, 1),
    (strftime('created month:%Y-%m', new.created_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('created day:%Y-%m-%d', new.created_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('published month:%Y-%m', new.published_at / 1000.0, 'unixepoch'), new.facet, 1),
    (strftime('published day:%Y-%m-%d', new.published_at / 1000.0, 'unixepoch'), new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
  UPDATE photo_tags SET facet = new.facet, published_at = new.published_at WHERE photo_id = new.photo_id;
  UPDATE photo_albums SET facet = new.facet, published_at = new.published_at WHERE photo_id = new.photo_id;
  UPDATE photo_variables SET facet = new.facet, published_at = new.published_at WHERE photo_id = new.photo_id;
END;

CREATE TRIGGER photo_albums_added AFTER INSERT ON photo_albums BEGIN
  INSERT INTO list_counts VALUES ('album:' || new.album_id, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER photo_albums_removed AFTER DELETE ON photo_albums BEGIN
  UPDATE list_counts SET items = items - 1 WHERE list = 'album:' || old.album_id AND facet = old.facet;
END;

CREATE TRIGGER photo_albums_changed AFTER UPDATE OF facet ON photo_albums WHEN old.facet <> new.facet BEGIN
  UPDATE list_counts SET items = items - 1 WHERE list = 'album:' || old.album_id AND facet = old.facet;
  INSERT INTO list_counts VALUES ('album:' || new.album_id, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER photo_variables_added AFTER INSERT ON photo_variables BEGIN
  INSERT INTO list_counts VALUES ('variable:' || new.name || '=' || new.value, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER photo_variables_removed AFTER DELETE ON photo_variables BEGIN
  UPDATE list_counts SET items = items - 1
    WHERE list = 'variable:' || old.name || '=' || old.value AND facet = old.facet;
  DELETE FROM list_counts
    WHERE list = 'variable:' || old.name || '=' || old.value AND facet = old.facet AND items = 0;
END;

CREATE TRIGGER photo_variables_changed AFTER UPDATE OF facet ON photo_variables WHEN old.facet <> new.facet BEGIN
  UPDATE list_counts SET items = items - 1
    WHERE list = 'variable:' || old.name || '=' || old.value AND facet = old.facet;
  DELETE FROM list_counts
    WHERE list = 'variable:' || old.name || '=' || old.value AND facet = old.facet AND items = 0;
  INSERT INTO list_counts VALUES ('variable:' || new.name || '=' || new.value, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

-- A search looks at tags too.
UPDATE photo_texts SET body = body || char(31) || (
  SELECT lower(group_concat(tag, char(31))) FROM photo_tags WHERE photo_tags.photo_id = photo_texts.photo_id
) WHERE EXISTS (SELECT 1 FROM photo_tags WHERE photo_tags.photo_id = photo_texts.photo_id);

-- Every tag in use, with how many items have it. Its row is made before the first item gets it, and goes with the last.
CREATE TABLE tags (
  tag TEXT NOT NULL PRIMARY KEY,
  tag_sort TEXT NOT NULL,
  is_machine INTEGER NOT NULL CHECK (is_machine IN (0, 1)),
  items INTEGER NOT NULL DEFAULT 0,
  shown_items INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO tags SELECT tag, lower(tag), tag LIKE '_%:_%', count(*), sum(facet >> 2 & 1) FROM photo_tags GROUP BY tag;
INSERT INTO list_counts SELECT 'tags', is_machine, count(*) FROM tags GROUP BY is_machine;
INSERT INTO list_counts SELECT 'shown tags', is_machine, count(*) FROM tags WHERE shown_items > 0 GROUP BY is_machine;

CREATE INDEX tags_by_name ON tags (tag_sort);
CREATE INDEX tags_by_items ON tags (items, tag_sort);
CREATE INDEX tags_by_shown_items ON tags (shown_items, tag_sort);

CREATE TRIGGER tags_counted AFTER UPDATE OF items ON tags WHEN (old.items = 0) <> (new.items = 0) BEGIN
  INSERT INTO list_counts VALUES ('tags', new.is_machine, iif(new.items = 0, -1, 1))
    ON CONFLICT DO UPDATE SET items = items + excluded.items;
END;

CREATE TRIGGER tags_shown AFTER UPDATE OF shown_items ON tags WHEN (old.shown_items = 0) <> (new.shown_items = 0) BEGIN
  INSERT INTO list_counts VALUES ('shown tags', new.is_machine, iif(new.shown_items = 0, -1, 1))
    ON CONFLICT DO UPDATE SET items = items + excluded.items;
END;

CREATE TRIGGER photo_tags_added AFTER INSERT ON photo_tags BEGIN
  INSERT INTO list_counts VALUES ('tag:' || new.tag, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
  UPDATE tags SET items = items + 1, shown_items = shown_items + (new.facet >> 2 & 1) WHERE tag = new.tag;
END;

CREATE TRIGGER photo_tags_removed AFTER DELETE ON photo_tags BEGIN
  UPDATE list_counts SET items = items - 1 WHERE list = 'tag:' || old.tag AND facet = old.facet;
  DELETE FROM list_counts WHERE list = 'tag:' || old.tag AND facet = old.facet AND items = 0;
  UPDATE tags SET items = items - 1, shown_items = shown_items - (old.facet >> 2 & 1) WHERE tag = old.tag;
  DELETE FROM tags WHERE tag = old.tag AND items = 0;
END;

CREATE TRIGGER photo_tags_changed AFTER UPDATE OF facet ON photo_tags WHEN old.facet <> new.facet BEGIN
  UPDATE list_counts SET items = items - 1 WHERE list = 'tag:' || old.tag AND facet = old.facet;
  DELETE FROM list_counts WHERE list = 'tag:' || old.tag AND facet = old.facet AND items = 0;
  INSERT INTO list_counts VALUES ('tag:' || new.tag, new.facet, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
  UPDATE tags SET shown_items = shown_items + (new.facet >> 2 & 1) - (old.facet >> 2 & 1) WHERE tag = new.tag;
END;

-- Albums: when each was changed last, and what they are sorted and searched by.
ALTER TABLE albums ADD COLUMN edited_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN title_sort TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN body TEXT NOT NULL DEFAULT '';
UPDATE albums SET edited_at = created_at, title_sort = lower(title), body = lower(title || char(31) || description);

DROP INDEX albums_by_hidden;
CREATE INDEX albums_by_edited ON albums (edited_at);
CREATE INDEX albums_by_title ON albums (title_sort);
CREATE INDEX albums_by_user ON albums (user_id);

INSERT INTO list_counts SELECT 'albums', is_hidden, count(*) FROM albums GROUP BY is_hidden;
INSERT INTO list_counts SELECT 'albums:' || user_id, is_hidden, count(*) FROM albums GROUP BY user_id, is_hidden;

CREATE TRIGGER albums_added AFTER INSERT ON albums BEGIN
  INSERT INTO list_counts VALUES ('albums', new.is_hidden, 1), ('albums:' || new.user_id, new.is_hidden, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER albums_removed AFTER DELETE ON albums BEGIN
  UPDATE list_counts SET items = items - 1
    WHERE list IN ('albums', 'albums:' || old.user_id) AND facet = old.is_hidden;
  DELETE FROM list_counts WHERE list = 'album:' || old.album_id;
END;

CREATE TRIGGER albums_changed AFTER UPDATE OF is_hidden ON albums WHEN old.is_hidden <> new.is_hidden BEGIN
  UPDATE list_counts SET items = items - 1
    WHERE list IN ('albums', 'albums:' || old.user_id) AND facet = old.is_hidden;
  INSERT INTO list_counts VALUES ('albums', new.is_hidden, 1), ('albums:' || new.user_id, new.is_hidden, 1)
    ON CONFLICT DO UPDATE SET items = items + 1;
END;

-- Rights to change one item, given to somebody without a key.
CREATE TABLE update_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  max_uses INTEGER NOT NULL,
  used_count INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by_key_id TEXT REFERENCES api_keys (id)
) STRICT;

CREATE INDEX update_tokens_by_photo ON update_tokens (photo_id);
CREATE INDEX update_tokens_by_end ON update_tokens (valid_until);

-- How protected items are opened. Tokens are sealed: they are handed out again.
CREATE TABLE photo_protections (
  photo_id INTEGER PRIMARY KEY REFERENCES photos (photo_id) ON DELETE CASCADE,
  method TEXT NOT NULL CHECK (method IN ('password', 'custom')),
  password_hash TEXT,
  endpoint TEXT,
  sealed_token TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Tokens of protections that were replaced or removed, while they still open the item.
CREATE TABLE retired_tokens (
  id INTEGER PRIMARY KEY,
  photo_id INTEGER NOT NULL REFERENCES photos (photo_id) ON DELETE CASCADE,
  sealed_token TEXT NOT NULL,
  valid_until INTEGER NOT NULL
) STRICT;

CREATE INDEX retired_tokens_by_photo ON retired_tokens (photo_id);
