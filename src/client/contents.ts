import { wrapMethods } from './call-site.ts'
import { type Document, documentOf, readDocument, withPath } from './documents.ts'
import type { Connection } from './transport.ts'
import type { Fixture, FixtureResult, Snapshot } from './types.ts'
import * as usages from './usages.ts'

/** What is in an account: loaded from files, kept and brought back by name. */

/** Fixtures: documents of accounts and resources (docs/fixtures.md). */
export class FixtureControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.fixtures)
  }

  /**
   * Loads a fixture, an object or YAML or JSON: all of it, or nothing.
   *
   * @param query `replace` empties the accounts that it names first.
   * @returns what was loaded, and notes.
   * @throws EmulatorError, `details` say which places are wrong.
   */
  async load(
    fixture: Document<Fixture>,
    query: { replace?: boolean } = {},
  ): Promise<FixtureResult> {
    const body = documentOf(fixture, 'Use fixtures.loadFile(path).')
    return this.#connection.json('loadFixture', { body, query })
  }

  /**
   * Loads a fixture from a file on this machine, YAML or JSON, as `load` does.
   *
   * @param path counts from the current folder.
   * @throws EmulatorError naming the file, also when it cannot be read.
   */
  async loadFile(path: string, query: { replace?: boolean } = {}): Promise<FixtureResult> {
    const body = await readDocument(path)
    return withPath(path, this.#connection.json('loadFixture', { body, query }))
  }

  /** The account as a fixture, which loads as the account is now. */
  export(): Promise<Fixture> {
    return this.#connection.json('exportFixture')
  }
}

/** Snapshots: the account at a moment, kept by a name. */
export class SnapshotControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.snapshots)
  }

  /** Names, moments and sizes. */
  list(): Promise<{ snapshots: Snapshot[] }> {
    return this.#connection.json('listSnapshots')
  }

  /** Keeps the account as it is, in the place of an earlier one of the name. */
  save(name: string): Promise<Snapshot> {
    return this.#connection.json('saveSnapshot', { path: { name } })
  }

  /** Keeps a snapshot that was downloaded, from this emulator or another. */
  async upload(name: string, document: Document<Fixture>): Promise<Snapshot> {
    const body = documentOf(document, "Give the text, such as await readFile(path, 'utf8').")
    return this.#connection.json('saveSnapshot', { path: { name }, body })
  }

  /** Brings the account back to a snapshot, its clock included. @throws EmulatorError for a name that none has. */
  restore(name: string): Promise<Snapshot> {
    return this.#connection.json('restoreSnapshot', { path: { name } })
  }

  /** A snapshot as a fixture. @throws EmulatorError for a name that none has. */
  download(name: string): Promise<Fixture> {
    return this.#connection.json('downloadSnapshot', { path: { name } })
  }

  /** Deletes a snapshot. @throws EmulatorError for a name that none has. */
  drop(name: string): Promise<{ deleted: string }> {
    return this.#connection.json('removeSnapshot', { path: { name } })
  }
}
