import type { Project, Token, User } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { DocumentStore, documentTable } from './documents.ts'
import { cacheRows } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** The users table. */
export const userTable = (db: Db) => namedTable<User>(db, 'users')

/** Whose a user is: of all accounts. */
export function userOwnerStore(db: Db): UserOwnerStore {
  const owner = db.prepare<[string], string>('SELECT account_id FROM users WHERE id = ?').pluck()
  return { find: (id) => owner.get(id) }
}

type UserOwnerStore = {
  /** The id of the account that has a user: clients that know the user's id give no domain. */
  find(user_id: string): string | undefined
}

/** The projects table. */
export const projectTable = (db: Db) => namedTable<Project>(db, 'projects')

type Named = { id: string; name: string }

/** A table of documents of which no two of an account have the same name. */
const namedTable = <Document extends Named>(db: Db, table: string) => ({
  ...documentTable<Document>(db, table),
  idNamed: db
    .prepare<[string, string], string>(`SELECT id FROM ${table} WHERE account_id = ? AND name = ?`)
    .pluck(),
  idsByName: cacheRows<string>(db, `names of ${table}`),
})

/** Documents of an account that are found by their name, too. */
export class NamedStore<Document extends Named> extends DocumentStore<
  Document,
  ReturnType<typeof namedTable<Document>>
> {
  named(name: string): Document | undefined {
    const { idsByName, idNamed } = this.table
    const key = `${this.account_id} ${name}`
    const id = idsByName.get(key, () => idNamed.get(this.account_id, name))
    return id === undefined ? undefined : this.find(id)
  }

  override save(document: Document): Document | undefined {
    const former = super.save(document)
    if (former?.name !== document.name) this.table.idsByName.forgetAll()
    return former
  }

  override remove(id: string): Document | undefined {
    this.table.idsByName.forgetAll()
    return super.remove(id)
  }
}

/** The tokens table. Only a digest of a token is kept: a dump of the file lets nobody in. */
export const tokenTable = (db: Db) => ({
  upsert: db.prepare<[string, string, string]>(
    `INSERT INTO tokens (digest, account_id, document) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  ),
  drop: db.prepare<[string, string]>('DELETE FROM tokens WHERE account_id = ? AND digest = ?'),
  dropBefore: db.prepare<[string, number]>(
    'DELETE FROM tokens WHERE account_id = ? AND expires_at < ?',
  ),
  first: db
    .prepare<[string], number | null>('SELECT min(expires_at) FROM tokens WHERE account_id = ?')
    .pluck(),
  memory: cacheRows<Token>(db, 'tokens'),
  /** No token of an account expires earlier. */
  firsts: cacheRows<number>(db, 'first token'),
})

export class TokenStore extends OfAccount<ReturnType<typeof tokenTable>> {
  /** The token must not be changed any more. @throws Error for the token of another account */
  save(token: Token): void {
    const { upsert, memory, firsts } = this.table
    const { digest, expires_at, account_id } = token
    if (account_id !== this.account_id) throw new Error(`the token is one of ${account_id}`)
    upsert.run(digest, this.account_id, JSON.stringify(token))
    memory.put(digest, token)
    if (expires_at < this.#first()) firsts.put(this.account_id, expires_at)
  }

  remove(digest: string): void {
    this.table.memory.forget(digest)
    this.table.drop.run(this.account_id, digest)
  }

  /** Forgets the tokens that expired before a moment. */
  forgetBefore(moment: number): void {
    if (this.#first() >= moment) return
    this.table.dropBefore.run(this.account_id, moment)
    this.table.firsts.forget(this.account_id)
    this.table.memory.forgetAll()
  }

  #first(): number {
    const { firsts, first } = this.table
    return firsts.get(this.account_id, () => first.get(this.account_id) ?? Number.POSITIVE_INFINITY)
  }
}

/** The tokens of all accounts. */
export function tokenOwnerStore(db: Db): TokenOwnerStore {
  const one = db.prepare<[string], string>('SELECT document FROM tokens WHERE digest = ?').pluck()
  const memory = cacheRows<Token>(db, 'tokens')
  return {
    find: (digest) => memory.parsed(digest, () => one.get(digest)),
  }
}

type TokenOwnerStore = {
  /** A token, which says whose it is. */
  find(digest: string): Token | undefined
}
