/**
 * An identity provider, by its name, issuer and client, is one account's in the whole file: the file refuses a
 * second one. Where a file has several, it stays with the account that was made first, and others lose it.
 */
export const providers = `
CREATE TABLE identity_providers (
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  PRIMARY KEY (name, issuer, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_providers_by_account ON identity_providers (account_id);
INSERT OR IGNORE INTO identity_providers
  SELECT provider.value ->> '$.name', provider.value ->> '$.issuer',
         provider.value ->> '$.client_id', accounts.id
    FROM identity_settings JOIN accounts ON accounts.id = identity_settings.account_id,
         json_each(identity_settings.document, '$.identity_providers') AS provider
   ORDER BY accounts.rowid;
UPDATE identity_settings SET document = json_set(document, '$.identity_providers', json((
    SELECT json_group_array(json(provider.value) ORDER BY provider.key)
      FROM json_each(identity_settings.document, '$.identity_providers') AS provider
     WHERE EXISTS (
        SELECT 1 FROM identity_providers AS owner
         WHERE owner.account_id = identity_settings.account_id
           AND owner.name = provider.value ->> '$.name'
           AND owner.issuer = provider.value ->> '$.issuer'
           AND owner.client_id = provider.value ->> '$.client_id'))))
  WHERE EXISTS (
    SELECT 1 FROM json_each(identity_settings.document, '$.identity_providers') AS provider
     WHERE NOT EXISTS (
        SELECT 1 FROM identity_providers AS owner
         WHERE owner.account_id = identity_settings.account_id
           AND owner.name = provider.value ->> '$.name'
           AND owner.issuer = provider.value ->> '$.issuer'
           AND owner.client_id = provider.value ->> '$.client_id'));

CREATE TRIGGER identity_providers_come AFTER INSERT ON identity_settings BEGIN
  INSERT INTO identity_providers
    SELECT provider.value ->> '$.name', provider.value ->> '$.issuer',
           provider.value ->> '$.client_id', new.account_id
      FROM json_each(new.document, '$.identity_providers') AS provider;
END;
CREATE TRIGGER identity_providers_change AFTER UPDATE OF document ON identity_settings BEGIN
  DELETE FROM identity_providers WHERE account_id = old.account_id;
  INSERT INTO identity_providers
    SELECT provider.value ->> '$.name', provider.value ->> '$.issuer',
           provider.value ->> '$.client_id', new.account_id
      FROM json_each(new.document, '$.identity_providers') AS provider;
END;
CREATE TRIGGER identity_providers_go AFTER DELETE ON identity_settings BEGIN
  DELETE FROM identity_providers WHERE account_id = old.account_id;
END;
`
