import type { Call } from './call.ts'
import type { CallContext, Wait } from './stage.ts'

/** With more, the first would wait for long, and a page of tasks for each would be in memory. */
const together_max = 16

/**
 * The answers of one turn of the event loop, which are sent at its end, one after the other. To write to a client that
 * sleeps until an answer comes wakes it, which takes as long as all else that a call needs: so it is woken once.
 */
export class AnswersOfTurn {
  readonly #later: (work: () => void) => void
  #ready: (() => void)[] = []

  /** @param later does something at the end of this turn of the event loop. */
  constructor(later: (work: () => void) => void) {
    this.#later = later
  }

  /** @param send goes on with a call whose answer is ready. */
  add(send: () => void): void {
    this.#ready.push(send)
    if (this.#ready.length === together_max) this.#sendAll()
    else if (this.#ready.length === 1) this.#later(() => this.#sendAll())
  }

  #sendAll(): void {
    const ready = this.#ready
    this.#ready = []
    for (const send of ready) send()
  }
}

/**
 * An answer waits for the others of its turn. Not over TLS, where the end of a connection may be read together with its
 * last request: Node then closes it before the turn ends.
 */
export function sendTogether({ request }: Call, { answers }: CallContext): undefined | Wait {
  return request.protocol === 'https' ? undefined : (next) => answers.add(next)
}
