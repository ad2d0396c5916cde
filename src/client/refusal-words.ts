import type { Failure } from './errors.ts'

/** Refusals of the control API and of the network, in the words of this library. */

/** What the parameters of a path are called by the functions of this library. */
const argument_names: ReadonlyMap<string, string> = new Map([
  ['task_id', 'task'],
  ['request_id', 'requestId'],
])

/** The most mistakes of a call that one sentence tells; `details` has all. */
const told_max = 10

/** What is wrong with the arguments of a call, by their names; the control API says where in the request it was. */
function argumentSentence({ details = [] }: Failure): string {
  const told = details.slice(0, told_max).map(({ path, message }) => {
    const [, first = '', ...deeper] = path.split('.')
    const name = [argument_names.get(first) ?? first, ...deeper].join('.')
    return name === '' ? message : `${name}: ${message}`
  })
  const others = details.length - told.length
  return [...told, ...(others > 0 ? [`and ${others} more`] : [])].join('; ')
}

/** The code of a fixture that cannot be loaded beside what an account holds. */
export const conflict_code = 'EMULATOR.0423'

/** What the control API says of its refusals in the words of HTTP, and what this library says, by the code. */
const by_code: ReadonlyMap<string, (failure: Failure) => string> = new Map(
  Object.entries({
    'EMULATOR.0400': (failure: Failure) =>
      failure.details?.length ? argumentSentence(failure) : failure.message,
    'EMULATOR.0401': () =>
      'Calls of the control API from another machine need its token: new EmulatorClient(url, { token }). It is printed at start; controlToken sets it.',
    'EMULATOR.0405': () =>
      'The emulator does not know this call; it is of another version than this library.',
    [conflict_code]: (failure: Failure) => conflictSentence(failure, '{ replace: true }'),
  }),
)

/** Why a fixture cannot be loaded beside what an account holds. @param replace how to empty the account first */
export function conflictSentence({ message, details }: Failure, replace: string): string {
  const [first] = details ?? []
  if (first === undefined) return message
  const place = first.line === undefined ? first.path : `line ${first.line}, ${first.path}`
  return `${first.message} (${place}). To load the fixture in the place of what the account holds, use ${replace}.`
}

/** A refusal in the words of this library: no paths of the control API, no options of the command. */
export const inLibraryWords = (failure: Failure): string =>
  withSettings(by_code.get(failure.code)?.(failure) ?? failure.message)

/** A message with the settings of `start` in the place of the options of the command. */
export const withSettings = (message: string): string =>
  message.replace(/--([a-z]+(?:-[a-z]+)*)/g, (_, flag: string) =>
    flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  )

/** Codes of the system in words; the code follows, so that it can be searched for. */
export const network_reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was closed'],
  ['ENOTFOUND', 'the name of the host is not known'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now'],
  ['ETIMEDOUT', 'nothing answered in time'],
  ['UND_ERR_CONNECT_TIMEOUT', 'nothing answered in time'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
])

/** What `fetch` says of ports that browsers do not call. */
const blocked_port = 'bad port'

/** What the system said; undici hides it one level down, and has codes of its own that say little. */
export function networkReasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: string; message?: string } }
  const { code = '' } = cause ?? {}
  if (cause?.message === blocked_port)
    return 'fetch does not call this port, as it belongs to another service'
  const words = network_reasons.get(code)
  if (words !== undefined) return `${words} (${code})`
  return code === '' || code.startsWith('UND_') ? cause?.message || message : code
}
