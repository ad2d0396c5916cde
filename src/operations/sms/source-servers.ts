import { isIP } from 'node:net'
import { applyChoices } from '../../domain/resources/disk-choices.ts'
import { register } from '../../domain/resources/registration.ts'
import {
  listedServer,
  overview,
  viewSourceServer as serverView,
} from '../../domain/resources/source-view.ts'
import { unmaskIp } from '../../domain/resources/task-checks.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  ListServersQuery,
  ListServersResponse,
  PostSourceServerBody,
  PutSourceServerBody,
  ShowOverviewResponse,
  ShowServerResponse,
} from '../../schemas/sms/source-servers.ts'
import type { Source } from '../../schemas/stored/records.ts'
import { counted } from '../../text/numbers.ts'
import type { Account, View } from '../account/account.ts'
import type { Session } from '../account/session.ts'

/** One function per operation on source servers, named by its operationId: load, decide, save. */

/** Sources that one account can hold (behaviour.md §7). */
const sources_max = 1000

/** @throws Error when an account would hold more sources, with those to come, than the service lets it. */
export function checkQuota(view: View, more: readonly unknown[] = []): void {
  const total = view.sources.count() + more.length
  if (total <= sources_max) return
  throw new Error(`the account would have ${counted(total, 'source')}, and can hold ${sources_max}`)
}

/** @throws ApiError SMS.7602 */
export function findSource(view: View, id: string): Source {
  const source = view.sources.find(id)
  if (!source) throw new ApiError('sourceNotFound', id)
  return source
}

/**
 * A known id updates its record, as long as no target is configured; no id or an unknown one
 * makes a new record (behaviour.md §2.5, *inferred*).
 *
 * @throws ApiError SMS.6530 for an address that is none, 6501 when the account is full.
 */
export function registerServer(account: Account, report: PostSourceServerBody): { id: string } {
  checkAddresses(report)
  return account.write((session) => {
    const known = report.id ? session.sources.find(report.id) : undefined
    if (known) return registerAgain(session, known, report)
    const amount = session.sources.count()
    if (amount >= sources_max) throw new ApiError('sourceQuota', amount)

    const { ids, now, clock } = session
    const project = session.migprojects.theDefault()
    if (!project) throw new ApiError('noDefaultProject')
    const source = register(
      report,
      {
        id: ids.uuid(),
        migproject_id: project.id,
        now,
        pace: clock.pace,
        agent: account.config.agent,
      },
      ids,
    )
    session.addSource(source)
    session.record([
      { type: 'source.registered', data: { name: source.name }, at: now, source: source.id },
    ])
    return { id: source.id }
  })
}

/** An address may be left empty, as the walkthrough does; what is sent must be one. @throws SMS.6530 */
function checkAddresses({ ip, ipv6 }: PostSourceServerBody): void {
  if (ip && isIP(unmaskIp(ip)) !== 4) throw new ApiError('sourceIpInvalid', ip)
  if (ipv6 && isIP(ipv6.split('%')[0] ?? '') !== 6) throw new ApiError('sourceIpInvalid', ipv6)
}

/** Until a target is configured a new report replaces all but the id and the project. */
function registerAgain(session: Session, known: Source, report: PostSourceServerBody) {
  if (known.task_id === null) {
    const { ids, now, clock } = session
    const { id, migproject_id } = known
    const agent = known.agent.mode
    const fresh = register(report, { id, migproject_id, now, pace: clock.pace, agent }, ids)
    const { state, state_action_time, add_date, connected, connected_at, checks } = known
    session.saveSource({
      ...fresh,
      ...{ state, state_action_time, add_date, connected, connected_at, checks },
      enterprise_project_id: known.enterprise_project_id,
    })
    session.record([
      { type: 'source.registered', data: { name: report.name }, at: now, source: id },
    ])
  }
  return { id: known.id }
}

/** @throws ApiError SMS.7602 */
export function showServer(account: Account, id: string): ShowServerResponse {
  return account.read((view) => {
    const source = findSource(view, id)
    const { task_id } = source
    const task = task_id === null ? undefined : view.tasks.find(task_id)
    return serverView(source, task, view.now)
  })
}

export function listServers(account: Account, query: ListServersQuery): ListServersResponse {
  return account.read((view) => {
    // A limit of 0 is read as the default (contract, `defaultNote`).
    const page = { ...query, limit: query.limit || 200 }
    const { count, items } = view.sources.list(page)
    const source_servers = items.map((source) => {
      const { task_id } = source
      const task = task_id === null ? undefined : view.tasks.find(task_id)
      return listedServer(source, task, view.now)
    })
    return { count, source_servers }
  })
}

/** @throws ApiError SMS.7602, 6001-6003, 7301, 6538-6541 */
export function updateServerName(account: Account, id: string, change: PutSourceServerBody): void {
  account.write((session) => {
    const source = findSource(session, id)
    const { name, migprojectid } = change
    if (name !== undefined && name !== null) checkName(name)
    if (migprojectid) checkProject(session, migprojectid)
    // Choices about disks count only until a target is configured (contract, conditionalRules).
    const chosen = source.task_id === null ? applyChoices(source, change) : source
    session.saveSource({
      ...chosen,
      name: name ?? source.name,
      migproject_id: migprojectid || source.migproject_id,
    })
  })
}

function checkName(name: string): void {
  if (name === '') throw new ApiError('nameEmpty')
  if (name.length > 64) throw new ApiError('nameLength', name.length)
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) throw new ApiError('nameCharacters', name)
}

function checkProject(view: View, id: string): void {
  if (!view.migprojects.find(id)) {
    throw new ApiError('projectNotFound', id)
  }
}

/** @throws ApiError SMS.7602, 7601 */
export function deleteServer(account: Account, id: string): void {
  deleteServers(account, [id])
}

/** All or nothing: one id that cannot go keeps the others (design.md §5). @throws as deleteServer */
export function deleteServers(account: Account, ids: string[]): void {
  account.write((session) => {
    for (const id of new Set(ids)) {
      const { task_id, name } = findSource(session, id)
      if (task_id !== null) throw new ApiError('sourceHasTask', id, task_id)
      session.removeSource(id)
      session.record([{ type: 'source.deleted', data: { name }, at: session.now, source: id }])
    }
  })
}

export function showOverview(account: Account): ShowOverviewResponse {
  return account.read((view) => {
    const { states, unconfigured } = view.sources.overview()
    return overview(states, unconfigured)
  })
}
