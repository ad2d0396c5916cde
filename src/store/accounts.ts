import type { ClockRecord } from '../schemas/control/clock.ts'
import type { Counters } from '../schemas/control/fixture.ts'
import type { Account, IdentitySettings } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { generationStore } from './lasting.ts'
import { forgetEverything, remembered } from './memory.ts'

/** The accounts table, and the one row each that an account has of clock and counters. */
export function accountStore(db: Db) {
  const one = db
    .prepare<[string, string], string>(
      'SELECT document FROM accounts WHERE id = ? OR name = ? LIMIT 1',
    )
    .pluck()
  const every = db.prepare<[], string>('SELECT document FROM accounts ORDER BY rowid').pluck()
  const insert = db.prepare<[string, string]>('INSERT INTO accounts (id, document) VALUES (?, ?)')
  const drop = db.prepare<[string]>('DELETE FROM accounts WHERE id = ?')
  const read = (document: string): Account => JSON.parse(document)
  const memory = remembered<Account>(db, 'accounts')
  const generations = generationStore(db)

  return {
    /** An account by id or name. */
    find(idOrName: string): Account | undefined {
      return memory.get(idOrName, () => {
        const document = one.get(idOrName, idOrName)
        return document === undefined ? undefined : read(document)
      })
    },
    all: (): Account[] => every.all().map(read),
    add(account: Account): void {
      memory.forgetAll()
      insert.run(account.id, JSON.stringify(account))
    },
    /** Removes an account and everything of it; one of its id that comes later is another generation. */
    remove(id: string): void {
      forgetEverything(db)
      generations.raise(id)
      drop.run(id)
    },
    /** How often an account of that id was removed; those that were reset are made anew. */
    generation: generations.of,
  }
}

/** A table with one document for each account. */
function perAccount<Document>(db: Db, table: string) {
  const one = db
    .prepare<[string], string>(`SELECT document FROM ${table} WHERE account_id = ?`)
    .pluck()
  const upsert = db.prepare<[string, string]>(
    `INSERT INTO ${table} (account_id, document) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  )
  const memory = remembered<Document>(db, table)
  return {
    of(account_id: string): Document | undefined {
      return memory.get(account_id, (): Document | undefined => {
        const document = one.get(account_id)
        return document === undefined ? undefined : JSON.parse(document)
      })
    },
    save(account_id: string, document: Document): void {
      const text = JSON.stringify(document)
      upsert.run(account_id, text)
      memory.put(account_id, JSON.parse(text))
    },
  }
}

export function clockStore(db: Db) {
  const clocks = perAccount<ClockRecord>(db, 'clocks')
  const alarm = remembered(db, 'alarm')
  return {
    of: clocks.of,
    save(account_id: string, clock: ClockRecord): void {
      alarm.forgetAll()
      clocks.save(account_id, clock)
    },
  }
}
/** What of the service statement an account has agreed to. */
export const agreementStore = (db: Db) => perAccount<{ flag: boolean }>(db, 'agreements')
/** Agencies, identity providers and the rules of logging in of an account. */
export const identitySettingsStore = (db: Db) =>
  perAccount<IdentitySettings>(db, 'identity_settings')

export type ProviderOwner = { account_id: string; name: string; issuer: string; client_id: string }

/** The identity_providers table: whose a provider is. The settings of accounts keep the providers themselves. */
export function providerOwnerStore(db: Db) {
  const one = db
    .prepare<[string, string, string], string>(
      'SELECT account_id FROM identity_providers WHERE name = ? AND issuer = ? AND client_id = ?',
    )
    .pluck()
  const named = db.prepare<[string], ProviderOwner>(
    'SELECT * FROM identity_providers WHERE name = ? ORDER BY issuer, client_id',
  )
  return {
    /** The id of the account that has it. */
    find: ({ name, issuer, client_id }: Omit<ProviderOwner, 'account_id'>): string | undefined =>
      one.get(name, issuer, client_id),
    /** The providers of that name in all accounts, in an order that no account has a part in. */
    named: (name: string): ProviderOwner[] => named.all(name),
  }
}

export const counterStore = (db: Db) => perAccount<Counters>(db, 'counters')
