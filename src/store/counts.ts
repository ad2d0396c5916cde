import type { Db } from './database.ts'

/**
 * How many tasks and sources an account has in each state. The tables keep the numbers themselves, so
 * that a list says its total without going through all that it is of.
 */

type Counted = 'tasks' | 'sources'

const one_more = (table: Counted): string => `
  INSERT INTO counts (account_id, counted, state, amount)
    VALUES (new.account_id, '${table}', new.state, 1)
    ON CONFLICT DO UPDATE SET amount = amount + 1;`
const one_less = (table: Counted): string => `
  UPDATE counts SET amount = amount - 1
    WHERE account_id = old.account_id AND counted = '${table}' AND state = old.state;
  DELETE FROM counts
    WHERE account_id = old.account_id AND counted = '${table}' AND state = old.state AND amount = 0;`

const keeping = (table: Counted): string => `
INSERT INTO counts
  SELECT account_id, '${table}', state, count(*) FROM ${table} GROUP BY account_id, state;
CREATE TRIGGER ${table}_come AFTER INSERT ON ${table} BEGIN${one_more(table)}
END;
CREATE TRIGGER ${table}_change AFTER UPDATE OF document ON ${table}
  WHEN old.state <> new.state BEGIN${one_less(table)}${one_more(table)}
END;
CREATE TRIGGER ${table}_go AFTER DELETE ON ${table} BEGIN${one_less(table)}
END;
`

/** The step of the schema that brings the numbers, and indexes of names. */
export const counts = `
CREATE TABLE counts (
  account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  counted TEXT NOT NULL,
  state TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (account_id, counted, state)
) STRICT, WITHOUT ROWID;
${keeping('tasks')}${keeping('sources')}
CREATE INDEX tasks_by_name ON tasks (account_id, name);
CREATE INDEX sources_by_name ON sources (account_id, name);
`

const total = (table: string): string =>
  `SELECT coalesce(sum(amount), 0) FROM counts WHERE account_id = ? AND counted = '${table}'`

/**
 * The statement that tells how many rows match, where that is known without counting.
 *
 * @param where its conditions, as `pages` writes them; each has one value.
 * @returns undefined when they must be counted.
 */
export function knownCount(table: string, where: string): string | undefined {
  if (table !== 'tasks' && table !== 'sources') return undefined
  if (where === 'account_id = ?') return total(table)
  return where === 'account_id = ? AND state = ?' ? `${total(table)} AND state = ?` : undefined
}

/** How many tasks or sources an account has, by state. */
export function countStore(db: Db, table: Counted) {
  const all = db.prepare<[string], number>(total(table)).pluck()
  const states = db.prepare<[string], { state: string; amount: number }>(
    `SELECT state, amount FROM counts WHERE account_id = ? AND counted = '${table}'`,
  )
  return {
    total: (account_id: string): number => all.get(account_id) ?? 0,
    byState: (account_id: string): Record<string, number> =>
      Object.fromEntries(states.all(account_id).map(({ state, amount }) => [state, amount])),
  }
}
