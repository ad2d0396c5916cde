import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * A suite that takes more time or tools than the quick tests, and has a command of its own:
 * `npm test -- NAME`.
 */
export type Suite = {
  /** Its folder below `test/`, which has a `run.ts`. */
  name: string
  /** What it tests, in one line: the first sentence of the comment in its `run.ts`. */
  about: string
}

export const listSuites = (): Suite[] =>
  readdirSync('test')
    .filter((name) => existsSync(`test/${name}/run.ts`))
    .map((name) => ({ name, about: describeSuite(name) }))

function describeSuite(name: string): string {
  const [, about = ''] =
    new RegExp(`\`npm test -- ${name}\`: (.*?)\\.\\s`, 's').exec(
      readFileSync(`test/${name}/run.ts`, 'utf8'),
    ) ?? []
  return about.replaceAll(/\s+\* /g, ' ')
}
