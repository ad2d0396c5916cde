import type { Db } from './database.ts'

/**
 * What this process remembers of rows, parsed. A file belongs to one process, and every write goes
 * through a store, so that a store that writes a row has only to forget it here.
 *
 * Values are not to be changed. In tests they are frozen: code that changes one by mistake finds out at
 * once, and not the next reader. To freeze what is read from a file takes as long as to parse it.
 */

/** A part of the memory: the values of one kind, by their keys. */
export type Remembered<Value> = {
  /** The value of a key, made and kept when it is not there; `undefined` is not kept. */
  get<Made extends Value | undefined>(key: string, make: () => Made): Value | Made
  /** The same of a document: `read` gives its text, which is parsed. */
  parsed(key: string, read: () => string | undefined): Value | undefined
  /**
   * A row was written so: the next reader need not read it. The value must not be changed any more.
   *
   * @param length how long its text is, if it has one.
   */
  put(key: string, value: Value, length?: number): void
  /** A row was written or removed: the next reader reads it. */
  forget(key: string): void
  forgetAll(): void
}

type Entry = { value: unknown; length: number }

/**
 * Values asked for lately (`recent`) and before that (`former`), and the keys that the current transaction wrote
 * (`written`; `all_written` for every key).
 */
type Part = {
  recent: Map<string, Entry>
  former: Map<string, Entry>
  written: Set<string>
  all_written: boolean
}
/** What is remembered of a database; the database has it (`Db`). */
export type Memory = {
  parts: Map<string, Part>
  /** How long the texts of all recent values are together. */
  length: number
  /** How many transactions of `inTransaction` are under way, one inside the other. */
  depth: number
  freezes: boolean
  statements: ReturnType<typeof prepareTransactions> | undefined
}

function memoryOf(db: Db): Memory {
  db.remembered ??= {
    parts: new Map(),
    length: 0,
    depth: 0,
    freezes: false,
    statements: undefined,
  }
  return db.remembered
}

/**
 * From now on breaking a rule of the stores fails at once: what is remembered cannot be changed, and
 * nothing is written outside of a transaction. For tests, before the stores are made.
 */
export function enforceStrictWrites(db: Db): void {
  const memory = memoryOf(db)
  memory.freezes = true
  const prepare = db.prepare.bind(db)
  const strict = (sql: string): Pick<ReturnType<typeof prepare>, 'run'> => {
    const statement = prepare<unknown[]>(sql)
    if (statement.readonly || sql.startsWith('BEGIN')) return statement
    return {
      run(...values: unknown[]) {
        if (memory.depth === 0) throw new Error(`written outside of a transaction: ${sql}`)
        return statement.run(...values)
      },
    }
  }
  db.prepare = strict as Db['prepare']
}

/**
 * How long the texts of the recent values of all parts may be together, in characters: the tasks of a full
 * account. When they are longer, they become the former ones, and those that nobody has asked for since the time
 * before are dropped. A value takes some three times its text, and the answer that is made of it as much again.
 */
export const recent_max = 4 * 1_048_576

/** How long a value is taken to be that is made of no text. */
const made_length = 256
/** How long a list of rules is taken to be. */
export const listLength = (list: readonly unknown[]): number => made_length * (1 + 4 * list.length)

/**
 * The part of that name; stores that ask for the same name share it.
 *
 * @param lengthOf how long a value without a text is taken to be.
 */
export function cacheRows<Value>(
  db: Db,
  name: string,
  lengthOf: (value: Value) => number = () => made_length,
): Remembered<Value> {
  const memory = memoryOf(db)
  const { parts } = memory
  const part: Part = parts.get(name) ?? {
    ...{ recent: new Map(), former: new Map() },
    ...{ written: new Set(), all_written: false },
  }
  parts.set(name, part)
  const keep = (key: string, value: Value, length: number): void => {
    part.recent.set(key, { value: memory.freezes ? deepFreeze(value) : value, length })
    memory.length += length
    if (memory.length > recent_max) dropFormer(memory)
  }
  const find = (key: string): Value | undefined => {
    const recent = part.recent.get(key)
    if (recent) return recent.value as Value
    const former = part.former.get(key)
    if (!former) return undefined
    part.former.delete(key)
    keep(key, former.value as Value, former.length)
    return former.value as Value
  }
  const forget = (key: string): void => {
    removeFrom(memory, part, key)
    part.written.add(key)
  }
  return {
    get(key, make) {
      const known = find(key)
      if (known !== undefined) return known
      const made = make()
      if (made !== undefined) keep(key, made, lengthOf(made))
      return made
    },
    parsed(key, read) {
      const known = find(key)
      if (known !== undefined) return known
      const text = read()
      if (text === undefined) return undefined
      const value: Value = JSON.parse(text)
      keep(key, value, text.length)
      return value
    },
    put(key, value, length = lengthOf(value)) {
      forget(key)
      keep(key, value, length)
    },
    forget,
    forgetAll: () => forgetPart(memory, part),
  }
}

/** The recent values become the former ones; what was former is dropped. */
function dropFormer(memory: Memory): void {
  for (const part of memory.parts.values()) {
    part.former = part.recent
    part.recent = new Map()
  }
  memory.length = 0
}

function removeFrom(memory: Memory, { recent, former }: Part, key: string): void {
  memory.length -= recent.get(key)?.length ?? 0
  recent.delete(key)
  former.delete(key)
}

function clearPart(memory: Memory, { recent, former }: Part): void {
  for (const { length } of recent.values()) memory.length -= length
  recent.clear()
  former.clear()
}

function forgetPart(memory: Memory, part: Part): void {
  clearPart(memory, part)
  part.all_written = true
}

/** Rows changed that no store has named, as when an account is removed or restored. */
export function forgetEverything(db: Db): void {
  const memory = memoryOf(db)
  for (const part of memory.parts.values()) forgetPart(memory, part)
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
      for (const part of memory.parts.values()) {
        if (part.all_written) clearPart(memory, part)
        else for (const key of part.written) removeFrom(memory, part, key)
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

/** Earlier writes are not undone with the work that begins. */
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
