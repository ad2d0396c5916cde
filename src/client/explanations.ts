import type { Explanation } from './types.ts'

/** What an explanation says, for people. */

/**
 * The sentences of an explanation, each thing once: what was refused is left out where the message of the answer says
 * it, and so is a broken rule that the message names.
 */
export function sentencesOf({ answer, why, causes, validation }: Explanation): string[] {
  const told = [answer.message, why].join(' ')
  const rules = (validation ?? []).filter(
    ({ path, message }) => !(told.includes(message) || isMissingName(told, path, message)),
  )
  const others = rules.filter(({ message }) => !message.startsWith(missing))
  return [
    ...(why === answer.message ? [] : [why]),
    ...causes,
    ...others.map(({ path, message }) => `${path}: ${message}`),
    ...missingSentence(rules, told),
  ]
}

/** How a rule says that a parameter is missing. */
const missing = 'missing; give '

/** Whether a text names a parameter that is missing: `A required parameter is missing: os_version`. */
function isMissingName(told: string, path: string, message: string): boolean {
  const name = path.split('.').at(-1) ?? path
  return message.startsWith(missing) && new RegExp(`missing: ${name}\\b`).test(told)
}

/** All that is missing, in one sentence. */
function missingSentence(rules: { path: string; message: string }[], told: string): string[] {
  const names = rules
    .filter(({ message }) => message.startsWith(missing))
    .map(({ path, message }) => `${path} (${message.slice(missing.length)})`)
  if (names.length === 0) return []
  return [`${/\bmissing\b/.test(told) ? 'Also missing' : 'Missing'}: ${names.join(', ')}`]
}
