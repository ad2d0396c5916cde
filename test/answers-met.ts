import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'

/**
 * The answers that tests meet, one a line: `CreateTask 400 SMS.0205`, or `CreateTask 200` where there is no code.
 * `npm test` holds those of the quick tests against a committed record, of which `openapi/coverage.md` is printed
 * (docs/decisions/048-answers-met.md).
 */

export const record_file = 'test/golden/answers-met.txt'
export const update_option = '--update-met'
/** The environment variable that names the folder where each process of tests leaves what it met. */
export const folder_variable = 'ANSWERS_MET_FOLDER'

const mark = 'isSampled'

/**
 * For the app of a test that tries a few of many cases: another field of a schema gives it other cases, so what they are
 * answered is not recorded.
 */
export const asSampled: FastifyPluginAsync = async (app) => {
  app.decorate(mark, true)
}

export const isSampled = (app: FastifyInstance): boolean => app.hasDecorator(mark)

export const readAnswers = (file: string): string[] =>
  readFileSync(file, 'utf8').split(/\r?\n/).filter(Boolean)

export const writeAnswers = (file: string, answers: Iterable<string>): void =>
  writeFileSync(file, `${[...new Set(answers)].sort().join('\n')}\n`)

/** Reads what the processes of a run left in a folder, and removes it. */
export function gatherAnswers(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : []
  const answers = files.flatMap((name) => readAnswers(`${folder}/${name}`))
  rmSync(folder, { recursive: true, force: true })
  return answers
}

/**
 * Compares what a run met with the record. A recorded answer that no test meets any more is a problem; one that
 * is new is noted only, so that a busy machine fails nothing. The record claims nothing that is not met.
 */
export function judgeAnswers(
  recorded: readonly string[],
  met: readonly string[],
): { problem: string | undefined; note: string | undefined } {
  const lost = recorded.filter((answer) => !met.includes(answer))
  const found = [...new Set(met)].filter((answer) => !recorded.includes(answer)).sort()
  const remedy = `"npm test -- ${update_option}" and then "npm run openapi" bring the record and openapi/coverage.md up to date.`
  const sentence = (about: string, answers: string[]): string | undefined =>
    answers.length === 0 ? undefined : `${about}: ${answers.join(', ')}. ${remedy}`
  return {
    problem: sentence(`recorded in ${record_file}, and met by no test`, lost),
    note: sentence(`met by tests, and not recorded in ${record_file}`, found),
  }
}

/** The answers whose status the document of the operation does not have. */
export function undocumented(answers: Iterable<string>): string[] {
  const documented = new Set(['sms', 'iam', 'companions', 'control'].flatMap(documentedIn))
  return [...answers].filter((answer) => !documented.has(answer.split(' ', 2).join(' ')))
}

type Operation = { operationId: string; responses: object }

function documentedIn(surface: string): string[] {
  const { paths } = JSON.parse(readFileSync(`openapi/${surface}.json`, 'utf8'))
  return Object.values(paths as Record<string, Record<string, Operation>>)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, responses }) =>
      Object.keys(responses).map((status) => `${operationId} ${status}`),
    )
}
