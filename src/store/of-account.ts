/** A part of the store, as it is for one account: the base of those that have no documents. */
export class OfAccount {
  readonly account_id: string
  /** Is told of every write, by the parts that people watch: faults, scenarios, snapshots. */
  onWrite: (() => void) | undefined

  constructor(account_id: string) {
    this.account_id = account_id
  }
}
