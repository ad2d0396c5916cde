/**
 * An access key and the id of a user are one user's in the whole file: the file refuses a second one. Where a
 * file has several, they stay with the account that was made first; the user of another gets an id of its own and
 * loses the key.
 */
export const owners = `
CREATE TABLE former_owners AS
  SELECT users.account_id, users.id,
         row_number() OVER (PARTITION BY users.id ORDER BY accounts.rowid) AS place
    FROM users JOIN accounts ON accounts.id = users.account_id;
UPDATE users SET
    id = substr(account_id, 1, 31) || '-' || substr(id, 1, 32),
    document = json_set(document, '$.id', substr(account_id, 1, 31) || '-' || substr(id, 1, 32))
  WHERE (account_id, id) IN (SELECT account_id, id FROM former_owners WHERE place > 1);
DROP TABLE former_owners;
CREATE UNIQUE INDEX users_by_id ON users (id);

DROP TRIGGER access_keys_come;
DROP TRIGGER access_keys_change;
DROP TRIGGER access_keys_go;
DROP TABLE access_keys;
CREATE TABLE access_keys (
  ak TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_keys_by_user ON access_keys (account_id, user_id);
INSERT OR IGNORE INTO access_keys
  SELECT key.value ->> '$.ak', users.account_id, users.id
    FROM users JOIN accounts ON accounts.id = users.account_id,
         json_each(users.document, '$.access_keys') AS key
   ORDER BY accounts.rowid, users.rowid;
UPDATE users SET document = json_set(document, '$.access_keys', json((
    SELECT json_group_array(json(key.value) ORDER BY key.key)
      FROM json_each(users.document, '$.access_keys') AS key
     WHERE key.value ->> '$.ak' IN
       (SELECT ak FROM access_keys WHERE account_id = users.account_id AND user_id = users.id))))
  WHERE EXISTS (
    SELECT 1 FROM json_each(users.document, '$.access_keys') AS key
     WHERE key.value ->> '$.ak' NOT IN
       (SELECT ak FROM access_keys WHERE account_id = users.account_id AND user_id = users.id));

CREATE TRIGGER access_keys_come AFTER INSERT ON users BEGIN
  INSERT INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_change AFTER UPDATE OF document ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
  INSERT INTO access_keys
    SELECT key.value ->> '$.ak', new.account_id, new.id
      FROM json_each(new.document, '$.access_keys') AS key;
END;
CREATE TRIGGER access_keys_go AFTER DELETE ON users BEGIN
  DELETE FROM access_keys WHERE account_id = old.account_id AND user_id = old.id;
END;
`
