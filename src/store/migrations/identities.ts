/**
 * AK/SK. The keys of users stay in their documents, whoever writes those; `access_keys` says whose
 * a key is, and follows the documents by itself.
 */
export const signatures = `
CREATE TABLE access_keys (
  ak TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  PRIMARY KEY (ak, account_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_keys_by_user ON access_keys (account_id, user_id);

INSERT OR IGNORE INTO access_keys
  SELECT key.value ->> '$.ak', users.account_id, users.id
    FROM users, json_each(users.document, '$.access_keys') AS key;

CREATE TRIGGER access_keys_come AFTER INSERT ON users BEGIN
  INSERT OR IGNORE INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_change AFTER UPDATE OF document ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
  INSERT OR IGNORE INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_go AFTER DELETE ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
END;

CREATE TABLE temporary_keys (
  ak TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  expires_at INTEGER NOT NULL GENERATED ALWAYS AS (document ->> '$.expires_at') STORED
) STRICT;
CREATE INDEX temporary_keys_by_account ON temporary_keys (account_id, expires_at);

CREATE TABLE key_locks (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;
`

/** What an account's way of logging in is set to. */
export const identities = `
CREATE TABLE identity_settings (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;
`
