import { EmulatorError } from './errors.ts'
import { type Connection, reach } from './transport.ts'
import type { Credentials } from './types.ts'

/** Logs in to IAM, as clients of SMS do. */

/** A token of an account, and what calls to SMS are made with. */
export type Login = {
  /** Valid for 24 hours of the account's clock. */
  token: string
  /** The token as `X-Auth-Token`, and `Content-Type: application/json`. */
  headers: { 'X-Auth-Token': string; 'Content-Type': 'application/json' }
  /** The project that the token is for. */
  projectId: string
}

/** For which project of the account, by name or id; the first if absent. */
export type LoginOptions = { project?: string | undefined }

/** What a login needs of the credentials of an account. */
export type LoginCredentials = Pick<Credentials, 'account' | 'user' | 'password' | 'projects'>

/** @throws EmulatorError when IAM refuses or the account has no such project, EmulatorUnreachable. */
export const logIn = (
  connection: Connection,
  credentials: LoginCredentials,
  options?: LoginOptions,
): Promise<Login> =>
  connection.unlessDeleted(credentials.account, () => askIam(connection, credentials, options))

async function askIam(
  { url, options }: Connection,
  { account, user: name, password, projects }: LoginCredentials,
  { project }: LoginOptions = {},
): Promise<Login> {
  const meant = projects.find(
    (one) => project === undefined || [one.id, one.name].includes(project),
  )
  if (meant === undefined) {
    const names = projects.map((one) => one.name).join(', ')
    throw refusal(
      404,
      'EMULATOR.0404',
      `Account "${account}" has no project "${project}"; it has ${names}.`,
    )
  }
  const user = { name, password, domain: { name: account } }
  const identity = { methods: ['password'], password: { user } }
  const response = await reach(url, `${url}/v3/auth/tokens`, options.closed, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { id: meant.id } } } }),
  })
  const token = response.headers.get('x-subject-token')
  if (!response.ok || token === null) throw await loginRefusal(response, `${name} of ${account}`)
  const headers = { 'X-Auth-Token': token, 'Content-Type': 'application/json' } as const
  return { token, headers, projectId: meant.id }
}

const refusal = (status: number, code: string, message: string): EmulatorError =>
  new EmulatorError(status, { code, message })

/** What IAM and the gateway say of a refusal, in their shapes (docs/errors.md). */
type IamAnswer = {
  error?: { code: number; message: string }
  error_code?: string
  error_msg?: string
}

/** The refusal of IAM, or what a fault made of it. */
async function loginRefusal(response: Response, user: string): Promise<EmulatorError> {
  const { status } = response
  const answer = (await response.json().catch(() => ({}))) as IamAnswer
  const message = answer.error?.message ?? answer.error_msg ?? 'the answer has no token'
  const code = answer.error_code ?? `IAM.${String(answer.error?.code ?? status).padStart(4, '0')}`
  return refusal(status, code, `IAM answered ${status} to the login of ${user}: ${message}`)
}
