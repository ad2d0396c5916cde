import type { Call } from './call.ts'
import type { CallContext } from './stage.ts'

/** Counts a call until its answer is sent or its connection is gone. */
export function countUnderWay(call: Call, { under_way }: CallContext): undefined {
  under_way.begin(call)
}
