-- Who may do what: accounts, OAuth consumers and their tokens, sessions, short-lived bearer tokens.

-- `email_key` is the folded address and `display_key` the folded name, for finding and for sorting.
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN email_key TEXT;
ALTER TABLE users ADD COLUMN full_name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN display_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN password_hash TEXT;
ALTER TABLE users ADD COLUMN timezone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE users ADD COLUMN is_admin INTEGER NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1));
ALTER TABLE users ADD COLUMN type TEXT NOT NULL DEFAULT 'full' CHECK (type IN ('full', 'visitor'));
ALTER TABLE users ADD COLUMN last_login_at INTEGER;

UPDATE users SET display_key = lower(display_name), is_admin = username = 'owner';

CREATE UNIQUE INDEX users_by_email ON users (email_key);
CREATE INDEX users_by_display ON users (display_key);
CREATE INDEX users_by_admin ON users (is_admin, display_key);
CREATE INDEX users_by_login ON users (last_login_at);

-- Exact totals without counting; the hidden user is no member of any list.
CREATE TABLE user_counts (
  is_admin INTEGER NOT NULL PRIMARY KEY,
  users INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO user_counts SELECT is_admin, count(*) FROM users WHERE is_hidden = false GROUP BY is_admin;

CREATE TRIGGER users_added AFTER INSERT ON users WHEN new.is_hidden = false BEGIN
  INSERT INTO user_counts VALUES (new.is_admin, 1) ON CONFLICT DO UPDATE SET users = users + 1;
END;

CREATE TRIGGER users_removed AFTER DELETE ON users WHEN old.is_hidden = false BEGIN
  UPDATE user_counts SET users = users - 1 WHERE is_admin = old.is_admin;
END;

CREATE TRIGGER users_changed AFTER UPDATE OF is_admin ON users WHEN new.is_hidden = false BEGIN
  UPDATE user_counts SET users = users - 1 WHERE is_admin = old.is_admin;
  INSERT INTO user_counts VALUES (new.is_admin, 1) ON CONFLICT DO UPDATE SET users = users + 1;
END;

-- What a search looks through, folded: for everybody, and only for those who may see it.
CREATE TABLE user_texts (
  user_id INTEGER PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  public_body TEXT NOT NULL,
  private_body TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE user_search USING fts5 (
  public_body,
  private_body,
  content = 'user_texts',
  content_rowid = 'user_id',
  tokenize = 'trigram case_sensitive 1',
  columnsize = 0
);

CREATE TRIGGER user_texts_added AFTER INSERT ON user_texts BEGIN
  INSERT INTO user_search (rowid, public_body, private_body)
    VALUES (new.user_id, new.public_body, new.private_body);
END;

CREATE TRIGGER user_texts_removed AFTER DELETE ON user_texts BEGIN
  INSERT INTO user_search (user_search, rowid, public_body, private_body)
    VALUES ('delete', old.user_id, old.public_body, old.private_body);
END;

INSERT INTO user_texts
  SELECT user_id, lower(username) || char(31) || lower(display_name), '' FROM users WHERE is_hidden = false;

-- Short-lived tokens that stand for a key; they end with it.
CREATE TABLE bearer_tokens (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL REFERENCES api_keys (id),
  level TEXT NOT NULL CHECK (level IN ('read', 'write', 'admin', 'super')),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX bearer_tokens_by_expiry ON bearer_tokens (expires_at);

-- Secrets that are needed again to check a signature are sealed, all others are hashed.
CREATE TABLE oauth_consumers (
  consumer_id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  sealed_secret TEXT NOT NULL,
  name TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('read', 'write', 'admin', 'super')),
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  pingback_url TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE oauth_access_tokens (
  token_id INTEGER PRIMARY KEY AUTOINCREMENT,
  token TEXT NOT NULL UNIQUE,
  sealed_secret TEXT NOT NULL,
  consumer_id INTEGER NOT NULL REFERENCES oauth_consumers (consumer_id),
  user_id INTEGER NOT NULL REFERENCES users (user_id),
  level TEXT NOT NULL CHECK (level IN ('read', 'write', 'admin', 'super')),
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE INDEX oauth_access_tokens_by_consumer ON oauth_access_tokens (consumer_id, token_id);

-- A request token without a verifier waits for somebody's consent; one with a verifier has it.
CREATE TABLE oauth_request_tokens (
  token TEXT NOT NULL PRIMARY KEY,
  sealed_secret TEXT NOT NULL,
  consumer_id INTEGER NOT NULL REFERENCES oauth_consumers (consumer_id),
  callback TEXT NOT NULL,
  user_id INTEGER REFERENCES users (user_id),
  verifier_hash TEXT,
  expires_at INTEGER NOT NULL,
  CHECK ((user_id IS NULL) = (verifier_hash IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_request_tokens_by_expiry ON oauth_request_tokens (expires_at);

CREATE TABLE oauth_nonces (
  digest TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX oauth_nonces_by_expiry ON oauth_nonces (expires_at);

-- One use each: to sign a visitor's session, or to log a user in.
CREATE TABLE sign_in_tokens (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('session', 'login')),
  user_id INTEGER REFERENCES users (user_id),
  email TEXT NOT NULL,
  full_name TEXT NOT NULL,
  return_url TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_tokens_by_expiry ON sign_in_tokens (expires_at);

CREATE TABLE sessions (
  secret_hash TEXT NOT NULL PRIMARY KEY,
  user_id INTEGER REFERENCES users (user_id),
  email TEXT NOT NULL,
  full_name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_use ON sessions (last_used_at);
CREATE INDEX sessions_by_creation ON sessions (created_at);
