import { describeCalls, describeWithoutAccount, listed_max } from '../client/describe-calls.ts'
import type { TestAccount } from '../index.ts'
import { counted } from '../text/numbers.ts'

/** What a failed test says of its account. */

/** The calls of an account's clients, why calls were refused, and its clock; where it cannot be asked, why. */
export async function describeAccount({ name, url, client }: TestAccount): Promise<string> {
  try {
    const { mode, now, pace } = await client.clock.get()
    const { requests, without_account } = await client.requests.list()
    const left_out = requests.length - listed_max
    return [
      `SMS emulator: account ${name} at ${url}`,
      `clock ${mode} at ${now}, pace ${pace}`,
      left_out > 0 ? `calls, without ${counted(left_out, 'earlier call')}:` : 'calls:',
      ...(requests.length > 0 ? describeCalls(requests) : ['  none']),
      ...describeWithoutAccount(without_account),
    ].join('\n')
  } catch (error) {
    // The failure of the test matters more.
    return `SMS emulator: it cannot be asked: ${(error as Error).message}`
  }
}

/** @throws Error that names the faults which no call, or not enough calls, met. */
export async function expectFaultsUsed({ client }: TestAccount): Promise<void> {
  const { faults, left } = await client.faults.list()
  if (left === 0) return
  const unused = faults.filter((fault) => fault.left ?? fault.used === 0)
  const names = unused.map(
    ({ id, match, effect, used, left }) =>
      `${id} (${pairsOf(match) || 'any call'}: ${pairsOf(effect)}) was met by ${counted(used, 'call')}, ${left ?? 'at least 1'} left`,
  )
  throw new Error(
    `Faults were not used up: ${names.join('; ')}. The program did not make these calls.`,
  )
}

const pairsOf = (values: object = {}): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

/** Adds a report to what an error says, in its message and where its stack repeats the message. */
export function addReport(error: unknown, report: string): void {
  if (typeof error !== 'object' || error === null || !('message' in error)) return
  const { message, stack } = error as Error
  const text = `${message}\n\n${report}\n`
  // Some errors have a message that is not assigned to (DOMException); a frozen one stays as it is.
  const set = (name: string, value: unknown) =>
    Reflect.defineProperty(error, name, { value, writable: true, configurable: true })
  set('message', text)
  if (typeof stack === 'string')
    set(
      'stack',
      stack.replace(message, () => text),
    )
}
