import { z } from 'zod'
import { didYouMean } from '../text/names.ts'
import { quoteValue } from './sentences.ts'

/** Names that people give to things, and patterns of names, checked where they are given. */

/** What is wrong with a name that has to fit into a path; undefined if nothing is. */
export const pathNameProblem = (name: string): string | undefined =>
  name === '.' || name === '..'
    ? `${quoteValue(name)} cannot be used as a name: URLs drop it; give it a letter or a digit`
    : undefined

/** Adds what a function finds wrong with a text to the issues of its schema. */
export const refineWith =
  (problemOf: (text: string) => string | undefined) =>
  (text: string, context: z.RefinementCtx): void => {
    const message = problemOf(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }

/** What a message says of a text that has another form than is needed: in words, as nobody reads a regular expression. */
export const notOfForm = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `${quoteValue(input)} is not ${what}`,
})

/** The name of an account or a snapshot that somebody makes: it goes into paths and file names. */
export const PathName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, {
    error: ({ input }) =>
      `${quoteValue(input)} is not a name of 1 to 64 letters, digits, dots, hyphens and underscores`,
  })
  .superRefine(refineWith(pathNameProblem))
  .meta({ description: '1 to 64 letters, digits, dots, hyphens and underscores.' })

/** A text of a form that messages explain by an example. */
export const matching = (form: RegExp, what: string, example: string) =>
  z.string().regex(form, notOfForm(`${what} such as ${example}`))

const code_services = ['SMS', 'APIGW', 'APIG', 'IAM', 'EMULATOR']

/** What is wrong with a pattern of error codes, in which `*` is any text; undefined if nothing is. */
export function codePatternProblem(pattern: string): string | undefined {
  const [service = '', digits = ''] = pattern.split('.')
  const isCode =
    /^[\d*]{1,4}$/.test(pattern) ||
    pattern.startsWith('*') ||
    (code_services.some((one) => one === service || fitsBeginning(service, one)) &&
      /^[\d*]*$/.test(digits))
  if (isCode) return undefined
  const hint = didYouMean(service.replaceAll('*', ''), code_services)
  return `${quoteValue(pattern)} is not an error code such as SMS.7605, APIGW.0301 or 401${hint}`
}

const fitsBeginning = (pattern: string, service: string): boolean =>
  pattern.endsWith('*') && service.startsWith(pattern.slice(0, -1))

/** What is wrong with a pattern of paths, in which `*` is any text; undefined if nothing is. */
export function pathPatternProblem(pattern: string): string | undefined {
  if (!/^[/*]/.test(pattern)) {
    return `${quoteValue(pattern)} is not a path: begin it with / or *, such as /v3/tasks/*`
  }
  return pattern.includes('?')
    ? `${quoteValue(pattern)} has a query, which is not compared: end it before the question mark`
    : undefined
}
