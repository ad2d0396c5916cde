import http from 'node:http'
import { EmulatorClient } from '../src/client/client.ts'

/** A caller of one emulator that measures its calls: over connections that stay open, token in hand. */

export type Answer = { status: number; text: string; ms: number; headers: http.IncomingHttpHeaders }

/** Who logs in, and for which project. */
export type Who = { account: string; user: string; password: string; project_id: string }

export const developer: Who = {
  account: 'emulator',
  user: 'developer',
  password: 'Emulator@123',
  project_id: '0215ef11e49d4743be23dd97a1561e91',
}

/** The body of a login with a password, for a project. */
export const loginBody = ({ account: name, user, password, project_id }: Who) => ({
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: user, password, domain: { name } } },
    },
    scope: { project: { id: project_id } },
  },
})

export type Client = Awaited<ReturnType<typeof clientOf>>

/**
 * A client that has logged in.
 *
 * @param connections how many of its calls can be under way at once; others wait, and that counts.
 * @throws Error when nobody answers, or the credentials are refused
 */
export async function clientOf(port: number, who: Who = developer, connections = 1) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  let token = ''

  const call = (
    method: string,
    path: string,
    body?: unknown,
    extra: Record<string, string> = {},
  ): Promise<Answer> => {
    const began = performance.now()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      ...extra,
      ...(token === '' ? {} : { 'x-auth-token': token }),
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    }
    return new Promise((resolve, reject) => {
      const request = http.request({ port, method, path, headers, agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            ms: performance.now() - began,
            headers: response.headers,
          }),
        )
      })
      request.once('error', reject)
      request.end(text)
    })
  }

  /** The same, for what must succeed. @throws Error unless it answers 2xx */
  const must = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await call(method, path, body)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
  }

  /** Takes a new token; the one before stays good. */
  const login = async (): Promise<Answer> => {
    const answer = await must('POST', '/v3/auth/tokens', loginBody(who))
    token = String(answer.headers['x-subject-token'])
    return answer
  }

  await login()
  return {
    call,
    must,
    login,
    token: () => token,
    control: new EmulatorClient(`http://127.0.0.1:${port}`, { account: who.account }),
    close: () => agent.destroy(),
  }
}

/** Creates an account whose clock is frozen. @returns how to log in to it */
export async function newAccount(port: number, name: string): Promise<Who> {
  const { accounts } = new EmulatorClient(`http://127.0.0.1:${port}`)
  const clock = { mode: 'frozen', pace: 1 } as const
  const { user, password, projects } = await accounts.create({ name, clock })
  return { account: name, user, password, project_id: projects[0]?.id ?? '' }
}

/** A client of a new account. */
export const newcomer = async (port: number, name: string): Promise<Client> =>
  clientOf(port, await newAccount(port, name))
