import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'

/** Notes when a call arrived, and where between the resets. */
export function receive(call: Call, { emulator: { time, observed } }: CallContext): undefined {
  call.add('received', { at: time.now(), mark: observed.journal.mark() })
}
