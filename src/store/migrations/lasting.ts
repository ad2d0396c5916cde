/**
 * What outlives accounts and processes, so that no id is given twice: how often each account was emptied
 * or removed, and what the process itself counts.
 */
export const lasting = `
CREATE TABLE generations (
  account_id TEXT PRIMARY KEY,
  generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_records (
  name TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`

/** They are no part of the state of any account. */
export const lasting_tables: readonly string[] = ['generations', 'run_records']
