-- Events tell of uploads, items and albums. They refer to nothing, because they outlive what they tell of.
-- AUTOINCREMENT: ids grow for ever, so that readers can go on after the last one they saw.
DROP TABLE events;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  upload_id TEXT,
  photo_id INTEGER,
  album_id INTEGER,
  at INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;

-- An upload is completed once.
CREATE UNIQUE INDEX events_completed ON events (upload_id) WHERE type = 'upload.completed';
CREATE INDEX events_by_type ON events (type, id);
CREATE INDEX events_by_time ON events (at);

-- cursor: the last event for which a delivery was made, or not needed.
CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL,
  target_url TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  previous_sealed_secret TEXT,
  previous_secret_until INTEGER,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'removed')),
  state_reason TEXT NOT NULL CHECK (state_reason IN ('', 'requested', 'failing', 'gone')),
  cursor INTEGER NOT NULL,
  failing_since INTEGER,
  consumer_id INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX webhooks_live ON webhooks (target_url, event)
  WHERE state IN ('active', 'paused', 'disabled') AND consumer_id IS NULL;
CREATE UNIQUE INDEX webhooks_of_consumers ON webhooks (consumer_id)
  WHERE state IN ('active', 'paused', 'disabled') AND consumer_id IS NOT NULL;
CREATE INDEX webhooks_by_state ON webhooks (state, id);

-- Callbacks (of an upload) and messages (an event for a webhook), delivered by one worker.
-- tries: attempts since owed_at, when it was last made owed; the waits between attempts follow from them.
CREATE TABLE all_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('callback', 'webhook')),
  upload_id TEXT REFERENCES uploads (id),
  webhook_id INTEGER REFERENCES webhooks (id),
  event_id INTEGER,
  event_type TEXT,
  photo_id INTEGER,
  url TEXT NOT NULL,
  sealed_token TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'delivered', 'failed')),
  attempts INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  owed_at INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK (CASE kind WHEN 'callback' THEN upload_id ELSE webhook_id END IS NOT NULL)
) STRICT;

CREATE TABLE all_delivery_attempts (
  id INTEGER PRIMARY KEY,
  delivery_id INTEGER NOT NULL REFERENCES all_deliveries (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  response TEXT
) STRICT;

INSERT INTO all_deliveries
  SELECT id, 'callback', upload_id, NULL, NULL, NULL, photo_id, url, sealed_token, state, attempts, attempts,
    created_at, next_attempt_at, due_at, created_at, ended_at
  FROM deliveries;
INSERT INTO all_delivery_attempts
  SELECT id, delivery_id, at, duration_ms, status, error, NULL FROM delivery_attempts;

DROP TABLE delivery_attempts;
DROP TABLE deliveries;
ALTER TABLE all_deliveries RENAME TO deliveries;
ALTER TABLE all_delivery_attempts RENAME TO delivery_attempts;

CREATE UNIQUE INDEX deliveries_of_uploads ON deliveries (upload_id);
CREATE UNIQUE INDEX deliveries_of_events ON deliveries (event_id, webhook_id);
CREATE INDEX deliveries_by_kind ON deliveries (kind, id);
CREATE INDEX deliveries_by_state ON deliveries (kind, state, id);
CREATE INDEX deliveries_by_webhook ON deliveries (webhook_id, id);
CREATE INDEX deliveries_by_webhook_state ON deliveries (webhook_id, state, id);
CREATE INDEX deliveries_due ON deliveries (state, due_at) WHERE state = 'pending';
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE kind = 'webhook';
CREATE INDEX delivery_attempts_by_delivery ON delivery_attempts (delivery_id);

-- Few applications want pingbacks, and they are asked for whenever something has happened.
CREATE INDEX oauth_consumers_pinged ON oauth_consumers (consumer_id) WHERE pingback_url <> '' AND revoked_at IS NULL;
