/** An account has at most a thousand tasks and sources: a name is found in the index of the list, which every creation writes anyway. */
export const names = `
DROP INDEX tasks_by_name;
DROP INDEX sources_by_name;
`
