import type { Readable } from 'node:stream'
import type { TextContent } from '../../domain/history/text-kinds.ts'
import type { Account } from '../../operations/account/account.ts'
import type { MatchedFault } from '../../operations/control/faults.ts'
import type { RecordedCall } from '../../schemas/control/bundle.ts'
import type { Evidence } from '../../schemas/control/explain.ts'
import type { RegenerableBody } from '../../schemas/control/journal.ts'
import type { AccountHints } from '../../schemas/iam/account-hints.ts'
import type { Caller } from '../../schemas/stored/accounts.ts'
import type { Rendered } from './rendered.ts'

/** What is found out about a call, part by part. `order.ts` says which stage adds which. */
export type Parts = {
  /** When it arrived by the wall, in ms, and its place between the resets (the journal's mark). */
  received: { readonly at: number; readonly mark: number }
  claimed: Claimed
  /** The body as a stream, as what reads it next gets it. */
  incoming: { stream: Readable }
  /** The body's bytes as sent, of a call that is signed. */
  signed: { readonly bytes: Buffer }
  identified: Identified
  met: MetFault
  /** The body's text, as sent. */
  read: { readonly text: string }
  /** The body as a value, before its schema changed it, and what it says of accounts. */
  parsed: { readonly value: unknown; readonly hints: AccountHints }
  /** What the text of a body says, where the control API takes one. */
  content: TextContent
  /** It has waited for a clock: what was known of its caller may no longer hold. */
  waited: true
  /** The answer as text, of SMS's calls that are not refused. */
  rendered: Rendered<unknown>
  /** What is sent next: the handler's value, then its text, then what becomes of that on its way out. */
  outgoing: { payload: unknown }
  answered: Answered
  recorded: Recording
  /** It has been answered, or it was told why not: the log has a line for it, or wants none. */
  completed: true
}

/** What a call says of its signature. */
export type Claimed = {
  /** Whether it is to be known by its signature. */
  readonly isSigned: boolean
  /** The generation of the account of a signed call when the call began. */
  readonly generation: number
}

/** Whose call it is, by its credentials. */
export type Identified = { readonly account: Account; readonly caller: Caller }

/** The fault that a call meets, and what it has done so far. */
export type MetFault = {
  readonly fault: MatchedFault
  /** Whether it has done what it does before an answer is sent. */
  isApplied: boolean
  /** The answer as it was before the fault spoiled it. */
  before?: string | Buffer
  /** What of a spoiled body gets to the client. */
  onTheWire?: Buffer
}

/** The answer as the client gets it, but for a body that a fault spoiled: that is as it was meant. */
export type Answered = {
  /** Null where no answer is sent. */
  readonly status: number | null
  readonly headers: Record<string, string | string[] | number | undefined>
  readonly body: string | Buffer | RegenerableBody | null
  /** What is sent; null where nothing is. */
  readonly text: string | Buffer | null
  readonly duration_ms: number
}

/** What is recorded of a call, with `--record`. */
export type Recording = {
  /** The body's bytes, as sent. */
  chunks: Buffer[]
  /** The wall's time at which it was carried out; null if it never was. */
  held_at: number | null
  /** Its place in the order of the calls: when it met a fault, and then when it is carried out. */
  place: number | undefined
  /** Undefined before it is recorded, null when there is no room for it. */
  record: RecordedCall | null | undefined
}

/** What is known of why a call is refused. */
export type Refusal = {
  /** What is known of the credentials of a caller who was refused. */
  evidence: Evidence | null
  /** The error code of the answer. */
  code: string | null
  /** Whether it breaks a rule of HTTP: refused before anybody asks what it is for. */
  isMalformed: boolean
}
