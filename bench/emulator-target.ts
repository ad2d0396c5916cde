import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { EmulatorClient } from '../src/client/client.ts'
import { well_known } from '../src/domain/boot.ts'
import { signed } from '../test/signing.ts'
import type { Command } from './children.ts'
import { type Call, once } from './load.ts'
import { shipped } from './serve.ts'
import {
  an_id,
  type Data,
  head,
  json,
  oneAfterTheOther,
  paths,
  sourceBody,
  type Target,
  taskBody,
  type Work,
} from './works.ts'

/** This emulator as it is shipped: on a file, strict, with everything on. */

/** An account has a quota of 1,000 sources: so many are made in one, and then in the next. */
const sources_an_account = 990
const source_accounts = 40

type Credentials = { account: string; user: string; password: string; project_id: string }
const developer = {
  ...{ account: 'emulator', user: 'developer', password: 'Emulator@123' },
  project_id: '0215ef11e49d4743be23dd97a1561e91',
}

const login = ({ account: name, user, password, project_id }: Credentials): Call => ({
  ...{ method: 'POST', path: '/v3/auth/tokens', headers: json },
  body: JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: user, password, domain: { name } } },
      },
      scope: { project: { id: project_id } },
    },
  }),
})

async function tokenOf(port: number, credentials: Credentials): Promise<string> {
  const { headers } = await once(port, login(credentials))
  return headers.get('x-subject-token') ?? ''
}

/** Tokens of new accounts, which have no sources. */
async function newTokens(port: number, amount: number): Promise<string[]> {
  const { accounts } = new EmulatorClient(`http://127.0.0.1:${port}`)
  const tokens: string[] = []
  for (let number = 0; number < amount; number++) {
    const account = `sources-${number}`
    const { user, password, projects } = await accounts.create({ name: account })
    const project_id = projects[0]?.id ?? ''
    tokens.push(await tokenOf(port, { account, user, password, project_id }))
  }
  return tokens
}

/** Has a token, and makes sources in accounts with room for them, and tasks for the sources that are free. */
export async function emulatorCalls(port: number): Promise<Record<Work, Call>> {
  const token = await tokenOf(port, developer)
  const values = await newTokens(port, source_accounts)
  const marker = '~'.repeat(values[0]?.length ?? 0)
  const auth = { 'x-auth-token': token }
  return {
    get: { method: 'GET', path: head, headers: auth },
    list50: { method: 'GET', path: paths.list50, headers: auth },
    list20: { method: 'GET', path: paths.list20, headers: auth },
    source: {
      ...{ method: 'POST', path: '/v3/sources', body: sourceBody },
      headers: { ...json, 'x-auth-token': marker },
      varied: { marker, values, each: sources_an_account, from: 0, again: false },
    },
    create: {
      ...{ method: 'POST', path: '/v3/tasks', headers: { ...json, ...auth } },
      ...{ body: taskBody(an_id), varied: oneAfterTheOther(false) },
    },
    token: login(developer),
    signed: { method: 'GET', path: head, headers: signature(port) },
  }
}

function signature(port: number): Record<string, string> {
  const [key] = well_known.users?.[0]?.access_keys ?? []
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const host = `127.0.0.1:${port}`
  const wish = { ak: key?.ak ?? '', sk: key?.sk ?? '', target: head, date, headers: { host } }
  return signed(wish).headers as Record<string, string>
}

function started(
  port: number,
  { folder, seeded }: Pick<Data, 'folder'> & { seeded?: string },
  log_level: string,
): Command {
  const file = join(folder, 'emulator.db')
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  if (seeded !== undefined) copyFileSync(seeded, file)
  const args = ['start', '--port', `${port}`, '--db', file, '--log-level', log_level]
  const log = join(folder, 'emulator.log')
  return { file: process.execPath, args: [shipped(), ...args], log }
}

export const emulator = (data: Data): Target => ({
  ...{ name: 'this emulator', kind: 'us' },
  ...{ alive: '/_emulator/health', ready: '/_emulator/ready' },
  command: (port) => started(port, data, 'warn'),
  empty: (port) => started(port, { folder: data.folder }, 'warn'),
  calls: emulatorCalls,
})

/** The same with a line in its log for each request, as it is unless told otherwise; into a file. */
export const talkative = (data: Data): Target => ({
  ...emulator(data),
  name: 'this emulator with --log-level info',
  command: (port) => started(port, data, 'info'),
  empty: (port) => started(port, { folder: data.folder }, 'info'),
  calls: async (port) => {
    const { get, create } = await emulatorCalls(port)
    return { get, create }
  },
})
