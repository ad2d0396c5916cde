import type { FastifyBaseLogger } from 'fastify'
import type { Emulator } from '../../emulator.ts'
import type { Call } from './call.ts'
import type { Route } from './operation.ts'
import type { Parts } from './parts.ts'
import type { UnderWay } from './under-way.ts'

/** What a call is given by the emulator that it came to. */
export type CallContext = {
  readonly emulator: Emulator
  /** Aborted when the server closes. */
  readonly closing: AbortSignal
  readonly under_way: UnderWay
  /** The routes of SMS, IAM and the companions. */
  readonly contract: () => Promise<readonly Route[]>
  /** That of the emulator. */
  readonly log: FastifyBaseLogger
  /** Absent where the log has no line for each call. */
  readonly tellCall: TellCall | undefined
}

declare module 'http' {
  interface IncomingMessage {
    /** Set before it comes to an app, as emulators share those. */
    context: CallContext
  }
}

/**
 * Says in the log what became of a call, once it is over: without bodies and without secrets.
 *
 * @param isCut whether it was not answered to the end
 */
export type TellCall = (call: Call, isCut: boolean) => void

/** When a stage runs: the hooks of Fastify, in the order in which it calls them. */
export const moments = [
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
  'onRequestAbort',
] as const
export type Moment = (typeof moments)[number]

/** The call goes on, or it is over: it has been answered already, or nobody is there to answer. */
export type Outcome = undefined | 'over'
/** Begins to wait, and says when the call goes on or why it is refused; never, when it is over. */
export type Wait = (next: (error?: Error) => void) => void

/** A step that lets the call go on at once. It refuses a call by throwing. */
type Step = (call: Call, context: CallContext) => Outcome
type WaitingStep = (call: Call, context: CallContext) => Outcome | Wait

/** What has to be so for a stage to be where it is. */
export type StageRules = {
  /** Parts of the call that it reads: every stage that adds one is earlier. */
  readonly needs?: readonly (keyof Parts)[]
  readonly adds?: readonly (keyof Parts)[]
  /** Stages that are earlier for another reason than their parts. */
  readonly after?: readonly string[]
  /** Whether the settings ask for it. */
  readonly when?: (emulator: Emulator) => boolean
}

/** One step of what a call goes through. */
export type Stage = StageRules & {
  readonly at: Moment
  /** Why it is where it is. */
  readonly why: string
  readonly run: WaitingStep
  readonly mayWait: boolean
}
export type NamedStage = Stage & { readonly name: string }

/** Marks a step after which a call may go on later. */
export const mayWait = (step: WaitingStep): { waiting: WaitingStep } => ({ waiting: step })

const stageAt =
  (at: Moment) =>
  (step: Step | { waiting: WaitingStep }, why: string, rules: StageRules = {}): Stage =>
    'waiting' in step
      ? { at, run: step.waiting, mayWait: true, why, ...rules }
      : { at, run: step, mayWait: false, why, ...rules }

/** Stages by the moment at which they run. */
export const at = {
  onRequest: stageAt('onRequest'),
  preParsing: stageAt('preParsing'),
  preValidation: stageAt('preValidation'),
  preHandler: stageAt('preHandler'),
  preSerialization: stageAt('preSerialization'),
  onSend: stageAt('onSend'),
  onRequestAbort: stageAt('onRequestAbort'),
}

/** Waits for a promise. */
export const until =
  (promise: Promise<unknown>): Wait =>
  (next) => {
    promise.then(() => next(), next)
  }
