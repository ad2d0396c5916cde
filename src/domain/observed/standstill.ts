/** Tested by: test/http/control/standstill.test.ts */

/** A client that asks on and on while its account's clock is frozen, for something that cannot happen so. */

/** This many equal answers mean that a caller waits for another one. */
export const repeats_max = 20

/** How many different answers are counted per account, and how many calls have a note. */
const kept_max = 1_000

/** What was noticed in one account. In memory: it is about this process. */
export class Standstill {
  /** Why nothing happens, since a caller was noticed that waits; null again after a write or a move of the clock. */
  why: string | null = null
  /** Whether that was told since the clock moved last. */
  isTold = false
  /** The calls with the same answer, by caller, path, status and digest of the answer. */
  readonly #calls = new Map<string, string[]>()
  #notes = new Map<string, string>()
  /** The notes before those: dropped when the newer ones are as many as are kept. */
  #former_notes = new Map<string, string>()

  /**
   * @param answer the caller, the path, the status and a digest of what was answered.
   * @returns the calls that have to be told of it: none before the twentieth, then all twenty, then each as it comes.
   */
  count(answer: string, request_id: string): readonly string[] {
    const former = this.#calls.get(answer) ?? []
    if (former.length >= repeats_max) return [request_id]
    const calls = [...former, request_id]
    if (this.#calls.size >= kept_max) this.#calls.clear()
    this.#calls.set(answer, calls)
    return calls.length < repeats_max ? [] : calls
  }

  /** Keeps why nothing happened when the call came. */
  note(request_id: string, why: string): void {
    if (this.#notes.size >= kept_max) {
      this.#former_notes = this.#notes
      this.#notes = new Map()
    }
    this.#notes.set(request_id, why)
  }

  /** Why nothing happened when the call came; undefined for one that did not wait. */
  noteOf(request_id: string): string | undefined {
    return this.#notes.get(request_id) ?? this.#former_notes.get(request_id)
  }

  /** Something was written: another answer may come. */
  written(): void {
    this.why = null
    this.#calls.clear()
  }

  /** The clock was moved or set. */
  moved(): void {
    this.written()
    this.isTold = false
  }
}
