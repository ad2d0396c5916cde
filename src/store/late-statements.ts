import type Database from 'better-sqlite3'
import type { Db } from './database.ts'

type Statement = Database.Statement

/** A statement that SQLite compiles when it is first used. */
class LateStatement {
  readonly #compile: () => Statement
  #compiled: Statement | undefined

  constructor(compile: () => Statement) {
    this.#compile = compile
  }

  get #statement(): Statement {
    this.#compiled ??= this.#compile()
    return this.#compiled
  }

  pluck(): LateStatement {
    return new LateStatement(() => this.#statement.pluck())
  }

  raw(): LateStatement {
    return new LateStatement(() => this.#statement.raw())
  }

  get(...values: unknown[]): unknown {
    return this.#statement.get(...values)
  }

  all(...values: unknown[]): unknown[] {
    return this.#statement.all(...values)
  }

  iterate(...values: unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...values)
  }

  run(...values: unknown[]): Database.RunResult {
    return this.#statement.run(...values)
  }
}

/** From now on the statements of a database are compiled when they are first used: of the two hundred of the stores a start uses few. */
export function compileLate(db: Db): void {
  const prepare = db.prepare.bind(db)
  const late = (sql: string) => new LateStatement(() => prepare(sql))
  db.prepare = late as unknown as Db['prepare']
}
