import { wrapMethods } from './call-site.ts'
import type { Connection, WaitOptions } from './transport.ts'
import type {
  AdvanceRequest,
  AdvanceResult,
  Clock,
  ClockChange,
  Duration,
  TaskCondition,
} from './types.ts'
import { unmetCondition } from './unmet-condition.ts'
import * as usages from './usages.ts'

/** How far `advanceUntil` moves a clock at most (30 days if absent), and what ends the wait. */
export type AdvanceOptions = WaitOptions & { max?: Duration | undefined }

/** The clock of an account. A duration is a text, such as `10m` or `PT10M`, or a number of milliseconds. */
export class ClockControl {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
    wrapMethods(this, usages.clock)
  }

  /** What the clock shows (`now`, ISO 8601 in UTC; `now_ms`), whether it is frozen, and its pace. */
  get(): Promise<Clock> {
    return this.#connection.json('showClock')
  }

  /**
   * Freezes the clock or lets it flow (`mode`), moves it forward (`now`), sets its pace.
   *
   * @returns the clock as it is then.
   * @throws EmulatorError for a moment before what the clock shows, or when it cannot be moved all the way.
   */
  set(change: ClockChange, { signal }: WaitOptions = {}): Promise<Clock> {
    return this.#connection.json('updateClock', { body: change, signal })
  }

  /**
   * Moves the clock forward: `by` a duration, `until` something happens, or for a number of `events`. What is due on the
   * way happens, in order. A number is **milliseconds**: `{ by: 600 }` is 0.6 s, `{ by: '10m' }` ten minutes.
   *
   * @returns from where to where, why it stopped there, and what happened. A condition that was not met is
   *   `stopped: 'idle'` or `'max'` and not an error: `advanceUntil` throws one.
   * @throws EmulatorError for a task, sub-task or round that does not exist, before the clock moves.
   */
  advance(how: AdvanceRequest, { signal }: WaitOptions = {}): Promise<AdvanceResult> {
    return this.#connection.json('advanceClock', { body: how, signal })
  }

  /**
   * Moves the clock forward until a condition holds, or with `idle` until nothing is left that happens by itself.
   *
   * @returns from where to where, and what happened.
   * @throws ConditionNotMet when it does not come true: where the task is instead, and why it stays there.
   *   EmulatorError as `advance` does.
   */
  async advanceUntil(
    until: 'idle' | TaskCondition,
    { max, signal }: AdvanceOptions = {},
  ): Promise<AdvanceResult> {
    const result = await this.advance({ until, max }, { signal })
    if (result.stopped === (until === 'idle' ? 'idle' : 'condition')) return result
    throw await unmetCondition(this.#connection, until, result, max)
  }
}
