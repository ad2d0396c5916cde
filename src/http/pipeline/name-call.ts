import type { Call } from './call.ts'

/** Every answer tells the id of its call. */
export function tellId(call: Call): undefined {
  call.tellId()
}

/** Of a call that is answered before its handler begins. */
export function tellIdAtLast(call: Call): undefined {
  if (!call.hasId) call.tellId()
}
