import { well_known } from '../domain/identity/well-known.ts'
import type { MatchedCall } from './routes.ts'
import { type Body, isSuccess } from './seen.ts'
import { isMap } from './shapes.ts'

/** Whose calls a recording has, and for which project. */

/** The password of every user that a recording shows: its own is never in one. */
export const stand_in_password = 'Emulator@123'

export type SeenAccount = {
  name: string
  id?: string
  user: { name: string; id?: string }
  projects: { name: string; id: string }[]
  /** That the hosts name; null where they name none. */
  region: string | null
}

const hex = /^[0-9a-f]{32}$/

/**
 * By the answers of IAM, else by `X-Project-Id`; where a recording has neither, the well-known account.
 *
 * @returns with the projects that are seen: none where no call names one.
 */
export function accountIn(calls: readonly MatchedCall[]): SeenAccount {
  const region = regionIn(calls) ?? null
  const fallback = region ?? 'ap-southeast-1'
  const seen: SeenAccount = {
    name: well_known.name,
    user: { name: 'developer' },
    projects: [],
    region,
  }
  const add = (id: unknown, shown: unknown): void => {
    if (typeof id !== 'string' || id === '' || id.length > 64) return
    const known = seen.projects.find((project) => project.id === id)
    const given = typeof shown === 'string' && shown !== '' ? shown : undefined
    if (known) known.name = given ?? known.name
    else {
      const name = given ?? fallback
      const isTaken = seen.projects.some((project) => project.name === name)
      seen.projects.push({ id, name: isTaken ? `${name}_${id.slice(-8)}` : name })
    }
  }
  for (const call of calls) {
    const { body } = call.response
    const token = isMap(body) && isMap(body.token) ? body.token : loginIn(call)
    if (call.service === 'iam' && isSuccess(call)) {
      if (token) noteToken(seen, token, add)
      if (isMap(body) && Array.isArray(body.projects)) {
        for (const project of body.projects.filter(isMap)) add(project.id, project.name)
      }
    }
    add(call.request.headers.get('x-project-id'), undefined)
  }
  return seen
}

/** Who logs in for what, as a request says it, in the form of a token. */
function loginIn({ request: { body } }: MatchedCall): Body | undefined {
  const auth = isMap(body) && isMap(body.auth) ? body.auth : {}
  const password = isMap(auth.identity) ? auth.identity.password : undefined
  if (!isMap(password)) return undefined
  return { user: password.user, project: isMap(auth.scope) ? auth.scope.project : undefined }
}

function noteToken(
  seen: SeenAccount,
  { user, project }: Body,
  add: (id: unknown, name: unknown) => void,
): void {
  if (isMap(user) && typeof user.name === 'string' && user.name !== '') {
    seen.user = {
      name: user.name,
      ...(typeof user.id === 'string' && user.id ? { id: user.id } : {}),
    }
    const domain = isMap(user.domain) ? user.domain : {}
    if (typeof domain.name === 'string' && /^[\w.-]{1,64}$/.test(domain.name))
      seen.name = domain.name
    if (typeof domain.id === 'string' && hex.test(domain.id)) seen.id = domain.id
  }
  if (isMap(project)) add(project.id, project.name)
}

/** `sms.ap-southeast-3.myhuaweicloud.com` is of ap-southeast-3. */
function regionIn(calls: readonly MatchedCall[]): string | undefined {
  for (const { url } of calls) {
    const [, region] = /^(?:sms|iam)\.([a-z]{2}-[a-z]+-\d+)\./.exec(url.hostname) ?? []
    if (region !== undefined) return region
  }
  return undefined
}
