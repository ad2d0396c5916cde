import type { Call } from './call.ts'

/** Keeps the body as it was parsed, before its schema changes it. */
export function keepParsed(call: Call): undefined {
  call.add('parsed', { value: call.request.body })
}
