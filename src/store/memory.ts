import type { Db } from './database.ts'

/**
 * What this process remembers of rows, parsed. A file belongs to one process, and every write goes
 * through a store, so that a store that writes a row has only to forget it here.
 *
 * Values are not to be changed. In tests they are frozen: whoever changes one by mistake finds out at
 * once, and not the next reader. To freeze what is read from a file takes as long as to parse it.
 */

/** A part of the memory. At most so many values; the one that was put in first goes first. */
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
type Memory = { parts: Map<string, Part>; depth: number; freezes: boolean }

const memories = new WeakMap<Db, Memory>()

function memoryOf(db: Db): Memory {
  const memory: Memory = memories.get(db) ?? { parts: new Map(), depth: 0, freezes: false }
  memories.set(db, memory)
  return memory
}

/**
 * From now on whoever breaks a rule of the stores finds out at once: what is remembered cannot be changed, and
 * nothing is written outside of a transaction. For tests, before the stores are made.
 */
export function beStrict(db: Db): void {
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
export function remembered<Value>(db: Db, name: string): Remembered<Value> {
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
    values.set(key, memory.freezes ? frozen(value) : value)
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
 * of it; what was remembered of rows that it had written is forgotten with it.
 */
export function inTransaction<Result>(db: Db, work: () => Result): Result {
  const memory = memoryOf(db)
  const { parts } = memory
  if (memory.depth++ === 0) forgetWritten(parts)
  try {
    return db.transaction(work)()
  } catch (error) {
    for (const { values, written, all_written } of parts.values()) {
      if (all_written) values.clear()
      else for (const key of written) values.delete(key)
    }
    throw error
  } finally {
    memory.depth--
  }
}

const undone = Symbol('undone')

/** Gives what `work` gives, as if in one transaction, and undoes what it wrote: no room is needed for it. */
export function asIfInTransaction<Result>(db: Db, work: () => Result): Result {
  let done: { result: Result } | undefined
  try {
    inTransaction(db, () => {
      done = { result: work() }
      throw undone
    })
  } catch (error) {
    if (error !== undone || !done) throw error
  }
  return (done as { result: Result }).result
}

/** What was written before is no concern of the work that begins. */
function forgetWritten(parts: Memory['parts']): void {
  for (const part of parts.values()) {
    part.all_written = false
    part.written.clear()
  }
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
