import { wrapMethods } from './call-site.ts'
import type { EmulatorClient } from './client.ts'
import { EmulatorError } from './errors.ts'
import type { Login, LoginOptions } from './login.ts'
import type { Credentials } from './types.ts'
import * as usages from './usages.ts'

/**
 * An account of a test's own, isolated from all others: `await using` deletes it where its block ends.
 *
 * @example
 * await using account = await emulator.account()
 * const { headers, projectId } = await account.login()
 */
export class TestAccount {
  /** Its name, which is made up unless it was given. */
  readonly name: string
  /** Where IAM and SMS are, such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** With which clients log in to it, or sign: user, password, keys, projects. */
  readonly credentials: Credentials
  /** A client of the control API for this account: its clock, journal, faults, scenarios. */
  readonly client: EmulatorClient
  readonly #isClosed: () => boolean
  #deletion: Promise<void> | undefined

  /** @param isClosed whether the emulator was closed, and the account with it. */
  constructor(client: EmulatorClient, credentials: Credentials, isClosed: () => boolean) {
    this.#isClosed = isClosed
    this.name = credentials.account
    this.url = client.url
    this.credentials = credentials
    this.client = client
    wrapMethods(this, usages.testAccount)
  }

  /**
   * Logs in to the account's first project, or to the one that is named.
   *
   * @throws EmulatorError when IAM refuses, as after a fault for KeystoneCreateToken.
   */
  login(options?: LoginOptions): Promise<Login> {
    return this.client.login(this.credentials, options)
  }

  /** The headers of calls to SMS, with a new token. @throws as `login` does */
  async headers(options?: LoginOptions): Promise<Login['headers']> {
    return (await this.login(options)).headers
  }

  /** Deletes the account with all that is in it. Deleting twice is deleting once; with the emulator it is gone, too. */
  delete(): Promise<void> {
    this.#deletion ??= this.#remove()
    return this.#deletion
  }

  async #remove(): Promise<void> {
    try {
      await this.client.accounts.delete(this.name)
    } catch (error) {
      const isGone = error instanceof EmulatorError && error.status === 404
      if (!isGone && !this.#isClosed()) throw error
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.delete()
  }
}
