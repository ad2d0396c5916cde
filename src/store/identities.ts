import type { Project, Token, User } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { documentTable } from './documents.ts'
import { remembered } from './memory.ts'

/** The users table. */
export function userStore(db: Db) {
  const byName = db
    .prepare<[string, string], string>(
      'SELECT document FROM users WHERE account_id = ? AND name = ?',
    )
    .pluck()
  const anywhere = db.prepare<[string], { account_id: string; document: string }>(
    'SELECT account_id, document FROM users WHERE id = ?',
  )
  return {
    ...documentTable<User>(db, 'users'),
    named(account_id: string, name: string): User | undefined {
      const document = byName.get(account_id, name)
      return document === undefined ? undefined : JSON.parse(document)
    },
    /** A user by id alone, with its account: clients that know the id give no domain. */
    anywhere(id: string): { account_id: string; user: User } | undefined {
      const row = anywhere.get(id)
      return row && { account_id: row.account_id, user: JSON.parse(row.document) }
    },
  }
}

/** The projects table. */
export function projectStore(db: Db) {
  const byName = db
    .prepare<[string, string], string>(
      'SELECT document FROM projects WHERE account_id = ? AND name = ?',
    )
    .pluck()
  return {
    ...documentTable<Project>(db, 'projects'),
    named(account_id: string, name: string): Project | undefined {
      const document = byName.get(account_id, name)
      return document === undefined ? undefined : JSON.parse(document)
    },
  }
}

/** The tokens table. Only a digest of a token is kept: a dump of the file lets nobody in. */
export function tokenStore(db: Db) {
  const one = db.prepare<[string], string>('SELECT document FROM tokens WHERE digest = ?').pluck()
  const upsert = db.prepare<[string, string, string]>(
    `INSERT INTO tokens (digest, account_id, document) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  )
  const drop = db.prepare<[string]>('DELETE FROM tokens WHERE digest = ?')
  const forget = db.prepare<[string, number]>(
    'DELETE FROM tokens WHERE account_id = ? AND expires_at < ?',
  )
  const memory = remembered<Token>(db, 'tokens')
  return {
    find(digest: string): Token | undefined {
      return memory.get(digest, (): Token | undefined => {
        const document = one.get(digest)
        return document === undefined ? undefined : JSON.parse(document)
      })
    },
    save(token: Token): void {
      memory.forget(token.digest)
      upsert.run(token.digest, token.account_id, JSON.stringify(token))
    },
    remove(digest: string): void {
      memory.forget(digest)
      drop.run(digest)
    },
    /** Forgets the tokens of an account that expired before a moment. */
    forgetBefore(account_id: string, moment: number): void {
      if (forget.run(account_id, moment).changes > 0) memory.forgetAll()
    },
  }
}
