const columns = `
  sequence INTEGER NOT NULL,
  task_id TEXT,
  deleted_source_id TEXT,
  texts TEXT NOT NULL,`

const texts = `
  '{"at":' || at || ',"type":' || json_quote(type)
  || iif(task_id IS NULL, '', ',"task":' || json_quote(task_id))
  || iif(source_id IS NULL, '', ',"source":' || json_quote(source_id))
  || ',"data":' || data || '}'`

const read = `sequence, task_id, iif(type = 'source.deleted', source_id, NULL), ${texts}`

/**
 * A row holds what one write tells of a task, however many events that are; those that are there stay a row each. And the
 * tables of snapshots have rowids: without them SQLite keeps a long text in pages of its own.
 */
export const events = `
CREATE TABLE former_events AS SELECT account_id, ${read} FROM events ORDER BY account_id, sequence;
DROP TABLE events;
CREATE TABLE events (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,${columns}
  PRIMARY KEY (account_id, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO events SELECT * FROM former_events;
DROP TABLE former_events;
CREATE INDEX events_by_task ON events (account_id, task_id, sequence) WHERE task_id IS NOT NULL;
CREATE INDEX events_of_deletion ON events (account_id, deleted_source_id)
  WHERE deleted_source_id IS NOT NULL;

CREATE TABLE former_events AS SELECT snapshot, ${read} FROM snapshot_events ORDER BY snapshot, sequence;
DROP TABLE snapshot_events;
CREATE TABLE snapshot_events (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,${columns}
  PRIMARY KEY (snapshot, sequence)
) STRICT;
INSERT INTO snapshot_events SELECT * FROM former_events;
DROP TABLE former_events;

CREATE TABLE former_rows AS SELECT * FROM snapshot_rows;
DROP TABLE snapshot_rows;
CREATE TABLE snapshot_rows (
  snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
  source_table TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (snapshot, source_table, id)
) STRICT;
INSERT INTO snapshot_rows SELECT * FROM former_rows;
DROP TABLE former_rows;
`
