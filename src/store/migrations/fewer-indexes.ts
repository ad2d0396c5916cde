/**
 * An account has at most a thousand tasks and sources: what a state or a migration project has is found in the index of
 * the list. And an event of a source is looked for only when the source is gone.
 */
export const fewerIndexes = `
DROP INDEX sources_by_state;
DROP INDEX sources_by_project;
DROP INDEX tasks_by_state;
DROP INDEX tasks_listed;
CREATE INDEX tasks_listed ON tasks (
  account_id, create_date, ordinal, name, enterprise_project_id, state
);
DROP INDEX events_by_task;
CREATE INDEX events_by_task ON events (account_id, task_id, sequence) WHERE task_id IS NOT NULL;
CREATE INDEX events_of_deletion ON events (account_id, source_id) WHERE type = 'source.deleted';
`
