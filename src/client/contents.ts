import { withOwnCallSite } from './call-site.ts'
import { type Document, documentOf, readDocument, withPath } from './documents.ts'
import type { Connection } from './transport.ts'
import type * as types from './types.ts'

/** What is in an account: loaded from files, kept and brought back by name. */

/** Fixtures: documents of accounts and resources (docs/fixtures.md). */
export class FixtureControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Loads a fixture, an object or YAML or JSON: all of it, or nothing.
   *
   * @param query `replace` empties the accounts that it names first.
   * @returns what was loaded, and notes.
   * @throws EmulatorError, `details` say which places are wrong.
   */
  load = withOwnCallSite(
    async (fixture: Document<types.Fixture>, query: { replace?: boolean } = {}) => {
      const instead = 'Use fixtures.loadFile(path).'
      const body = documentOf(fixture, instead)
      return this.#connection.json<types.FixtureResult>('loadFixture', { body, query })
    },
  )

  /**
   * Loads a fixture from a file on this machine, YAML or JSON, as `load` does.
   *
   * @param path counts from the current folder.
   * @throws EmulatorError naming the file, also when it cannot be read.
   */
  loadFile = withOwnCallSite(async (path: string, query: { replace?: boolean } = {}) => {
    const body = await readDocument(path)
    return withPath(
      path,
      this.#connection.json<types.FixtureResult>('loadFixture', { body, query }),
    )
  })

  /** The account as a fixture, which loads as the account is now. */
  export = withOwnCallSite(() => this.#connection.json<types.Fixture>('exportFixture'))
}

/** Snapshots: the account at a moment, kept by a name. */
export class SnapshotControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Names, moments and sizes. */
  list = withOwnCallSite(() =>
    this.#connection.json<{ snapshots: types.Snapshot[] }>('listSnapshots'),
  )

  /** Keeps the account as it is, in the place of an earlier one of the name. */
  save = withOwnCallSite((name: string) =>
    this.#connection.json<types.Snapshot>('saveSnapshot', { path: { name } }),
  )

  /** Keeps a snapshot that was downloaded, from this emulator or another. */
  upload = withOwnCallSite(async (name: string, document: Document<types.Fixture>) =>
    this.#connection.json<types.Snapshot>('saveSnapshot', {
      path: { name },
      body: documentOf(document, "Give the text, such as await readFile(path, 'utf8')."),
    }),
  )

  /** Brings the account back to a snapshot, its clock included. @throws EmulatorError when there is none of the name. */
  restore = withOwnCallSite((name: string) =>
    this.#connection.json<types.Snapshot>('restoreSnapshot', { path: { name } }),
  )

  /** A snapshot as a fixture. @throws EmulatorError when there is none of the name. */
  download = withOwnCallSite((name: string) =>
    this.#connection.json<types.Fixture>('downloadSnapshot', { path: { name } }),
  )

  /** Deletes a snapshot. @throws EmulatorError when there is none of the name. */
  drop = withOwnCallSite((name: string) =>
    this.#connection.json<{ deleted: string }>('dropSnapshot', { path: { name } }),
  )
}
