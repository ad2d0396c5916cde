/** The tables of the first version; columns beside a document are generated from it. */
export const first = `
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

CREATE TABLE sources (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') STORED,
  ip TEXT GENERATED ALWAYS AS (document ->> '$.ip') STORED,
  ipv6 TEXT GENERATED ALWAYS AS (document ->> '$.ipv6') STORED,
  state TEXT GENERATED ALWAYS AS (document ->> '$.state') STORED,
  migration_cycle TEXT GENERATED ALWAYS AS (document ->> '$.migration_cycle') STORED,
  connected INTEGER GENERATED ALWAYS AS (document ->> '$.connected') STORED,
  migproject_id TEXT GENERATED ALWAYS AS (document ->> '$.migproject_id') STORED,
  enterprise_project_id TEXT GENERATED ALWAYS AS (document ->> '$.enterprise_project_id') STORED,
  is_consistency_result_exist INTEGER
    GENERATED ALWAYS AS (document ->> '$.is_consistency_result_exist') STORED,
  task_id TEXT GENERATED ALWAYS AS (document ->> '$.task_id') STORED,
  add_date INTEGER GENERATED ALWAYS AS (document ->> '$.add_date') STORED,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX sources_listed ON sources (
  account_id, add_date, ordinal, name, connected, migration_cycle, ip, ipv6, migproject_id,
  enterprise_project_id, is_consistency_result_exist, state, task_id
);
CREATE INDEX sources_by_state ON sources (account_id, state, add_date);
CREATE INDEX sources_unconfigured ON sources (account_id) WHERE task_id IS NULL;
CREATE INDEX sources_by_project ON sources (account_id, migproject_id, add_date);

CREATE TABLE tasks (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  name TEXT GENERATED ALWAYS AS (document ->> '$.name') STORED,
  state TEXT GENERATED ALWAYS AS (document ->> '$.state') STORED,
  source_server_id TEXT GENERATED ALWAYS AS (document ->> '$.source_server_id') STORED,
  vm_id TEXT GENERATED ALWAYS AS (document ->> '$.target_server.vm_id') STORED,
  enterprise_project_id TEXT GENERATED ALWAYS AS (document ->> '$.enterprise_project_id') STORED,
  vm_template_id TEXT GENERATED ALWAYS AS (document ->> '$.vm_template_id') STORED,
  clonevm_template_id TEXT GENERATED ALWAYS AS (document ->> '$.clonevm_template_id') STORED,
  failed INTEGER GENERATED ALWAYS AS (document ->> '$.error_json' <> '') STORED,
  create_date INTEGER GENERATED ALWAYS AS (document ->> '$.create_date') STORED,
  UNIQUE (account_id, id)
) STRICT;
CREATE INDEX tasks_listed ON tasks (
  account_id, create_date, ordinal, name, enterprise_project_id, state
);
CREATE INDEX tasks_by_state ON tasks (account_id, state, create_date);
CREATE INDEX tasks_by_source ON tasks (account_id, source_server_id);
CREATE INDEX tasks_by_vm ON tasks (account_id, vm_id);
CREATE INDEX tasks_by_template ON tasks (account_id, vm_template_id)
  WHERE vm_template_id IS NOT NULL;
CREATE INDEX tasks_by_clone_template ON tasks (account_id, clonevm_template_id)
  WHERE clonevm_template_id IS NOT NULL;
CREATE INDEX tasks_by_failure ON tasks (account_id, create_date) WHERE failed;

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
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  task_id TEXT,
  source_id TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (account_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_task ON events (account_id, task_id, sequence);
`
