import type { FastifyRequest } from 'fastify'
import type { Caller } from '../../schemas/stored/accounts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** All that is known of the call. */
    call: Call
  }
}

/** Whose call it is, by its credentials. */
export type Identified = { readonly account: string; readonly caller: Caller }

/** What is known of a call, by the stage that finds it out. */
type Groups = { identified: Identified }

/** One HTTP call, as far as it has come. Each group of data is set by a stage, and cannot be read before that. */
export class Call {
  readonly request: FastifyRequest
  readonly #groups: Partial<Groups> = {}

  constructor(request: FastifyRequest) {
    this.request = request
  }

  /** The operationId of its route; undefined where there is no route. */
  get operation(): string | undefined {
    return (this.request.routeOptions.schema as { operationId?: string } | undefined)?.operationId
  }

  /** What the stages until now have found out. */
  get soFar(): Readonly<Partial<Groups>> {
    return this.#groups
  }

  /** @throws Error before it is known who calls */
  get identified(): Identified {
    return this.#group('identified')
  }

  /** Id of the account that its credentials open. @throws Error before that is known */
  get account(): string {
    return this.identified.account
  }

  /** @throws Error before it is known who calls */
  get caller(): Caller {
    return this.identified.caller
  }

  /** Adds what a stage has found out. */
  add<Name extends keyof Groups>(name: Name, group: Groups[Name]): void {
    this.#groups[name] = group
  }

  #group<Name extends keyof Groups>(name: Name): Groups[Name] {
    const group = this.#groups[name]
    if (group === undefined) {
      const call = this.operation ?? `${this.request.method} ${this.request.url}`
      throw new Error(`${call}: "${name}" was read before the stage that adds it`)
    }
    return group
  }
}
