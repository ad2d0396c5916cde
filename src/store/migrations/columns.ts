/**
 * Tasks and sources have their columns from their stores. Generated ones had SQLite parse each document, and
 * an update, which may change any of them, write every index anew (docs/decisions/035-columns.md).
 * What is in the columns is asked of the index whose purpose it is, and of no other. Totals are remembered.
 */
const tasks = `
ALTER TABLE tasks RENAME TO tasks_former;
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
INSERT INTO tasks
  SELECT ordinal, account_id, id, name, state, vm_id, enterprise_project_id, vm_template_id,
         clonevm_template_id, failed, create_date, document
    FROM tasks_former ORDER BY ordinal;
DROP TABLE tasks_former;
CREATE INDEX tasks_listed ON tasks (account_id, create_date, ordinal, name, enterprise_project_id);
CREATE INDEX tasks_by_state ON tasks (
  account_id, state, create_date, ordinal, name, enterprise_project_id
);
CREATE INDEX tasks_by_name ON tasks (account_id, name);
CREATE INDEX tasks_by_vm ON tasks (account_id, vm_id) WHERE vm_id IS NOT NULL;
CREATE INDEX tasks_by_template ON tasks (account_id, vm_template_id)
  WHERE vm_template_id IS NOT NULL;
CREATE INDEX tasks_by_clone_template ON tasks (account_id, clonevm_template_id)
  WHERE clonevm_template_id IS NOT NULL;
CREATE INDEX tasks_by_failure ON tasks (account_id, create_date) WHERE failed;
`

const sources = `
ALTER TABLE sources RENAME TO sources_former;
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
  os_type TEXT NOT NULL,
  os_version TEXT NOT NULL,
  oem_system INTEGER,
  document TEXT NOT NULL,
  UNIQUE (account_id, id)
) STRICT;
INSERT INTO sources
  SELECT ordinal, account_id, id, name, ip, ipv6, state, migration_cycle, connected, migproject_id,
         enterprise_project_id, is_consistency_result_exist, add_date, document ->> '$.os_type',
         document ->> '$.os_version', document ->> '$.oem_system', document
    FROM sources_former ORDER BY ordinal;
DROP TABLE sources_former;
CREATE INDEX sources_listed ON sources (
  account_id, add_date, ordinal, name, connected, migration_cycle, ip, ipv6, migproject_id,
  enterprise_project_id, is_consistency_result_exist, state
);
CREATE INDEX sources_by_state ON sources (account_id, state, add_date);
CREATE INDEX sources_by_name ON sources (account_id, name);
CREATE INDEX sources_by_project ON sources (account_id, migproject_id, add_date);
`

/** Indexes and triggers of the tables that were, whose names the new ones take. */
const former = {
  TRIGGER: ['tasks', 'sources'].flatMap((table) =>
    ['come', 'change', 'go'].map((when) => `${table}_${when}`),
  ),
  INDEX: [
    ...['listed', 'by_state', 'by_source', 'by_vm', 'by_template', 'by_clone_template'].map(
      (purpose) => `tasks_${purpose}`,
    ),
    ...['tasks_by_failure', 'tasks_by_name'],
    ...['listed', 'by_state', 'unconfigured', 'by_project', 'by_name'].map(
      (purpose) => `sources_${purpose}`,
    ),
  ],
}
const drops = Object.entries(former).flatMap(([kind, names]) =>
  names.map((name) => `DROP ${kind} ${name};`),
)

export const columns = `
${drops.join('\n')}
DROP TABLE counts;
${tasks}${sources}`

/** A task shows its source from the source's document: the columns that held a copy for it are gone. */
export const unshown = ['os_type', 'os_version', 'oem_system']
  .map((column) => `ALTER TABLE sources DROP COLUMN ${column};`)
  .join('\n')
