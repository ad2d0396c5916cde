/** Copies of accounts, row by row, so that going back to one touches only what differs. */
export const snapshots = `
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
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_events (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  task_id TEXT,
  source_id TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (snapshot, sequence)
) STRICT, WITHOUT ROWID;
`

/** Faults on HTTP calls, tried in the order in which they were put in. */
export const faults = `
CREATE TABLE faults (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id TEXT NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
`
