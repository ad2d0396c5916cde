import type { Call } from './call.ts'
import type { Services } from './stage.ts'

/** Counts a call until its answer is sent or its connection is gone. */
export function countUnderWay(call: Call, { under_way }: Services): undefined {
  under_way.begin(call)
}
