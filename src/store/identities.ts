import type { Project, Token, User } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { cacheRows } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** The users table. */
export function userStore(db: Db) {
  return namedTable<User>(db, 'users')
}

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
export function projectStore(db: Db) {
  return namedTable<Project>(db, 'projects')
}

/** A table of documents of which no two of an account have the same name. */
function namedTable<Document extends { id: string; name: string }>(db: Db, table: string) {
  const documents = documentTable<Document>(db, table)
  const one = db
    .prepare<[string, string], string>(`SELECT id FROM ${table} WHERE account_id = ? AND name = ?`)
    .pluck()
  const ids = cacheRows<string>(db, `names of ${table}`)
  return class NamedDocuments extends documents {
    named(name: string): Document | undefined {
      const key = `${this.account_id} ${name}`
      const id = ids.get(key, () => one.get(this.account_id, name))
      return id === undefined ? undefined : this.find(id)
    }

    override save(document: Document): Document | undefined {
      const former = super.save(document)
      if (former?.name !== document.name) ids.forgetAll()
      return former
    }

    override remove(id: string): Document | undefined {
      ids.forgetAll()
      return super.remove(id)
    }
  }
}

/** The tokens table. Only a digest of a token is kept: a dump of the file lets nobody in. */
export function tokenStore(db: Db) {
  const upsert = db.prepare<[string, string, string]>(
    `INSERT INTO tokens (digest, account_id, document) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  )
  const drop = db.prepare<[string, string]>(
    'DELETE FROM tokens WHERE account_id = ? AND digest = ?',
  )
  const forget = db.prepare<[string, number]>(
    'DELETE FROM tokens WHERE account_id = ? AND expires_at < ?',
  )
  const first = db
    .prepare<[string], number | null>('SELECT min(expires_at) FROM tokens WHERE account_id = ?')
    .pluck()
  const memory = cacheRows<Token>(db, 'tokens')
  /** No token of an account expires earlier. */
  const firsts = cacheRows<number>(db, 'first token')
  return class TokenStore extends OfAccount {
    /** The token must not be changed any more. @throws Error for the token of another account */
    save(token: Token): void {
      const { digest, expires_at, account_id } = token
      if (account_id !== this.account_id) throw new Error(`the token is one of ${account_id}`)
      upsert.run(digest, this.account_id, JSON.stringify(token))
      memory.put(digest, token)
      if (expires_at < this.#first()) firsts.put(this.account_id, expires_at)
    }

    remove(digest: string): void {
      memory.forget(digest)
      drop.run(this.account_id, digest)
    }

    /** Forgets the tokens that expired before a moment. */
    forgetBefore(moment: number): void {
      if (this.#first() >= moment) return
      forget.run(this.account_id, moment)
      firsts.forget(this.account_id)
      memory.forgetAll()
    }

    #first(): number {
      return firsts.get(
        this.account_id,
        () => first.get(this.account_id) ?? Number.POSITIVE_INFINITY,
      )
    }
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
