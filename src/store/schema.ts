/**
 * The tables as they are now: what a new file gets. A test holds it against where the migrations lead.
 *
 * Everything but the lasting tables hangs on an account and goes with it. A resource is one JSON document; the columns
 * beside it exist only to be filtered, sorted and counted. A list is filtered inside an index that holds
 * every column of it, so that documents are read only for the page.
 */
export const schema = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE GENERATED ALWAYS AS (document ->> '$.name') STORED
) STRICT;

CREATE TABLE clocks (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  mode TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.mode') VIRTUAL,
  wall_offset INTEGER GENERATED ALWAYS AS (document ->> '$.offset') VIRTUAL
) STRICT;

CREATE TABLE counters (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE users (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.name') STORED,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
) STRICT;
CREATE UNIQUE INDEX users_by_id ON users (id);

CREATE TABLE projects (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.name') STORED,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
) STRICT;

CREATE TABLE tokens (
  digest TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL,
  expires_at INTEGER NOT NULL GENERATED ALWAYS AS (document ->> '$.expires_at') STORED
) STRICT;
CREATE INDEX tokens_by_account ON tokens (account_id, expires_at);

CREATE TABLE templates (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') VIRTUAL,
  region TEXT GENERATED ALWAYS AS (document ->> '$.region') VIRTUAL,
  availability_zone TEXT GENERATED ALWAYS AS (document ->> '$.availability_zone') VIRTUAL,
  is_template TEXT GENERATED ALWAYS AS (document ->> '$.is_template') VIRTUAL,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX templates_listed ON templates (
  account_id, ordinal, is_template, name, region, availability_zone
);

CREATE TABLE migprojects (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') VIRTUAL,
  isdefault INTEGER GENERATED ALWAYS AS (document ->> '$.isdefault') VIRTUAL,
  UNIQUE (account_id, id),
  UNIQUE (account_id, name)
) STRICT;
CREATE INDEX migprojects_listed ON migprojects (account_id, ordinal);

CREATE TABLE agreements (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE scenarios (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT;

CREATE TABLE timers (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (account_id, kind, resource_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_moment ON timers (account_id, due_at, sequence);

CREATE TABLE events (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  task_id TEXT,
  deleted_source_id TEXT,
  texts TEXT NOT NULL,
  PRIMARY KEY (account_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_task ON events (account_id, task_id, sequence) WHERE task_id IS NOT NULL;
CREATE INDEX events_of_deletion ON events (account_id, deleted_source_id)
  WHERE deleted_source_id IS NOT NULL;

CREATE TABLE access_keys (
  ak TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_keys_by_user ON access_keys (account_id, user_id);
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

CREATE TABLE identity_settings (
  account_id TEXT PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE identity_providers (
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  PRIMARY KEY (name, issuer, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_providers_by_account ON identity_providers (account_id);
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

CREATE TABLE snapshots (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0,
  sources INTEGER NOT NULL DEFAULT 0,
  tasks INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, name)
) STRICT;

CREATE TABLE snapshot_rows (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  source_table TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (snapshot, source_table, id)
) STRICT;

CREATE TABLE snapshot_events (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  task_id TEXT,
  deleted_source_id TEXT,
  texts TEXT NOT NULL,
  PRIMARY KEY (snapshot, sequence)
) STRICT;

CREATE TABLE faults (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;

CREATE TABLE tasks (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  vm_id TEXT,
  enterprise_project_id TEXT,
  vm_template_id TEXT,
  clonevm_template_id TEXT,
  failed INTEGER NOT NULL,
  create_date INTEGER NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX tasks_listed ON tasks (
  account_id, create_date, ordinal, name, enterprise_project_id, state
);
CREATE INDEX tasks_by_vm ON tasks (account_id, vm_id) WHERE vm_id IS NOT NULL;
CREATE INDEX tasks_by_template ON tasks (account_id, vm_template_id)
  WHERE vm_template_id IS NOT NULL;
CREATE INDEX tasks_by_clone_template ON tasks (account_id, clonevm_template_id)
  WHERE clonevm_template_id IS NOT NULL;
CREATE INDEX tasks_by_failure ON tasks (account_id, create_date) WHERE failed;

CREATE TABLE sources (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  ip TEXT NOT NULL,
  ipv6 TEXT NOT NULL,
  state TEXT NOT NULL,
  migration_cycle TEXT NOT NULL,
  connected INTEGER NOT NULL,
  migproject_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  is_consistency_result_exist INTEGER NOT NULL,
  add_date INTEGER NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX sources_listed ON sources (
  account_id, add_date, ordinal, name, connected, migration_cycle, ip, ipv6, migproject_id,
  enterprise_project_id, is_consistency_result_exist, state
);

CREATE TABLE companions (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  kind TEXT GENERATED ALWAYS AS (document ->> '$.kind') VIRTUAL,
  project_id TEXT GENERATED ALWAYS AS (document ->> '$.project_id') VIRTUAL,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX companions_by_kind ON companions (account_id, kind, project_id, ordinal);

CREATE TABLE generations (
  account_id TEXT PRIMARY KEY,
  generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_records (
  name TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
