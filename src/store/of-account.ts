/** A part of the store, as it is for one account. */
export class OfAccount<Table> {
  /** What is made once for a database and serves all accounts: statements, and what is remembered of rows. */
  protected readonly table: Table
  readonly account_id: string
  /** Is told of every write, by the parts that people watch: faults, scenarios, snapshots. */
  onWrite: (() => void) | undefined

  constructor(table: Table, account_id: string) {
    this.table = table
    this.account_id = account_id
  }
}
