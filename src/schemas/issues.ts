import type { z } from 'zod'

type Issue = z.core.$ZodIssue
type Place = { path: PropertyKey[]; message: string; issue: Issue }

/**
 * What a schema found wrong, one entry a place. Of a union the branch counts that was most likely
 * meant: one whose keys are all known, then the one with the fewest complaints.
 */
export function flatIssues(issues: readonly Issue[], above: PropertyKey[] = []): Place[] {
  return issues.flatMap((issue): Place[] => {
    const path = [...above, ...issue.path]
    const branches = issue.code === 'invalid_union' ? issue.errors : []
    const likely = [...branches].sort((a, b) => weight(a) - weight(b))[0]
    if (likely && likely.length > 0) return flatIssues(likely, path)
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.map((key) => `"${key}"`).join(', ')
      return [{ path, message: `unknown ${keys}`, issue }]
    }
    const message = issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
    return [{ path, message, issue }]
  })
}

/** How far what was found is from what a branch means: the sum of its complaints. */
const weight = (issues: readonly Issue[]): number =>
  issues.length +
  issues.filter((issue) => issue.code === 'unrecognized_keys' && issue.path.length === 0).length *
    100 +
  // A branch of another type altogether was not meant.
  issues.filter((issue) => /^invalid_(type|value)$/.test(issue.code) && issue.path.length === 0)
    .length *
    150 +
  // What none of several types fits fits as badly as the best of them.
  issues.reduce((sum, issue) => sum + (isUnionHere(issue) ? lightest(issue.errors) : 0), 0)

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>

const isUnionHere = (issue: Issue): issue is UnionIssue =>
  issue.code === 'invalid_union' && issue.path.length === 0

const lightest = (branches: UnionIssue['errors']): number =>
  branches.length === 0 ? 0 : Math.min(...branches.map(weight))

/** `accounts.0.tasks.3.name`; the whole document is `(root)`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '(root)' : path.map(String).join('.')

/** What of an issue says which rule is broken, beside its code. */
const terms = ['expected', 'values', 'minimum', 'maximum', 'format', 'pattern', 'keys', 'divisor']

/** The rule that was broken: `too_big, maximum 64`. */
export const ruleText = (issue: Issue): string =>
  [
    issue.code,
    ...terms
      .filter((term) => term in issue)
      .map((term) => `${term} ${String((issue as unknown as Record<string, unknown>)[term])}`),
  ].join(', ')
