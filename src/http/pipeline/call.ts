import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import { operationOf } from './operation.ts'
import { ownerOf } from './owner.ts'
import type { Identified, Parts, Refusal } from './parts.ts'
import type { CallContext } from './stage.ts'
import { type Surface, surfaceOf } from './surface.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** All that is known of the call. */
    call: Call
  }
}

/**
 * One HTTP call, as far as it has come: the only place where anything about it is kept. Each part is added by
 * a stage (order.ts) or by the adapter, and cannot be read before.
 */
export class Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly context: CallContext
  /** What its route says of itself; empty where there is no route. */
  readonly config: FastifyContextConfig
  /** The operationId of its route; undefined where there is none. */
  readonly operation: string | undefined
  readonly surface: Surface
  readonly refusal: Refusal = { evidence: null, code: null, isMalformed: false }
  readonly #parts: Partial<Parts> = {}
  #id: string | undefined

  constructor(request: FastifyRequest, reply: FastifyReply) {
    const { config, schema } = request.routeOptions
    this.request = request
    this.reply = reply
    this.context = request.raw.context
    this.config = config ?? {}
    this.operation = operationOf(schema)
    this.surface = surfaceOf(request)
  }

  /** Adds what a stage has found out. */
  add<Name extends keyof Parts>(name: Name, part: Parts[Name]): void {
    this.#parts[name] = part
  }

  /** @throws Error where no stage has added it: a bug of ours */
  part<Name extends keyof Parts>(name: Name): Parts[Name] {
    const part = this.#parts[name]
    if (part === undefined) {
      const call = this.operation ?? `${this.request.method} ${this.request.url}`
      throw new Error(`${call}: "${name}" was read before the stage that adds it`)
    }
    return part
  }

  /** The parts that have been added, for what runs wherever a call ends. */
  get knownParts(): Readonly<Partial<Parts>> {
    return this.#parts
  }

  /** @throws Error before it is known who calls */
  get identified(): Identified {
    return this.part('identified')
  }

  /** The account that its credentials open. @throws Error before that is known */
  get account(): Identified['account'] {
    return this.identified.account
  }

  /** @throws Error before it is known who calls */
  get caller(): Caller {
    return this.identified.caller
  }

  /** The emulator that it came to. */
  get emulator(): Emulator {
    return this.context.emulator
  }

  /** Whether the gateway is in front of its route. */
  get isBehindGateway(): boolean {
    const { surface, dialect, open } = this.config
    const isService = surface === 'sms' || surface === 'companions'
    return (isService && !open) || dialect === 'gateway'
  }

  /** Whether IAM itself answers, and refuses in its own words. */
  get isAnsweredByIam(): boolean {
    const { surface, dialect } = this.config
    return surface === 'iam' && dialect !== 'gateway'
  }

  /** Id of the account that it is about; null when nothing tells. */
  get owner(): string | null {
    return ownerOf(this, this.emulator.accounts)
  }

  /** Tells the client its id. */
  tellId(): void {
    this.reply.header('x-request-id', this.id)
    if (this.surface === 'iam') this.reply.header('x-iam-trace-id', `token_${this.id}`)
  }

  get hasId(): boolean {
    return this.#id !== undefined
  }

  /**
   * Its id, the next of its account, taken when it is first read: once it is known whose it is, or when it is first
   * told of. So it does not depend on what other accounts are called meanwhile.
   */
  get id(): string {
    this.#id ??= this.emulator.observed.nextRequestId(this.owner ?? undefined)
    return this.#id
  }
}
