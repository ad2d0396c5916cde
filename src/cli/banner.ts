import type { Emulator } from '../emulator.ts'
import { version } from '../package.ts'
import type { Running } from '../process/server.ts'
import { companion_services } from '../schemas/companion-services.ts'
import { frozenAdvice } from './clock-line.ts'
import { writeWalkthrough } from './walkthrough.ts'

/** What a person sees at start: where it is, how to get in, and a walkthrough to paste. */

/** The clock of an account as it is, whatever the flags said: a fixture or a database may know better. */
const clockOf = ({ accounts }: Emulator, account = 'emulator') => accounts.find(account)?.clock

/** The first user with a password, with the account, the keys and the project of that user. */
function credentials({ boot }: Running) {
  for (const { name: account, users = [], projects = [] } of boot) {
    for (const { name, password, access_keys = [] } of users) {
      if (password === undefined) continue
      return { account, name, password, keys: access_keys[0], project: projects[0] }
    }
  }
  return undefined
}

/** The same for programs. */
export function credentialsOf(running: Running) {
  const person = credentials(running)
  if (!person) return undefined
  const { account, name: user, password, keys: { ak, sk } = { ak: null, sk: null } } = person
  const { emulator } = running
  const found = emulator.accounts.find(account)
  const domain_id = found?.id ?? null
  const projects = found?.members.projects.all() ?? []
  return { account, domain_id, user, password, ak, sk, projects }
}

/** The walkthrough for the first account with a login; empty if no account has one. */
function walkthroughCommands(running: Running): string[] {
  const { endpoints, emulator } = running
  const person = credentials(running)
  if (!person) return []
  const { account, name, password, project } = person
  const token = emulator.host.control_token
  const control_token = isLocal(running) || token === 'off' ? undefined : (token ?? undefined)
  const user = { name, password }
  return writeWalkthrough({ endpoints, account, user, project, control_token })
}

/** Whether only this machine can call. */
function isLocal({ emulator }: Running): boolean {
  const { host } = emulator.config
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Off loopback the control API requires a token, which has to be known. */
function tokenLines(running: Running): string[] {
  const { emulator } = running
  if (isLocal(running)) return []
  return emulator.host.control_token === 'off'
    ? ['  token      none: anyone who can reach this machine can call the control API']
    : [`  token      from other machines: X-Emulator-Token: ${emulator.host.control_token}`]
}

/** Where to watch; from another machine with the token, which the page takes out of the address. */
function dashboardLines(running: Running): string[] {
  const { endpoints, emulator } = running
  if (emulator.config.ui === 'off') return []
  const token = emulator.host.control_token
  const fragment = isLocal(running) || token === null || token === 'off' ? '' : `#token=${token}`
  return [`  dashboard  ${endpoints.control}/ui/${fragment}`]
}

const companions = companion_services.map(({ name }) => name.toUpperCase()).join(', ')

/** Its lines. */
export function banner(running: Running): string[] {
  const { endpoints, emulator, kept } = running
  const { db, auth: mode } = emulator.config
  const person = credentials(running)
  const { mode: clock, pace } = clockOf(emulator, person?.account) ?? {
    mode: emulator.config.clock,
    pace: emulator.config.pace,
  }
  const lines = [
    '',
    `huaweicloud-sms-emulator ${version}`,
    '',
    `  SMS, IAM   ${endpoints.url}   (and the companions ${companions})`,
    ...(endpoints.https ? [`  with TLS   ${endpoints.https}`] : []),
    ...dashboardLines(running),
    `  control    ${endpoints.control}/   (documents and a page to try them: ${endpoints.control}/docs)`,
    ...tokenLines(running),
    `  clock      ${clock} at pace ${pace}; authentication ${mode}; data in ${db}`,
    ...(clock === 'frozen' ? [`             ${frozenAdvice()}`] : []),
  ]
  if (kept.length > 0) {
    lines.push(
      `  kept       ${kept.join(', ')}: from the database file, with their clocks; --fixture, --clock, --now and --pace are ignored for them`,
    )
  }
  if (person) {
    const { account, name, password, keys, project } = person
    lines.push(
      '',
      `  account ${account}, user ${name}, password ${password}`,
      ...(project ? [`  project ${project.name}, id ${project.id ?? '(created at start)'}`] : []),
      ...(keys ? [`  AK ${keys.ak}, SK ${keys.sk}`] : []),
      '',
      'A walkthrough to paste into bash or zsh, as often as you like:',
      '',
      ...walkthroughCommands(running),
    )
  }
  return [...lines, '']
}
