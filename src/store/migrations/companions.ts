/** What belongs to an account beside SMS: networks, servers, volumes, and jobs on them. */
export const companions = `
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
`
