import { isRegionName } from '../../domain/identity/catalog.ts'
import { projectId } from '../../domain/identity/tokens.ts'
import { hex32 } from '../../domain/ids.ts'
import { ApiError } from '../../errors/refusals.ts'
import type {
  CreateProjectRequest,
  IamProject,
  ListProjectsQuery,
} from '../../schemas/iam/users.ts'
import type { Project } from '../../schemas/stored/accounts.ts'
import type { Account } from '../account/account.ts'
import type { Session } from '../account/session.ts'
import { findUser } from './users.ts'

/** Projects of an account: one for each region, and sub-projects (iam.md §4.1, §5.1). */

/** A project by name; that of a region comes into being when it is first asked for. */
export function projectNamed(session: Session, name: string): Project | undefined {
  const known = session.projects.named(name)
  if (known || !isRegionName(name)) return known
  const project = { id: projectId(session.account.id, name), name }
  session.projects.save(project)
  return project
}

const per_page_max = 5000

/**
 * The projects of the caller's account that fit every filter.
 *
 * @param at the URL of the list, for links.
 * @throws ApiError 400 when of page and per_page one is missing or out of range.
 */
export function keystoneListProjects(account: Account, query: ListProjectsQuery, at: string) {
  const { name, domain_id, parent_id, enabled, is_domain } = query
  const fits = (project: IamProject): boolean =>
    (domain_id ?? account.id) === account.id &&
    (parent_id ?? project.parent_id) === project.parent_id &&
    enabled !== 'false' &&
    is_domain !== 'true'
  const found =
    name === undefined || name === ''
      ? account.members.projects.all()
      : [account.write((session) => projectNamed(session, name))]
  const views = found.flatMap((project) => (project ? [viewOf(account.id, project, at)] : []))
  const { from, to } = pageOf(query)
  const links = { next: null, previous: null, self: at }
  return { links, projects: views.filter(fits).slice(from, to) }
}

/** The projects that a token can be for: all of the account. */
export const keystoneListAuthProjects = (account: Account, at: string) =>
  keystoneListProjects(account, {}, at)

/** The projects of a user: all of the account. @throws ApiError 404 for a user that the account does not have. */
export function keystoneListProjectsForUser(account: Account, user_id: string, at: string) {
  findUser(account, user_id)
  return keystoneListProjects(account, {}, at)
}

/**
 * A project of the caller's account.
 *
 * @param self the URL of the project, for links.
 * @throws ApiError 404 for one that the account does not have.
 */
export function keystoneShowProject(account: Account, id: string, self: string) {
  const project = account.members.projects.find(id)
  if (!project) throw new ApiError('iamNotFound', 'project', id)
  const list = self.replace(/\/[^/]*$/, '')
  return { project: viewOf(account.id, project, list) }
}

function pageOf({ page, per_page }: ListProjectsQuery): { from: number; to?: number } {
  if (page === undefined && per_page === undefined) return { from: 0 }
  const [number, size] = [Number(page), Number(per_page)]
  const isPage = Number.isSafeInteger(number) && number >= 1
  if (!isPage || !Number.isSafeInteger(size) || size < 1 || size > per_page_max) {
    throw new ApiError('iamPageInvalid')
  }
  return { from: (number - 1) * size, to: number * size }
}

const viewOf = (account_id: string, project: Project, at: string): IamProject => ({
  domain_id: account_id,
  is_domain: false,
  parent_id: project.parent_id ?? account_id,
  name: project.name,
  description: project.description ?? '',
  links: { next: null, previous: null, self: `${at}/${project.id}` },
  id: project.id,
  enabled: true,
})

/**
 * A new project. The documented names are `<region>_<suffix>`; Node's and PHP's SDKs send a region.
 *
 * @throws ApiError 403 for another account, 404 for an unknown parent, 409 when the name is taken.
 */
export function keystoneCreateProject(
  account: Account,
  { project: wanted }: CreateProjectRequest,
  at: string,
) {
  const { name, description, domain_id, parent_id } = wanted
  if (domain_id && domain_id !== account.id) throw new ApiError('iamForbidden')
  return account.write((session) => {
    const parent = parent_id && parent_id !== account.id ? parent_id : undefined
    if (parent && !session.projects.find(parent)) {
      throw new ApiError('iamNotFound', 'project', parent)
    }
    if (session.projects.named(name)) {
      throw new ApiError('iamConflict', 'project', `it is not permitted to have two named ${name}`)
    }
    const project: Project = {
      id: isRegionName(name) ? projectId(account.id, name) : hex32('sub-project', account.id, name),
      name,
      ...(description ? { description } : {}),
      ...(parent ? { parent_id: parent } : {}),
    }
    session.projects.save(project)
    const view = viewOf(account.id, project, at)
    return { project: { ...view, links: { self: view.links.self } } }
  })
}
