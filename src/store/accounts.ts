import type { ClockRecord } from '../schemas/control/clock.ts'
import type { Counters } from '../schemas/control/fixture.ts'
import type { AccountRecord, IdentitySettings } from '../schemas/stored/accounts.ts'
import type { Db } from './database.ts'
import { generationStore } from './lasting.ts'
import { cacheRows, forgetEverything } from './memory.ts'
import { OfAccount } from './of-account.ts'

/** The accounts table. */
export function accountStore(db: Db): AccountTable {
  const one = db
    .prepare<[string, string], string>(
      'SELECT document FROM accounts WHERE id = ? OR name = ? LIMIT 1',
    )
    .pluck()
  const every = db.prepare<[], string>('SELECT document FROM accounts ORDER BY rowid').pluck()
  const insert = db.prepare<[string, string]>('INSERT INTO accounts (id, document) VALUES (?, ?)')
  const drop = db.prepare<[string]>('DELETE FROM accounts WHERE id = ?')
  const read = (document: string): AccountRecord => JSON.parse(document)
  const memory = cacheRows<AccountRecord>(db, 'accounts')
  const generations = generationStore(db)

  return {
    find(idOrName) {
      return memory.parsed(idOrName, () => one.get(idOrName, idOrName))
    },
    all: () => every.all().map(read),
    add(account) {
      memory.forgetAll()
      insert.run(account.id, JSON.stringify(account))
    },
    remove(id, { is_renewed = false } = {}) {
      forgetEverything(db)
      if (!is_renewed) generations.raise(id)
      drop.run(id)
    },
    generation: generations.of,
    renew: generations.raise,
  }
}

export type Removal = { is_renewed?: boolean }

type AccountTable = {
  /** An account by id or name. */
  find(idOrName: string): AccountRecord | undefined
  all(): AccountRecord[]
  add(account: AccountRecord): void
  /**
   * Removes an account and everything of it; one of its id that comes later is another generation.
   *
   * @param is_renewed whether it is one already, by `renew`.
   */
  remove(id: string, options?: Removal): void
  /** How often an account of that id was removed, or begun to be replaced; those that were reset are made anew. */
  generation(id: string): number
  /** The account of that id is another generation from now on. */
  renew(id: string): void
}

/** A table with one document for each account. */
const singleTable = <Document>(db: Db, table: string) => ({
  one: db.prepare<[string], string>(`SELECT document FROM ${table} WHERE account_id = ?`).pluck(),
  upsert: db.prepare<[string, string]>(
    `INSERT INTO ${table} (account_id, document) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET document = excluded.document`,
  ),
  memory: cacheRows<Document>(db, table),
})
type SingleTable<Document> = ReturnType<typeof singleTable<Document>>

/** The document that an account has in a table. */
export class SingleStore<Document, More = unknown> extends OfAccount<SingleTable<Document> & More> {
  find(): Document | undefined {
    const { memory, one } = this.table
    return memory.parsed(this.account_id, () => one.get(this.account_id))
  }

  save(document: Document): void {
    const text = JSON.stringify(document)
    this.table.upsert.run(this.account_id, text)
    this.table.memory.put(this.account_id, JSON.parse(text), text.length)
  }
}

/** The clocks table. */
export const clockTable = (db: Db) => ({
  ...singleTable<ClockRecord>(db, 'clocks'),
  alarm: cacheRows(db, 'alarm'),
})

export class ClockStore extends SingleStore<ClockRecord, ReturnType<typeof clockTable>> {
  override save(clock: ClockRecord): void {
    this.table.alarm.forgetAll()
    super.save(clock)
  }
}

/** What of the service statement an account has agreed to. */
export const agreementTable = (db: Db) => singleTable<{ flag: boolean }>(db, 'agreements')

/** Agencies, identity providers and the rules of logging in of an account. */
export const identitySettingsTable = (db: Db) =>
  singleTable<IdentitySettings>(db, 'identity_settings')

export const counterTable = (db: Db) => singleTable<Counters>(db, 'counters')

export type ProviderOwner = { account_id: string; name: string; issuer: string; client_id: string }

/** The identity_providers table: whose a provider is. The settings of accounts keep the providers themselves. */
export function providerOwnerStore(db: Db): ProviderOwnerStore {
  const one = db
    .prepare<[string, string, string], string>(
      'SELECT account_id FROM identity_providers WHERE name = ? AND issuer = ? AND client_id = ?',
    )
    .pluck()
  const named = db.prepare<[string], ProviderOwner>(
    'SELECT * FROM identity_providers WHERE name = ? ORDER BY issuer, client_id',
  )
  return {
    find: ({ name, issuer, client_id }) => one.get(name, issuer, client_id),
    named: (name) => named.all(name),
  }
}

type ProviderOwnerStore = {
  /** The id of the account that has it. */
  find(provider: Omit<ProviderOwner, 'account_id'>): string | undefined
  /** The providers of that name in all accounts, in an order that does not depend on the accounts. */
  named(name: string): ProviderOwner[]
}
