/** A part of the store, as it is for one account: the base of those that have no documents. */
export class OfAccount {
  readonly account_id: string
  constructor(account_id: string) {
    this.account_id = account_id
  }
}
