/** Tested by: test/domain/region.test.ts */

/** The region that a call is about. */

type NamedProject = { id: string; name: string }

/** The region of a project, by its name: a sub-project is named `region_name`. */
export const regionOfProject = (name: string): string => name.split('_')[0] ?? name

/**
 * The region of a call whose path names no project: that of the first known project of the given ids, else the one that
 * the host names, else that of the account's first project.
 *
 * @param projects of the account, at least one.
 * @param named ids of projects, the most telling first, such as that of the token.
 * @param host such as `ims.ap-southeast-1.myhuaweicloud.com`.
 */
export function regionOfCall(
  projects: readonly NamedProject[],
  { named, host }: { named: readonly (string | undefined)[]; host: string },
): string {
  const found = named
    .map((id) => projects.find((project) => project.id === id))
    .find((project) => project !== undefined)
  if (found) return regionOfProject(found.name)
  const [, of_host] = /^[a-z]+\.([a-z]+(?:-[a-z]+)+-\d+)\./.exec(host) ?? []
  return of_host ?? regionOfProject(projects[0]?.name ?? '')
}
