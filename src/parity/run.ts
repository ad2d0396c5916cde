import { ObservedAgents } from './agents.ts'
import { type Comparison, compareBodies } from './compare.ts'
import { shapesOf } from './contract.ts'
import type { CloudAnswer, EmulatedCloud } from './emulated-cloud.ts'
import { stand_in_password } from './imported-account.ts'
import { decoded, type MatchedCall } from './routes.ts'
import { createdBy } from './seen.ts'
import { isMap } from './shapes.ts'

/** Makes the calls of a recording again, and compares each answer. */

/** How a run counts its calls: by operation, and whether something of it differed. */
export type OperationCount = { calls: number; differing: number }

export type Run = Comparison & {
  cloud: EmulatedCloud
  operations: Map<string, OperationCount>
}

/** Headers of a request that change what is answered. */
const sent_headers = ['x-language', 'content-type']

/**
 * @param offset_ms what is added to the moments of the recording: the cloud's clock may be ahead.
 * @param onCall is told after each call how many were made.
 */
export async function repeatCalls(
  run: Run,
  calls: readonly MatchedCall[],
  offset_ms: number,
  onCall: (done: number) => void,
): Promise<void> {
  const agents = new ObservedAgents(run.cloud, run.pairs, calls)
  for (const [index, call] of calls.entries()) {
    const now = call.at_ms + offset_ms
    await agents.playUntil(call, now)
    await run.cloud.moveTo(now)
    await agents.attend(call)
    await agents.prepare(call)
    compareCall(run, call, await repeat(run, call))
    onCall(index + 1)
  }
}

function compareCall(run: Run, call: MatchedCall, answer: CloudAnswer): void {
  const { findings, pairs, operations } = run
  const { operation } = call.route
  const { response } = call
  const count = operations.get(operation) ?? { calls: 0, differing: 0 }
  operations.set(operation, count)
  count.calls++
  const before = findings.total
  findings.begin(operation, call.index)
  findings.compared('status')
  const codes = { real: codeIn(response.body), emulated: codeIn(answer.body) }
  if (response.status !== answer.status) {
    const [real, emulated] = [
      statusText(response.status, codes.real),
      statusText(answer.status, codes.emulated),
    ]
    findings.differs('status', 'status', { real, emulated })
  } else if (codes.real !== codes.emulated) findings.differs('code', 'code', codes)
  else {
    const created = createdBy(call)
    const id = isMap(answer.body) ? answer.body.id : undefined
    if (created && typeof id === 'string') pairs.pair('', created.id, id)
    compareBodies(run, shapesOf(call.route, response.status), response.body, answer.body)
  }
  if (findings.total > before) count.differing++
}

const statusText = (status: number, code: string | undefined): string =>
  code === undefined ? String(status) : `${status} ${code}`

/** The code of a refusal, in any of the three dialects. */
function codeIn(body: unknown): string | undefined {
  if (!isMap(body)) return undefined
  const code = isMap(body.error) ? body.error.code : body.error_code
  return code === undefined ? undefined : String(code)
}

/** Makes a call with the emulator's ids and tokens in it. */
async function repeat({ cloud, pairs }: Run, call: MatchedCall): Promise<CloudAnswer> {
  const { method, service, path, url, request } = call
  const route = path
    .split('/')
    .map((part) => encodeURIComponent(pairs.replaceText(decoded(part))))
    .join('/')
  const query = new URLSearchParams(
    [...url.searchParams].map(([name, value]): [string, string] => [
      name,
      pairs.replaceText(value),
    ]),
  )
  const headers = Object.fromEntries(
    sent_headers.flatMap((name) => {
      const value = request.headers.get(name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
  const project = request.headers.get('x-project-id') ?? cloud.project
  const body =
    request.body === undefined ? request.text : JSON.stringify(pairs.replaceIn(requestBody(call)))
  const needsToken = !isLogin(call) && !isWithoutToken(call)
  if (of_tokens.test(call.route.operation) && call.response.status < 300) {
    headers['x-subject-token'] = await cloud.token(project)
  }
  const search = query.size === 0 ? '' : `?${query}`
  return cloud.send({
    method,
    url: `/${service}${route}${search}`,
    headers,
    ...(body === undefined ? {} : { text: body }),
    ...(needsToken ? { project } : {}),
  })
}

/** Operations that are about a token, which no recording has. */
const of_tokens = /^Keystone(?:Validate|Check|Delete)Token$/

/** No recording has a token: a call that was refused for want of one is made without. */
const isWithoutToken = ({ response }: MatchedCall): boolean =>
  response.status === 401 && codeIn(response.body)?.startsWith('APIGW.') === true

const isLogin = ({ route }: MatchedCall): boolean => route.operation === 'KeystoneCreateToken'

/** The body of a request; the password of a login that succeeded is that of the emulator's user. */
function requestBody(call: MatchedCall): unknown {
  const { body } = call.request
  if (!isLogin(call) || !isMap(body)) return body
  const password = call.response.status < 300 ? stand_in_password : 'wrong'
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace)
    if (!isMap(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        name === 'password' && typeof part === 'string' ? password : replace(part),
      ]),
    )
  }
  return replace(body)
}
