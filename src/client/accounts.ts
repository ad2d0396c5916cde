import { wrapMethods } from './call-site.ts'
import type { EmulatorClient } from './client.ts'
import { TestAccount } from './test-account.ts'
import type { Connection } from './transport.ts'
import type { AccountOptions, Credentials, Info } from './types.ts'
import * as usages from './usages.ts'

/** Makes a client for an account, by its name. @param deleted aborted once the account is deleted */
type ClientMaker = (account: string, deleted: AbortSignal) => EmulatorClient

/** The accounts of an emulator, isolated from each other: use one for each test or worker. */
export class AccountControl {
  readonly #connection: Connection
  readonly #clientOf: ClientMaker

  constructor(connection: Connection, clientOf: ClientMaker) {
    this.#connection = connection
    this.#clientOf = clientOf
    wrapMethods(this, usages.accounts)
  }

  /** All accounts, with the names of their projects. */
  list(): Promise<{ accounts: Info['accounts'] }> {
    return this.#connection.json('listAccounts')
  }

  /** Creates one. @returns with what clients log in or sign. @throws EmulatorError when the name is taken */
  create(account: AccountOptions = {}): Promise<Credentials> {
    return this.#connection.json('createAccount', { body: account })
  }

  /** Creates one with a client of its own; `await using` deletes it. @throws as `create` does */
  async open(account: AccountOptions = {}): Promise<TestAccount> {
    const credentials = await this.create(account)
    const deletion = new AbortController()
    const client = this.#clientOf(credentials.account, deletion.signal)
    return new TestAccount(client, credentials, deletion, () => this.#connection.isClosed)
  }

  /** Deletes one with all that is in it. @throws EmulatorError for one that does not exist or was there at boot */
  delete(account: string): Promise<{ deleted: string }> {
    return this.#connection.json('deleteAccount', { path: { account } })
  }
}
