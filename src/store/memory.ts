import type { Db } from './database.ts'

/**
 * What this process remembers of rows, parsed. A file belongs to one process, and every write goes
 * through a store, so that a store that writes a row has only to forget it here.
 *
 * Values are not to be changed. In tests they are frozen: code that changes one by mistake finds out at
 * once, and not the next reader. To freeze what is read from a file takes as long as to parse it.
 */

/** A part of the memory. Of a limited number of values; the one that was put in first goes first. */
export type Remembered<Value> = {
  /** The value of a key, made and kept when it is not there; `undefined` is not kept. */
  get<Made extends Value | undefined>(key: string, make: () => Made): Value | Made
  /** A row was written so: the next reader need not read it. The value must not be changed any more. */
  put(key: string, value: Value): void
  /** A row was written or removed: the next reader reads it. */
  forget(key: string): void
  forgetAll(): void
}

/** Its values, and what of them the transaction at hand has written: some, or maybe all. */
type Part = { values: Map<string, unknown>; written: Set<string>; all_written: boolean }
type Memory = {
  parts: Map<string, Part>
  /** How many transactions of `inTransaction` are under way, one inside the other. */
  depth: number
  freezes: boolean
  statements: ReturnType<typeof prepareTransactions> | undefined
}

const memories = new WeakMap<Db, Memory>()

function memoryOf(db: Db): Memory {
  const known = memories.get(db)
  if (known) return known
  const memory: Memory = {
    parts: new Map(),
    depth: 0,
    freezes: false,
    statements: undefined,
  }
  memories.set(db, memory)
  return memory
}

/**
 * From now on breaking a rule of the stores fails at once: what is remembered cannot be changed, and
 * nothing is written outside of a transaction. For tests, before the stores are made.
 */
export function enforceStrictWrites(db: Db): void {
  const memory = memoryOf(db)
  memory.freezes = true
  const prepare = db.prepare.bind(db)
  const strict = (sql: string): ReturnType<typeof prepare> => {
    const statement = prepare<unknown[]>(sql)
    if (statement.readonly || sql.startsWith('BEGIN')) return statement
    const run = statement.run.bind(statement)
    statement.run = (...values: unknown[]) => {
      if (memory.depth === 0) throw new Error(`written outside of a transaction: ${sql}`)
      return run(...values)
    }
    return statement
  }
  db.prepare = strict as Db['prepare']
}

/** Enough for what tests have; a value is some kilobytes at most. */
const values_max = 2000

/** The part of that name; stores that ask for the same name share it. */
export function cacheRows<Value>(db: Db, name: string): Remembered<Value> {
  const memory = memoryOf(db)
  const { parts } = memory
  const part: Part = parts.get(name) ?? {
    values: new Map(),
    written: new Set(),
    all_written: false,
  }
  parts.set(name, part)
  const values = part.values as Map<string, Value>
  const keep = (key: string, value: Value): void => {
    if (values.size >= values_max) values.delete(values.keys().next().value ?? '')
    values.set(key, memory.freezes ? deepFreeze(value) : value)
  }
  return {
    get(key, make) {
      const known = values.get(key)
      if (known !== undefined) return known
      const made = make()
      if (made !== undefined) keep(key, made)
      return made
    },
    put(key, value) {
      values.delete(key)
      part.written.add(key)
      keep(key, value)
    },
    forget(key) {
      values.delete(key)
      part.written.add(key)
    },
    forgetAll: () => forgetPart(part),
  }
}

function forgetPart(part: Part): void {
  part.values.clear()
  part.all_written = true
}

/** Rows went or came that no store has named: those of an account that is removed or restored. */
export function forgetEverything(db: Db): void {
  for (const part of memoryOf(db).parts.values()) forgetPart(part)
}

/**
 * Does all of `work` in a transaction, which may be part of a greater one, or, when it throws, nothing
 * of it.
 */
export function inTransaction<Result>(db: Db, work: () => Result): Result {
  const savepoint = beginSavepoint(db)
  try {
    const result = work()
    if (result instanceof Promise) throw new TypeError('work of a transaction gave a promise')
    savepoint.release()
    return result
  } catch (error) {
    savepoint.rollback()
    throw error
  }
}

/** Gives what `work` gives, as if in one transaction, and undoes what it wrote: no room is needed for it. */
export function asIfInTransaction<Result>(db: Db, work: () => Result): Result {
  const savepoint = beginSavepoint(db)
  try {
    return work()
  } finally {
    savepoint.rollback()
  }
}

/** A transaction, or inside of one a savepoint, that has begun. */
type Savepoint = {
  /** Keeps what was written since. @throws the error of SQLite when it cannot; then `rollback` ends it. */
  release(): void
  /** Undoes what was written since, and forgets what was remembered of the rows. */
  rollback(): void
}

function beginSavepoint(db: Db): Savepoint {
  const memory = memoryOf(db)
  const { outer, inner } = memory.statements ?? prepareTransactions(db)
  memory.statements = { outer, inner }
  const { begin, release, rollback } = db.inTransaction ? inner : outer
  begin.run()
  if (memory.depth === 0) forgetWritten(memory.parts)
  memory.depth++
  return {
    release() {
      release.run()
      memory.depth--
    },
    rollback() {
      // SQLite ends a whole transaction by itself, for one when the disk is full.
      if (db.inTransaction) for (const statement of rollback) statement.run()
      memory.depth--
      for (const { values, written, all_written } of memory.parts.values()) {
        if (all_written) values.clear()
        else for (const key of written) values.delete(key)
      }
    },
  }
}

function prepareTransactions(db: Db) {
  const commit = db.prepare('COMMIT')
  const release = db.prepare('RELEASE part')
  return {
    outer: { begin: db.prepare('BEGIN'), release: commit, rollback: [db.prepare('ROLLBACK')] },
    // A savepoint that was rolled back is still there.
    inner: {
      begin: db.prepare('SAVEPOINT part'),
      release,
      rollback: [db.prepare('ROLLBACK TO part'), release],
    },
  }
}

/** What was written before is no concern of the work that begins. */
function forgetWritten(parts: Memory['parts']): void {
  for (const part of parts.values()) {
    part.all_written = false
    // To empty a set makes another one, and few parts are written.
    if (part.written.size > 0) part.written.clear()
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
