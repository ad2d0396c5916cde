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

/** How many tasks and sources are in each state, kept by triggers: later versions remember it. And indexes of names. */
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
